import { type Actor, actorName, may } from '../domain/permissions.ts';
import { type GradedStop, stampOf, stopParts } from '../domain/stops.ts';
import { hourMs, type Instant, minuteMs, plusMs } from '../domain/time.ts';
import type { StopState } from '../domain/views.ts';
import { wait } from '../lib/wait.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { mergeIntoDigest } from '../store/digests.ts';
import { countHeld } from '../store/queue.ts';
import {
  cancelHeldMessages,
  countHeldMessages,
  forgetPartialStop,
  type Held,
  rememberPartialStop,
  spreadHeldMessages,
} from '../store/stops.ts';
import { findStop, rememberResume, rememberStop, setDrainBefore } from '../store/system.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { followGradedStops } from './graded-stops.ts';
import type { HeldBack, Refusal, Result, ResumeMode, ResumeOptions, StopOptions } from './types.ts';

/** So long the answer waits for the database, which remembers it a moment later where it is locked. */
const rememberWithinMs = 400;
const defaultPaceMinutes = 30;

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;

function isKnown(deps: FlowDeps, scope: string): boolean {
  return scope === 'all' || stopParts.some((part) => part === scope) || deps.destinations.has(scope);
}

/** The destinations whose deliveries a stop holds; null: all. */
function heldBy({ destinations }: FlowDeps, scope: string): Held {
  if (scope === 'all') return { destinations: null };
  const names = [...destinations.values()].filter(({ name, keyed }) =>
    scope === 'notifications' ? !keyed : name === scope,
  );
  return { destinations: names.map(({ name }) => name) };
}

type Stopping = Readonly<{ state: StopState; held: number; part?: GradedStop }>;

/**
 * Holds all tellings and sweeps at once, or a part of them. Latched in memory first, then (all of it) in the file, then
 * in the database: memory and file need nothing that can be broken, so the answer does not wait for a locked database.
 */
export async function stopSystem(
  deps: FlowDeps,
  actor: Actor,
  reason: string | null,
  { scope = 'all', until = null }: StopOptions = {},
): Promise<Result<Stopping>> {
  if (!may(actor, 'stop')) return forbidden;
  if (!isKnown(deps, scope)) return notFound;
  const now = nowOf(deps);
  // An end that is over already is none: the stop holds until somebody ends it.
  const end = until !== null && until > now ? until : null;
  const asked = { by: actorName(actor), reason, since: now, until: end };
  if (scope === 'all') {
    const stopped = deps.stopLatch.stop(asked);
    await remembered(deps, (tx) => rememberStop(tx, stopped), [actor, reason]);
    return { ok: true, state: deps.stopLatch.state, held: await countHeld(deps.store.reader) };
  }
  const part = { ...asked, scope, since: laterThan(deps.gradedStops.find(scope), asked.since) };
  deps.gradedStops.stop(part);
  await remembered(deps, (tx) => rememberPartialStop(tx, part), [actor, `${scope}: ${reason ?? ''}`]);
  const held = await countHeldMessages(deps.store.reader, heldBy(deps, scope), null);
  return { ok: true, state: deps.stopLatch.state, held, part };
}

/** Each stop of a part is known by its instant, also a second one within the same millisecond. */
function laterThan(before: GradedStop | null, now: Instant): Instant {
  return before && before.since >= now ? plusMs(before.since, 1) : now;
}

async function remembered(
  deps: FlowDeps,
  remember: (tx: Tx) => Promise<void>,
  [actor, detail]: readonly [Actor, string | null],
): Promise<void> {
  deps.log.warn({ event: 'system_stopped', by: actorName(actor), detail });
  const done = inTransaction(deps.store, async (tx) => {
    await remember(tx);
    await auditIn(tx, deps, actor, 'stop', null, detail);
  });
  const isTold = done.catch((error: unknown) => deps.log.error({ event: 'stop_not_remembered', error }));
  await Promise.race([isTold, wait(rememberWithinMs)]);
}

function stampNow({ stopLatch, gradedStops }: FlowDeps, scope: string): Instant | null {
  if (scope !== 'all') return gradedStops.find(scope)?.since ?? null;
  return stopLatch.state.stopped ? stampOf(stopLatch.state) : null;
}

/** Who stopped after what the asker saw. */
function stoppedAgain({ stopLatch, gradedStops }: FlowDeps, scope: string): Refusal {
  const { state } = stopLatch;
  const by = scope === 'all' ? (state.stopped ? (state.again?.by ?? state.by) : '') : gradedStops.find(scope)?.by;
  return { ok: false, reason: 'stopped_again', by: by ?? '' };
}

/**
 * `drain` sends everything at the usual pace, `paced` spreads it over a time, `digest` makes one message a chat of the
 * cards, `discard` cancels messages that wait (rows stay), with `olderThanHours` only old ones. `count`: how many
 * deliveries that happened to, of the `held` ones. Acts on the stop that was seen: where somebody stopped again
 * meanwhile, nothing is resumed.
 */
