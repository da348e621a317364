import { expect } from 'vitest';
import type { Contest } from '../../src/domain/contests/contest.ts';
import { timeOfRound } from '../../src/domain/contests/drand.ts';
import { dayMs, instantOf, minuteMs, msOf } from '../../src/domain/time.ts';
import type { ContestState } from '../../src/flows/contests/types.ts';
import type { FlowDeps } from '../../src/flows/deps.ts';
import { beaconOf } from '../../src/sandbox/drand/network.ts';
import type { KeptDraw } from '../../src/store/contests/draws.ts';
import { type App, type AppOptions, owner, startApp } from './app.ts';
import { contestOf, pay, soldOf } from './contests.ts';
import { eventually } from './eventually.ts';

export const depsOf = (app: App): FlowDeps => app.running().deps;
export const now = (app: App) => instantOf(app.clock.nowMs());

/** A contest with so many people in it, 101 and on, the n-th with n tickets. */
export async function withSales(people = 12, change: Partial<Contest> = {}, options: AppOptions = {}): Promise<App> {
  const app = await startApp(options);
  const made = await app.flows().createContest(owner, contestOf(now(app), change));
  if (!made.ok) throw new Error(made.reason);
  for (let n = 1; n <= people; n++) await pay(depsOf(app), soldOf(n, String(100 + n), now(app), { planTickets: n }));
  return app;
}

export async function drawOf(app: App): Promise<ContestState> {
  const found = await app.flows().findContest(owner, 'autumn');
  if (!found.ok) throw new Error(found.reason);
  return found.state;
}

export function promisedIn(rule: string): number {
  return Number(/round (\d+);/.exec(rule)?.[1]);
}

/** Past the end and the hold: frozen and published. The round that decides is still to come. */
export async function published(app: App): Promise<number> {
  app.clock.advance(13 * dayMs + minuteMs);
  await eventually(async () => {
    await app.flows().tendContests();
    expect((await drawOf(app)).draw?.state).toBe('published');
  });
  return promisedIn((await drawOf(app)).outsideRule);
}

export function waitForRound(app: App, round: number): void {
  app.clock.advance(msOf(timeOfRound(round)) - app.clock.nowMs() + 1);
}

/** Drawn with the round that decides, and not yet announced. */
export async function drawn(app: App): Promise<KeptDraw> {
  const round = await published(app);
  waitForRound(app, round);
  const done = await app.flows().drawContest(owner, 'autumn', beaconOf(round));
  if (!done.ok || !('draw' in done)) throw new Error(JSON.stringify(done));
  return done.draw;
}
