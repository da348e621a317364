import { expect } from 'vitest';
import { scheduledKinds } from '../../src/domain/reports/report.ts';
import { hourMs, type Instant, instantOf, minuteMs, secondMs } from '../../src/domain/time.ts';
import { moveCursor } from '../../src/store/sync.ts';
import { poisson, randomOf } from '../domain/anomalies/synthetic.ts';
import { alertTexts } from './alert-findings.ts';
import { type App, type AppOptions, owner } from './app.ts';
import { eventually } from './eventually.ts';
import { evenly, type PastSale } from './past-sales.ts';

export const us = { country: 'US', campaign: 'Brand' };
export const de = { country: 'DE', campaign: 'Core' };
export const now = (app: App): Instant => instantOf(app.clock.nowMs());

/** Five minutes past an hour: the hour before it is whole. */
export function toPastTheHour(app: App): Instant {
  const sinceMs = app.clock.nowMs() % hourMs;
  app.clock.advance(hourMs - sinceMs + 5 * minuteMs);
  return instantOf(app.clock.nowMs() - 5 * minuteMs);
}

export function usualSales(from: Instant, to: Instant, seed: number): readonly PastSale[] {
  const random = randomOf(seed);
  return [...evenly(from, to, () => poisson(random, 4), us), ...evenly(from, to, () => poisson(random, 3), de)];
}

/** An app whose own timetable has had its checks already: only those of the test run, on whole data. */
export async function quietly(
  startApp: (options?: AppOptions) => Promise<App>,
  options: AppOptions = {},
): Promise<App> {
  const app = await startApp(options);
  await eventually(async () => {
    const ran = await app.db().selectFrom('slots').select('state').where('job', '=', 'alerts').execute();
    expect(ran).toEqual([{ state: 'missed' }]);
  });
  const chat = app.world.env['TELEGRAM_CHAT_ID'] ?? '';
  for (const stream of scheduledKinds) await app.flows().changeChat(owner, chat, { to: 'toggle', stream });
  const everyMs = 10 * minuteMs;
  const first = Math.floor(app.clock.nowMs() / everyMs) * everyMs;
  const ran = { job: 'alerts', state: 'done' as const, started_at: now(app), finished_at: now(app), detail: null };
  const slots = Array.from({ length: 600 }, (_, index) => ({ ...ran, slot: instantOf(first + index * everyMs) }));
  await app.running().deps.commits.submit(async (tx) => {
    for (let from = 0; from < slots.length; from += 100)
      await tx
        .insertInto('slots')
        .values(slots.slice(from, from + 100))
        .onConflict((c) => c.doNothing())
        .execute();
  });
  return app;
}

/** Every provider's lists were read up to then. */
export async function moveCursors(app: App, to: Instant): Promise<void> {
  const { commits, sources } = app.running().deps;
  for (const name of sources.keys()) await commits.submit((tx) => moveCursor(tx, name, to, now(app)));
}

export async function told(app: App) {
  app.clock.advance(31 * secondMs);
  await app.settled();
  return alertTexts(app);
}
