import { expect, test } from 'vitest';
import { instantOf, secondMs } from '../../src/domain/time.ts';
import { takeFindings } from '../../src/flows/alerts/take-findings.ts';
import type { Flows } from '../../src/flows/types.ts';
import { OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { finding } from '../support/alert-findings.ts';
import { type App, startApp } from '../support/app.ts';
import { drawn, people, startBot } from '../support/bot-app.ts';
import { alertCheck } from '../support/canned-alerts.ts';
import { eventually } from '../support/eventually.ts';

async function pressed(app: App, messageId: number, label: string) {
  return app.world.telegram.press({ chatId: OPS_GROUP_ID, from: OWNER.id, messageId, label, timeoutMs: 30_000 });
}

test('the buttons of an incident take it, keep it quiet, tell its story, draw it and close it', async () => {
  const app = await startApp();
  await takeFindings(app.running().deps, [finding(instantOf(app.clock.nowMs()))]);
  app.clock.advance(31 * secondMs);
  await app.settled();
  const first = app.chat()[0];
  const id = first?.messageId ?? 0;
  const words = () => app.chat().find(({ messageId }) => messageId === id)?.text ?? '';

  const took = await pressed(app, id, '✋ Take it');
  expect(took?.text).toBe('✋ It is yours: 🟠 Sales −53\u00a0%');
  await eventually(() => expect(words()).toMatch(/^🟡 Sales −53\u00a0%[\s\S]*took it at/u));

  const quiet = await pressed(app, id, '🔕 1 h');
  expect(quiet?.text).toMatch(/^🔕 Quiet until \d\d:\d\d \(\+01:00\)\.$/u);
  await eventually(() => expect(words()).toMatch(/^🔕 Sales/u));

  await pressed(app, id, 'Details');
  await eventually(() => expect(app.chat().at(-1)?.text).toMatch(/What happened[\s\S]*taken by[\s\S]*quiet \(/));

  await pressed(app, id, 'Chart');
  await eventually(() => expect(app.chat().at(-1)?.text ?? '').toContain('In the hours told'));

  await pressed(app, id, '✅ Resolve');
  await eventually(() => expect(words()).toMatch(/^🟢 Sales[\s\S]*Resolved by/u));
  expect(
    app.chat().filter(({ text }) => /^. Sales −53\u00a0%\n12 instead/u.test(text) && !text.includes('What happened')),
  ).toHaveLength(1);
});

test('/silence in words asks for what, for how long and why; without words it shows what is quiet', async () => {
  const bot = await startBot();
  try {
    await bot.say('operator', '/silence refunds US 4h bank holiday');
    expect(bot.canned.called('silenceAlerts')[0]?.args[1]).toEqual({
      matchers: [{ rule: 'refunds_surge', slice: { dimension: 'country', value: 'US' } }],
      until: expect.stringMatching(/^2026-11-20T17:0\d:/) as string,
      reason: 'bank holiday',
    });
    const [list] = await bot.say('operator', '/silence');
    expect(drawn(list)).toContain('[🔔 many refunds]');
    const [help] = await bot.say('operator', '/silence refunds');
    expect(help?.text).toContain('/silence sales US 4h');
    await bot.press('operator', list as never, '🔔 many refunds', people.operator);
    expect(bot.canned.called('unsilenceAlerts')[0]?.args[1]).toBe('sil_1');
  } finally {
    await bot.close();
  }
});

test('/anomalies tells what the last check saw, and what would have been told in 60 days', async () => {
  const bot = await startBot();
  try {
    const [seen] = await bot.say('analyst', '/anomalies');
    expect(seen?.text).toContain('🟠 Sales −53\u00a0%');
    await bot.say('analyst', '/anomalies backtest');
    expect(bot.messages(people.analyst).at(-1)?.text).toContain('1 alert in 60 days');
    expect(bot.canned.called('backtestAlerts')[0]?.args[1]).toBe(60);
  } finally {
    await bot.close();
  }
});

test('/alerts does not say that nothing is wrong while nothing is judged', async () => {
  const lastAlertCheck = (async () => ({
    ok: true,
    check: { ...alertCheck, state: 'held' },
  })) as Flows['lastAlertCheck'];
  const openAlerts = (async () => ({
    ok: true,
    incidents: [],
    silences: [],
    now: alertCheck.at,
  })) as Flows['openAlerts'];
  const bot = await startBot({ flows: { lastAlertCheck, openAlerts } });
  await bot.say('operator', '/alerts');
  const answer = bot.messages(people.operator).at(-1)?.text;
  expect(answer).toContain('nothing is judged');
  expect(answer).not.toContain('🟢');
  await bot.close();
});