export async function resumeSystem(
  deps: FlowDeps,
  actor: Actor,
  mode: ResumeMode,
  options: ResumeOptions = {},
): Promise<Result<{ held: number; count: number }>> {
  if (!may(actor, 'resume')) return forbidden;
  const { scope = 'all' } = options;
  if (!isKnown(deps, scope)) return notFound;
  const stamp = stampNow(deps, scope);
  if (options.seen !== undefined && stamp !== options.seen)
    return stamp === null ? { ok: false, reason: 'expired' } : stoppedAgain(deps, scope);
  const held = heldBy(deps, scope);
  const before =
    scope === 'all' ? await countHeld(deps.store.reader) : await countHeldMessages(deps.store.reader, held, null);
  await keepApart(deps, actor, mode, scope);
  const digested = mode === 'digest' ? await digestCards(deps, held) : null;
  const done = await inTransaction(deps.store, async (tx) => {
    if (!(await isStillThat(tx, deps, scope, stamp))) return null;
    const count = digested ?? (await dealWith(tx, deps, held, mode, options)) ?? before;
    await forget(tx, deps, scope, stamp, actor);
    await auditIn(tx, deps, actor, 'resume', scope === 'all' ? mode : `${mode} ${scope}`, String(count));
    return { count };
  });
  const isOver = done !== null && release(deps, scope, stamp);
  if (!isOver) return stoppedAgain(deps, scope);
  deps.log.warn({ event: 'system_resumed', scope, mode, held: before, count: done.count });
  deps.wake();
  return { ok: true, held: before, count: done.count };
}

/** What is to be sent one by one is kept out of digests. */
async function keepApart(deps: FlowDeps, actor: Actor, mode: ResumeMode, scope: string): Promise<void> {
  const now = nowOf(deps);
  const isApart = mode === 'drain' || mode === 'paced';
  if (!isApart && scope !== 'all') return;
  await inTransaction(deps.store, (tx) => setDrainBefore(tx, isApart ? now : null, actorName(actor), now));
}

/** Null where everything that is held is simply sent. */
async function dealWith(
  tx: Tx,
  deps: FlowDeps,
  held: Held,
  mode: ResumeMode,
  { olderThanHours, overMinutes = defaultPaceMinutes }: ResumeOptions,
): Promise<number | null> {
  const now = nowOf(deps);
  if (mode === 'paced') return spreadHeldMessages(tx, held, now, overMinutes * minuteMs);
  if (mode !== 'discard') return null;
  const before = olderThanHours === undefined ? null : plusMs(now, -olderThanHours * hourMs);
  return cancelHeldMessages(tx, held, { undoId: deps.newId('aud'), now, before });
}

async function isStillThat(tx: Tx, deps: FlowDeps, scope: string, stamp: Instant | null): Promise<boolean> {
  if (stampNow(deps, scope) !== stamp) return false;
  if (scope !== 'all') return true;
  const stored = await findStop(tx);
  if (!stored || stamp === null || stampOf(stored) <= stamp) return true;
  // Another process stopped again; this one has not heard of it yet.
  deps.stopLatch.restore(stored);
  return false;
}

async function forget(tx: Tx, deps: FlowDeps, scope: string, stamp: Instant | null, actor: Actor): Promise<void> {
  if (scope === 'all') await rememberResume(tx, { by: actorName(actor), at: nowOf(deps) });
  else if (stamp !== null) await forgetPartialStop(tx, scope, stamp);
}

function release({ stopLatch, gradedStops }: FlowDeps, scope: string, stamp: Instant | null): boolean {
  if (scope === 'all') return stopLatch.resumeFrom(stamp);
  return stamp === null || gradedStops.release(scope, stamp);
}

/** How many cards were merged. */
async function digestCards(deps: FlowDeps, { destinations }: Held): Promise<number> {
  let count = 0;
  for (const route of deps.policy.routes.cards) {
    const atMost = deps.destinations.get(route.destination)?.purchasesPerDigest;
    if (atMost === undefined || destinations?.includes(route.destination) === false) continue;
    const env = { now: nowOf(deps), newId: deps.newId, atMost };
    for (let merged = 0; ; count += merged) {
      merged = await mergeIntoDigest(deps.store, route, env);
      if (merged < 2) break;
    }
  }
  return count;
}

/** Where the team reads: each gets the banner of a stop. */
export function operationsChats({ policy }: FlowDeps): readonly string[] {
  const { notices, cards } = policy.routes;
  const chats = [...notices, ...cards].filter(({ destination }) => destination === 'telegram');
  return [...new Set(chats.map(({ address }) => address))];
}

const agesHours = [1, 6, 24] as const;

/** What a resume would meet: how many messages are held, and how many of them are old. */
export async function heldBack(deps: FlowDeps, actor: Actor, scope: string): Promise<Result<HeldBack>> {
  if (!may(actor, 'resume')) return forbidden;
  if (!isKnown(deps, scope)) return notFound;
  const held = heldBy(deps, scope);
  const now = nowOf(deps);
  const { reader } = deps.store;
  const older = await Promise.all(
    agesHours.map(async (hours) => ({
      hours,
      count: await countHeldMessages(reader, held, plusMs(now, -hours * hourMs)),
    })),
  );
  const messages = await countHeldMessages(reader, held, null);
  return { ok: true, stamp: stampNow(deps, scope), destinations: held.destinations, messages, older };
}

/** What the database remembers of stops before a restart; the file is looked at by the latch itself. */
export async function restoreStop(deps: FlowDeps): Promise<void> {
  const stop = await findStop(deps.store.reader);
  if (stop) deps.stopLatch.restore(stop);
  deps.stopLatch.watch(nowOf(deps));
  await followGradedStops(deps);
}
