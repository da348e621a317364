import { expect, test } from 'vitest';
import type { AlertFinding } from '../../../src/domain/alerts/finding.ts';
import type { RuleName } from '../../../src/domain/alerts/rule.ts';
import type { Actor } from '../../../src/domain/permissions.ts';
import { hourMs, type Instant, instantOf, minuteMs, plusMs, secondMs } from '../../../src/domain/time.ts';
import { takeFindings } from '../../../src/flows/alerts/take-findings.ts';
import { finding, inCountry } from '../../support/alert-findings.ts';
import { type App, owner, startApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

const anna: Actor = { kind: 'operator', telegramId: '501', role: 'operator', name: 'Anna' };
const now = (app: App): Instant => instantOf(app.clock.nowMs());
const take = (app: App, findings: readonly AlertFinding[], judged: readonly [RuleName, Instant][] = []) =>
  takeFindings(app.running().deps, findings, new Map(judged));
const told = async (app: App) => {
  app.clock.advance(31 * secondMs);
  await app.settled();
  return app.chat();
};

test('one incident is one message, in the chat and in Slack, edited over its whole life', async () => {
  const app = await startApp();
  const [incident] = await take(app, [finding(now(app))]);
  expect((await told(app)).map(({ text }) => text.split('\n')[0])).toEqual(['🟠 Sales −53 %']);
  expect(app.chat()[0]?.text).toContain('12 instead of 25 (usually 18 to 33)');
  expect(app.chat()[0]?.text).toContain('campaign Brand: −180.00 USD (69 %)');

  app.clock.advance(6 * minuteMs);
  await take(app, [finding(now(app), { actual: 4, changePercent: -84, level: 'critical' })]);
  await app.settled();
  expect(app.chat()[0]?.text).toMatch(/^🔴 Sales −84 %/);

  const taken = await app.flows().ackAlert(anna, incident?.id ?? '');
  expect(taken).toMatchObject({ ok: true, changed: [{ state: 'acked' }] });
  await app.settled();
  expect(app.chat()[0]?.text).toMatch(/^🟡 Sales −84 %[\s\S]*Anna took it/);

  app.clock.advance(3 * hourMs);
  await take(app, [], [['purchases_fell', now(app)]]);
  app.clock.advance(6 * minuteMs);
  await app.settled();
  expect(app.chat()[0]?.text).toMatch(/^🟢 Sales −84 %[\s\S]*Over by itself after 6 h/);
  const [, ...later] = app.chat();
  expect(later.map(({ text }) => text.split('\n')[0])).toEqual([]);
  expect(app.slack().map(({ text }) => text.split('\n')[0])).toEqual(['🟢 Sales −84 %']);
});
