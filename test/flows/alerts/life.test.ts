import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertFinding } from '../../../src/domain/alerts/finding.ts';
import type { RuleName } from '../../../src/domain/alerts/rule.ts';
import type { Actor } from '../../../src/domain/permissions.ts';
import { hourMs, type Instant, instantOf, minuteMs, plusMs, secondMs } from '../../../src/domain/time.ts';
import { takeFindings } from '../../../src/flows/alerts/take-findings.ts';
import { alertTexts, finding, inCountry } from '../../support/alert-findings.ts';
import { type App, owner } from '../../support/app.ts';
import { describeDatabases } from '../../support/databases.ts';

const anna: Actor = { kind: 'operator', telegramId: '501', role: 'operator', name: 'Anna' };
const boris: Actor = { kind: 'operator', telegramId: '502', role: 'operator', name: 'Boris' };
const analyst: Actor = { kind: 'operator', telegramId: '503', role: 'analyst', name: 'Vera' };
const now = (app: App): Instant => instantOf(app.clock.nowMs());
const take = (app: App, findings: readonly AlertFinding[], judged: readonly [RuleName, Instant][] = []) =>
  takeFindings(app.running().deps, findings, new Map(judged));
const firstLines = async (app: App) => (await alertTexts(app)).map((text) => text.split('\n')[0]);
/** The wait for others is over, and what is owed is sent. */
const told = async (app: App) => {
  app.clock.advance(31 * secondMs);
  await app.settled();
};

