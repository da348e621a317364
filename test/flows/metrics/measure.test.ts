import fc from 'fast-check';
import type { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import type { DomainEvent } from '../../../src/domain/facts.ts';
import { dimensions, hourlyDimensions } from '../../../src/domain/metrics/dimensions.ts';
import { isEmpty } from '../../../src/domain/metrics/measures.ts';
import type { Slice } from '../../../src/domain/metrics/tally.ts';
import { hourMs, instantOfSeconds, plusMs } from '../../../src/domain/time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone, zone } from '../../../src/domain/zone.ts';
import type { FlowDeps } from '../../../src/flows/deps.ts';
import { measure } from '../../../src/flows/metrics/measure.ts';
import { rebuildRollups } from '../../../src/flows/metrics/rebuild-rollups.ts';
import { saveTeamRules } from '../../../src/flows/teams/save-rules.ts';
import type { Store } from '../../../src/store/database.ts';
import { type ReportDeps, rebuildAll, recordSales, reportDeps } from '../../support/sales.ts';
import { scaledRuns } from '../../support/scale.ts';
import { orderPlan, shuffledEvents, worldPlan, worldStart } from '../../support/small-world.ts';
import { describeStores } from '../../support/stores.ts';
import { chargeEvent, eventOf } from '../../support/stripe-facts.ts';
import { emptyLedger } from '../../support/whole-world.ts';
import { countPlainly, type Teams } from './plain-count.ts';

type Deps = ReportDeps;
const depsOf = (store: Store, zoned: Zone) => reportDeps(store, zoned, start);
const record = recordSales;

function shown(slices: readonly Slice[]): readonly string[] {
  return slices
    .filter(({ measures }) => !isEmpty(measures))
    .map((slice) => JSON.stringify([slice.dimension, slice.bucket, slice.value, slice.currency, slice.measures]))
    .sort();
}

/** New York changes its clocks at 06:00 UTC of the small world's first day, which is the last of a month there. */
const zones = ['America/New_York', 'Asia/Kolkata', '+01:00'].map(zone);
const start = instantOfSeconds(worldStart);

/** Each payment by one of four sources, by its number; the fourth says nothing. */
function withSource(event: DomainEvent): DomainEvent {
  const facts = event.facts.map((fact) => {
    const source = ['fb_a', 'fb_b', 'tg', undefined][Number(fact.externalId.replace(/\D/g, '')) % 4];
    return fact.kind === 'payment' && source ? { ...fact, campaign: { utm_source: source } } : fact;
  });
  return { ...event, facts };
}

const team = fc.constantFrom('Ada', 'Bob');
const teamPlan = fc.record({ fb_a: team, fb_b: team, tg: team }, { requiredKeys: [] });

async function attribute(deps: Deps, teams: Teams): Promise<void> {
  const csv = ['team,field,pattern', ...Object.entries(teams).map(([source, of]) => `${of},utm_source,${source}`)];
  const saved = await saveTeamRules(deps as FlowDeps, { kind: 'cli' }, csv.join('\n'), false);
  expect(saved).toMatchObject({ ok: true, teams: { saved: true, rules: { length: csv.length - 1 } } });
}

/** Something happens after the first day was read from the ledger, and before it is written. */
function onceRead(store: Store, happens: () => Promise<void>): Store {
  let scans = 0;
  const scan = async (...asked: Parameters<Store['scan']>) => {
    const read = await store.scan(...asked);
    if (++scans === 1) await happens();
    return read;
  };
  return { ...store, scan: scan as Store['scan'] };
}

describeStores('the sums', ({ kind, open }) => {
  const runs = kind === 'sqlite' ? 40 : 8;

  it('are those of a plain count, from payments, from stored sums and from both, also after other rules of teams', async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(
        worldPlan,
        orderPlan,
        fc.constantFrom(...zones),
        fc.nat(100),
        fc.tuple(teamPlan, teamPlan),
        async (plan, order, zoned, share, [teamsBefore, teams]) => {
          await emptyLedger(store);
          const deps = depsOf(store, zoned);
          const events = shuffledEvents(plan, order).map(withSource);
          const cut = Math.floor((events.length * share) / 100);
          const from = startOfDay(plusDays(businessDateOf(start, zoned), -1), zoned);
          const window = { from, to: plusMs(from, 45 * 24 * hourMs) };
          await attribute(deps, teamsBefore);
          await record(store, events.slice(0, cut));
          await rebuildAll(deps);
          await record(store, events.slice(cut));
          await attribute(deps, teams);
          const questions = [
            { window, dimensions },
            { window, grain: 'day' as const, dimensions },
            { window, grain: 'hour' as const, dimensions: hourlyDimensions },
            { window: { from: plusMs(start, 3 * hourMs), to: plusMs(start, 27 * hourMs) }, dimensions },
          ];
          const plain = await Promise.all(questions.map((question) => countPlainly(store, question, zoned, teams)));
          const half = await Promise.all(questions.map((question) => measure(deps, question)));
          expect(half.map(shown)).toEqual(plain.map(shown));
          await rebuildAll(deps);
          expect(await store.reader.selectFrom('dirty_hours').selectAll().execute()).toEqual([]);
          const stored = await Promise.all(questions.map((question) => measure(deps, question)));
          expect(stored.map(shown)).toEqual(plain.map(shown));
        },
      ),
      scaledRuns(runs),
    );
  });

  it('are made anew for another zone', async () => {
    const store = await open();
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    await rebuildAll(depsOf(store, zone('UTC')));
    const elsewhere = depsOf(store, zone('America/New_York'));
    await rebuildAll(elsewhere);
    const rows = await store.reader.selectFrom('rollups').select('bucket').distinct().execute();
    expect(rows.map(({ bucket }) => bucket)).toContain('2026-10-31');
    expect(rows.map(({ bucket }) => bucket)).not.toContain('2026-11-01');
  });

  it('keep the mark of an hour that changed while it was summed', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    await rebuildAll(deps);
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    let isFirst = true;
    const slow: Deps = {
      ...deps,
      commits: {
        submit: async (run: Parameters<Deps['commits']['submit']>[0]) => {
          if (isFirst) {
            isFirst = false;
            await record(store, [chargeEvent(60, { customer: 'cus_A' })]);
          }
          return deps.commits.submit(run);
        },
      } as unknown as Deps['commits'],
    };
    await rebuildRollups(slow);
    expect(await store.reader.selectFrom('dirty_hours').select('hour').execute()).toEqual([{ hour: '2026-11-01T00' }]);
    const window = { from: start, to: plusMs(start, 24 * hourMs) };
    expect((await measure(deps, { window, dimensions: ['total'] }))[0]?.measures).toMatchObject({ payments: 2 });
  });

  it('lose no sale that comes while two sum the same hour', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    await rebuildAll(deps);
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    // The slow one has read the ledger; another sums the hour meanwhile, and then somebody pays.
    const slow = onceRead(store, async () => {
      await rebuildAll(deps);
      await record(store, [chargeEvent(60, { customer: 'cus_B' })]);
    });
    await rebuildRollups({ ...deps, store: slow });
    const window = { from: start, to: plusMs(start, 24 * hourMs) };
    const payments = async () => (await measure(deps, { window, dimensions: ['total'] }))[0]?.measures.payments;
    expect(await payments()).toBe(2);
    await rebuildAll(deps);
    expect(await payments()).toBe(2);
  });

  it('are the newest where the slower of two that sum the same hour comes last', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    await rebuildAll(deps);
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    const written = Promise.withResolvers<void>();
    const fasterMayEnd = Promise.withResolvers<void>();
    let faster: Promise<unknown> = Promise.resolve();
    // The faster one reads later and has written its sums, but has not yet taken the marks away.
    let submits = 0;
    const commits = {
      submit: async (run: Parameters<Deps['commits']['submit']>[0]) => {
        if (++submits === 2) {
          written.resolve();
          await fasterMayEnd.promise;
        }
        return deps.commits.submit(run);
      },
    } as unknown as Deps['commits'];
    const slow = onceRead(store, async () => {
      await record(store, [chargeEvent(60, { customer: 'cus_B' })]);
      faster = rebuildRollups({ ...deps, commits });
      await written.promise;
    });
    await rebuildRollups({ ...deps, store: slow });
    fasterMayEnd.resolve();
    await faster;
    const window = { from: start, to: plusMs(start, 24 * hourMs) };
    expect((await measure(deps, { window, dimensions: ['total'] }))[0]?.measures.payments).toBe(2);
  });

  it('hold a sale in all of their parts or in none, also where its hour is marked and summed while they are read', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    await rebuildAll(deps);
    let reads = 0;
    // The second part is read after somebody paid and a worker has summed it.
    const scanner = new Proxy(store.scanner, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'executeQuery') return value.bind(target) as unknown;
        return async (query: CompiledQuery) => {
          if (query.sql.includes('from rollups') && ++reads === 2) {
            await record(store, [chargeEvent(60, { customer: 'cus_B' })]);
            await rebuildAll(deps);
          }
          return value.call(target, query) as unknown;
        };
      },
    });
    const window = { from: start, to: plusMs(start, 24 * hourMs) };
    const slices = await measure(
      { ...deps, store: { ...store, scanner } },
      { window, dimensions: ['total', 'method'] },
    );
    expect(slices.map(({ dimension, measures }) => [dimension, measures.payments])).toEqual([
      ['total', 2],
      ['method', 2],
    ]);
  });

  it('tell which closed days were revised once history is read', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    const later = { ...deps, clock: { nowMs: () => worldStart * 1_000 + 40 * hourMs } };
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    await rebuildAll(later);
    await store.writer.insertInto('cursors').values({ name: 'stripe_events', value: start, moved_at: start }).execute();
    await record(store, [chargeEvent(5, { customer: 'cus_D' })]);
    await rebuildAll(later);
    expect(await store.reader.selectFrom('revised_days').select('date').execute()).toEqual([]);
    await record(store, [chargeEvent(7, { customer: 'cus_B' }), chargeEvent(86_400 + 5, { customer: 'cus_C' })]);
    await rebuildAll(later);
    expect(await store.reader.selectFrom('revised_days').select('date').execute()).toEqual([{ date: '2026-11-01' }]);
  });

  it('tell a closed day as revised also where payops was killed once its new sums were written', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    const later = { ...deps, clock: { nowMs: () => worldStart * 1_000 + 40 * hourMs } };
    await store.writer.insertInto('cursors').values({ name: 'stripe_events', value: start, moved_at: start }).execute();
    await record(store, [chargeEvent(0, { customer: 'cus_A' })]);
    await rebuildAll(later);
    await record(store, [chargeEvent(5, { customer: 'cus_D' })]);
    const submit = async (run: Parameters<Deps['commits']['submit']>[0]) => {
      const stands = () => store.reader.selectFrom('rollups').select('payments').where('payments', '=', 2).execute();
      if ((await stands()).length > 0) throw new Error('killed');
      return deps.commits.submit(run);
    };
    const killed = { ...later, commits: { submit } as unknown as Deps['commits'] };
    await expect(rebuildRollups(killed)).rejects.toThrow('killed');
    await rebuildAll(later);
    expect(await store.reader.selectFrom('revised_days').select('date').execute()).toEqual([{ date: '2026-11-01' }]);
  });

  it('of one campaign count its own sales, and money back against them', async () => {
    const store = await open();
    const deps = depsOf(store, zone('UTC'));
    const metadata = { campaign_name: 'spring' };
    await record(store, [
      chargeEvent(1, { metadata, customer: 'cus_A' }),
      chargeEvent(2, { metadata: { campaign_name: 'autumn' }, customer: 'cus_B' }),
      eventOf('refund', {
        id: 're_1',
        amount: 40,
        charge: 'ch_1',
        created: worldStart + 30 * 3_600,
        currency: 'usd',
        payment_intent: 'pi_1',
        status: 'succeeded',
      }),
    ]);
    const window = { from: start, to: plusMs(start, 24 * hourMs) };
    const [slice] = await measure(deps, { window, dimensions: ['total'], campaign: 'spring' });
    expect(slice?.measures).toMatchObject({ grossMinor: 100, salesBackMinor: 40, refundedMinor: 0, payments: 1 });
  });
});
