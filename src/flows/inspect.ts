import { type Actor, may } from '../domain/permissions.ts';
import type { DeliveryResult } from '../domain/ports.ts';
import { dayMs, type Instant, instantOf, msOf, plusMs } from '../domain/time.ts';
import {
  type CountryCount,
  countByCountry,
  type LeaseView,
  listLeases,
  listRunningSlots,
  listWithoutCountry,
  type RunningSlot,
} from '../store/inspect.ts';
import { findCompleteUntil } from '../store/sync.ts';
import { type FlowDeps, isSyncHeld, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const probeMs = 10_000;
const slotsShown = 50;
const geoDays = 7;
const geoShown = 20;

export type SyncState = Readonly<{
  configured: boolean;
  /** Whether timed sweeps run: configured, not switched off, not stopped. */
  on: boolean;
  intervalMinutes: number;
  underWay: boolean;
  completeUntil: Instant | null;
  nextAt: Instant | null;
}>;

/** `autoSync`: whether the configuration wants timed sweeps. */
export async function syncState(
  deps: FlowDeps,
  actor: Actor,
  { autoSync, underWay }: { autoSync: boolean; underWay: boolean },
): Promise<Result<{ sync: SyncState }>> {
  if (!may(actor, 'see_status')) return forbidden;
  const { sweepEveryMs } = deps.policy;
  const on = deps.sources.size > 0 && autoSync && !isSyncHeld(deps);
  const nextMs = (Math.floor(deps.clock.nowMs() / sweepEveryMs) + 1) * sweepEveryMs;
  const sync = {
    configured: deps.sources.size > 0,
    on,
    intervalMinutes: sweepEveryMs / 60_000,
    underWay,
    completeUntil: await findCompleteUntil(deps.store.reader, deps.sources.keys()),
    nextAt: on ? instantOf(nextMs) : null,
  };
  return { ok: true, sync };
}

export type Locks = Readonly<{
  leases: readonly LeaseView[];
  sweep: Readonly<{ underWay: boolean }>;
  slots: readonly RunningSlot[];
}>;

export async function syncLocks(deps: FlowDeps, actor: Actor, underWay: boolean): Promise<Result<{ locks: Locks }>> {
  if (!may(actor, 'see_status')) return forbidden;
  const { reader } = deps.store;
  const [leases, slots] = await Promise.all([listLeases(reader), listRunningSlots(reader, slotsShown)]);
  return { ok: true, locks: { leases, sweep: { underWay }, slots } };
}

export type GeoView = Readonly<{
  since: Instant;
  countries: readonly CountryCount[];
  /** Provider ids of the newest payments whose country nobody named. */
  withoutCountry: readonly string[];
}>;

/** How well the geography of the last week's payments is known. */
export async function geo(deps: FlowDeps, actor: Actor): Promise<Result<{ geo: GeoView }>> {
  if (!may(actor, 'look_up')) return forbidden;
  const since = plusMs(instantOf(msOf(nowOf(deps))), -geoDays * dayMs);
  const { scanner } = deps.store;
  const countries = await countByCountry(scanner, since);
  return { ok: true, geo: { since, countries, withoutCountry: await listWithoutCountry(scanner, since, geoShown) } };
}

export type Reach = Readonly<{ name: string; reachable: boolean; code: string | null }>;

/** Asks every destination and every provider with a read-only call, side by side. */
export async function reachAll(deps: FlowDeps, actor: Actor): Promise<Result<{ reached: readonly Reach[] }>> {
  if (!may(actor, 'see_status')) return forbidden;
  const ways = [...deps.destinations.values(), ...deps.sources.values()];
  const broken: DeliveryResult = { outcome: 'not_sent', code: 'failed', detail: 'the question failed' };
  const ask = async ({ name, probe }: (typeof ways)[number]): Promise<Reach> => {
    const result = await probe(AbortSignal.timeout(probeMs)).catch(() => broken);
    return result.outcome === 'delivered'
      ? { name, reachable: true, code: null }
      : { name, reachable: false, code: result.code };
  };
  return { ok: true, reached: await Promise.all(ways.map(ask)) };
}