describeDatabases('alerts', (startApp) => {
  describe('an incident in the chat', () => {
    test('is one message, there and in Slack, edited over its whole life', async () => {
      const app = await startApp();
      const [incident] = await take(app, [finding(now(app))]);
      await told(app);
      expect(await firstLines(app)).toEqual(['🟠 Sales −53\u00a0%']);
      expect((await alertTexts(app))[0]).toContain('12 instead of 25 (usually 18 to 33)');
      expect((await alertTexts(app))[0]).toContain('campaign Brand: −180.00 USD (69\u00a0%)');

      const taken = await app.flows().ackAlert(anna, incident?.id ?? '');
      expect(taken).toMatchObject({ ok: true, changed: [{ state: 'acked' }] });
      await app.settled();
      expect((await alertTexts(app))[0]).toMatch(/^🟡 Sales −53\u00a0%[\s\S]*Anna took it/);

      app.clock.advance(3 * hourMs);
      await take(app, [], [['purchases_fell', now(app)]]);
      await app.settled();
      expect((await alertTexts(app))[0]).toMatch(/^🟢 Sales −53\u00a0%[\s\S]*Over by itself after 6 h/);
      expect(await alertTexts(app)).toHaveLength(1);
      expect(app.slack().map(({ text }) => text.split('\n')[0])).toEqual(['🟢 Sales −53\u00a0%']);
    });

    test('belongs to the first who takes it; a second person hears who that is', async () => {
      const app = await startApp();
      const [incident] = await take(app, [finding(now(app))]);
      await told(app);
      const id = incident?.id ?? '';
      expect(await app.flows().ackAlert(analyst, id)).toEqual({ ok: false, reason: 'forbidden' });
      const both = await Promise.all([app.flows().ackAlert(anna, id), app.flows().ackAlert(boris, id)]);
      expect(both.map((one) => one.ok && one.changed.length).toSorted()).toEqual([0, 1]);
      const owner = both[0]?.ok && both[0].changed.length === 1 ? 'Anna' : 'Boris';
      for (const one of both) expect(one).toMatchObject({ incidents: [{ acked: { by: owner } }] });
      const rows = await app.db().selectFrom('audit').selectAll().where('action', '=', 'manage_alerts').execute();
      expect(rows).toMatchObject([{ actor: owner, subject: id, detail: 'ack 1' }]);
    });

    test('is brought to mind with a sound until somebody takes it', async () => {
      const app = await startApp();
      const [incident] = await take(app, [finding(now(app), { level: 'critical' })]);
      await told(app);
      app.clock.advance(31 * minuteMs);
      await app.flows().tendAlerts();
      await app.settled();
      expect(await firstLines(app)).toEqual(['🔴 Sales −53\u00a0%', '⏰ Nobody has taken this yet']);
      await app.flows().ackAlert(anna, incident?.id ?? '');
      app.clock.advance(24 * hourMs);
      await app.flows().tendAlerts();
      await app.settled();
      expect(await alertTexts(app)).toHaveLength(2);
    });

    test('waits while everything is stopped, and shows its newest state afterwards', async () => {
      const app = await startApp();
      await app.flows().stop(owner, 'test');
      const [incident] = await take(app, [finding(now(app))]);
      app.clock.advance(31 * secondMs);
      await app.flows().ackAlert(anna, incident?.id ?? '');
      expect(await alertTexts(app)).toEqual([]);
      await app.flows().resume(owner, 'drain');
      await app.settled();
      expect(await firstLines(app)).toEqual(['🟡 Sales −53\u00a0%']);
    });

    test('is told once after a process ended between finding and telling', async () => {
      const app = await startApp();
      await take(app, [finding(now(app))]);
      await app.restart();
      await take(app, [finding(now(app))]);
      await told(app);
      expect(await firstLines(app)).toEqual(['🟠 Sales −53\u00a0%']);
      const rows = await app.db().selectFrom('incidents').select(['state', 'found']).execute();
      expect(rows).toEqual([{ state: 'firing', found: 2 }]);
    });
  });

  describe('a silence', () => {
    test('keeps what it matches from being told, says when it is over, and lets go what lasts', async () => {
      const app = await startApp();
      const until = plusMs(now(app), hourMs);
      const matchers = [{ rule: 'purchases_fell' as const, slice: { dimension: 'country', value: 'US' } }];
      await app.flows().silenceAlerts(anna, { matchers, until, reason: 'holiday' });
      await take(app, [inCountry(now(app), 'US'), inCountry(now(app), 'DE')]);
      await told(app);
      expect(await firstLines(app)).toEqual(['🟠 Sales −53\u00a0% · DE']);
      app.clock.advance(hourMs);
      await app.flows().tendAlerts();
      await told(app);
      expect(await firstLines(app)).toEqual([
        '🟠 Sales −53\u00a0% · DE',
        expect.stringContaining('🔔 A silence is over: sales fell · country US'),
        '🟠 Sales −53\u00a0% · US',
      ]);
      expect((await alertTexts(app))[1]).toContain('Asked for by Anna: holiday.');
      expect((await alertTexts(app))[1]).toContain('1 alert of it lasts');
      await app.flows().tendAlerts();
      await app.settled();
      expect(await alertTexts(app)).toHaveLength(3);
    });

    test('says that what somebody took still lasts', async () => {
      const app = await startApp();
      const [incident] = await take(app, [inCountry(now(app), 'US')]);
      await told(app);
      await app.flows().ackAlert(anna, incident?.id ?? '');
      await app.flows().silenceAlert(anna, incident?.id ?? '', plusMs(now(app), hourMs), null);
      app.clock.advance(hourMs);
      await app.flows().tendAlerts();
      await told(app);
      expect(app.chat().at(-1)?.text).toContain('1 alert of it lasts');
    });

    test('by a button shows in the message, and ends by hand', async () => {
      const app = await startApp();
      const [incident] = await take(app, [finding(now(app))]);
      await told(app);
      const quiet = await app.flows().silenceAlert(anna, incident?.id ?? '', plusMs(now(app), 4 * hourMs), null);
      await app.settled();
      expect((await alertTexts(app))[0]).toMatch(/^🔕 Sales −53\u00a0%[\s\S]*Quiet until/);
      await app.flows().unsilenceAlerts(boris, quiet.ok ? quiet.silence.id : '');
      await app.settled();
      expect(await firstLines(app)).toEqual(['🟠 Sales −53\u00a0%']);
    });
  });

  test('what the whole business misses is not told again of its parts', async () => {
    const app = await startApp();
    await take(app, [finding(now(app)), inCountry(now(app), 'US')]);
    app.clock.advance(2 * hourMs);
    await take(app, [inCountry(now(app), 'DE')]);
    app.clock.advance(5 * hourMs);
    await take(app, [inCountry(now(app), 'FR')]);
    await told(app);
    expect(await firstLines(app)).toEqual(['🟠 Sales −53\u00a0%', '🟠 Sales −53\u00a0% · FR']);
  });

  test('a storm of thirty is one message, which one press takes whole', async () => {
    const app = await startApp();
    const countries = Array.from({ length: 30 }, (_, index) => `C${index}`);
    await take(
      app,
      countries.map((country) => inCountry(now(app), country)),
    );
    await told(app);
    expect(await firstLines(app)).toEqual(['🟠 Alerts at once: 30']);
    expect((await alertTexts(app))[0]).toContain('And 20 more');
    const [row] = await app.db().selectFrom('incident_groups').selectAll().execute();
    const taken = await app.flows().ackAlert(anna, row?.id ?? '');
    expect(taken.ok && taken.changed).toHaveLength(30);
    await app.settled();
    expect((await alertTexts(app))[0]).toContain('Anna took it');

    app.clock.advance(minuteMs);
    await take(app, [inCountry(now(app), 'LATE')]);
    app.clock.advance(6 * minuteMs);
    await app.settled();
    expect(await firstLines(app)).toEqual(['🟠 Alerts at once: 31']);
  });

  test('no finding is lost, and no incident has a second message in a place, whatever happens when', async () => {
    const app = await startApp();
    const country = fc.constantFrom('US', 'DE', 'FR', 'ES');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('find' as const), countries: fc.uniqueArray(country) }) },
      fc.record({ do: fc.constantFrom('ack' as const, 'resolve' as const, 'quiet' as const), country }),
      fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ do: fc.constant('judge' as const) }),
    );
    let found = 0;
    const run = async (one: Readonly<Record<string, unknown>>) => {
      if (one['do'] === 'wait') app.clock.advance(Number(one['minutes']) * minuteMs);
      if (one['do'] === 'judge') await take(app, [], [['purchases_fell', now(app)]]);
      if (one['do'] === 'find') {
        const countries = one['countries'] as string[];
        found += countries.length;
        await take(
          app,
          countries.map((value) => inCountry(now(app), value)),
        );
      }
      const open = await app.flows().openAlerts(owner);
      const id = open.ok
        ? open.incidents.find(({ finding: { slice } }) => slice.value === one['country'])?.id
        : undefined;
      if (id && one['do'] === 'ack') await app.flows().ackAlert(anna, id);
      if (id && one['do'] === 'resolve') await app.flows().resolveAlert(anna, id);
      if (id && one['do'] === 'quiet') await app.flows().silenceAlert(anna, id, plusMs(now(app), hourMs), null);
      await app.flows().tendAlerts();
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const one of steps) await run(one);
      }),
      { numRuns: 12 },
    );
    app.clock.advance(10 * minuteMs);
    await app.flows().tendAlerts();
    await app.settled();
    const incidents = await app.db().selectFrom('incidents').selectAll().execute();
    expect(incidents.reduce((sum, one) => sum + one.found, 0)).toBe(found);
    const sent = await app.db().selectFrom('sent_messages').selectAll().where('kind', '=', 'incidents').execute();
    const inChat = app.chat().filter(({ text }) => /^\S+ (Sales|Alerts at once)/u.test(text));
    const toldHere = new Set(sent.filter(({ destination }) => destination === 'telegram').map((one) => one.subject_id));
    expect(inChat).toHaveLength(toldHere.size);
    for (const one of incidents) if (one.group_id !== null) expect(toldHere).toContain(one.group_id);
  });
});
