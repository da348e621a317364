import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { StopState } from '../domain/views.ts';
import { wait } from '../lib/wait.ts';
import { inTransaction } from '../store/database.ts';
import { mergeIntoDigest } from '../store/digests.ts';
import { cancelWaitingMessages, countHeld } from '../store/queue.ts';
import { findStop, rememberResume, rememberStop, setDrainBefore } from '../store/system.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result, ResumeMode } from './types.ts';

/** So long the answer waits for the database, which remembers it a moment later where it is locked. */
const rememberWithinMs = 400;

const forbidden = { ok: false, reason: 'forbidden' } as const;

/**
 * Holds all tellings and sweeps at once. Latched in memory, then in the file, then in the database: the first two need
 * nothing that can be broken, so the answer does not wait for a locked database.
 */
export async function stopSystem(
  deps: FlowDeps,
  actor: Actor,
  reason: string | null,
): Promise<Result<{ state: StopState; held: number }>> {
  if (!may(actor, 'stop')) return forbidden;
  const stopped = deps.stopLatch.stop({ by: actorName(actor), reason, since: nowOf(deps) });
  deps.log.warn({ event: 'system_stopped', by: actorName(actor) });
  const remembered = inTransaction(deps.store, async (tx) => {
    await rememberStop(tx, stopped);
    await auditIn(tx, deps, actor, 'stop', null, reason);
  });
  const isTold = remembered.catch((error: unknown) => deps.log.error({ event: 'stop_not_remembered', error }));
  await Promise.race([isTold, wait(rememberWithinMs)]);
  return { ok: true, state: deps.stopLatch.state, held: await countHeld(deps.store.reader) };
}

/**
 * `drain` sends everything, `digest` makes one message a chat of the cards, `discard` cancels messages that wait (rows
 * stay). `count`: how many deliveries that happened to, of the `held` ones.
 */
export async function resumeSystem(
  deps: FlowDeps,
  actor: Actor,
  mode: ResumeMode,
): Promise<Result<{ held: number; count: number }>> {
  if (!may(actor, 'resume')) return forbidden;
  const held = await countHeld(deps.store.reader);
  const now = nowOf(deps);
  const drainTo = mode === 'drain' ? now : null;
  await inTransaction(deps.store, (tx) => setDrainBefore(tx, drainTo, actorName(actor), now));
  let count = mode === 'digest' ? await digestCards(deps) : held;
  await inTransaction(deps.store, async (tx) => {
    if (mode === 'discard') count = await cancelWaitingMessages(tx, deps.newId('aud'), now);
    await rememberResume(tx, { by: actorName(actor), at: nowOf(deps) });
    await auditIn(tx, deps, actor, 'resume', mode, String(count));
  });
  deps.stopLatch.resume();
  deps.log.warn({ event: 'system_resumed', mode, held, count });
  deps.wake();
  return { ok: true, held, count };
}

/** How many cards were merged. */
async function digestCards(deps: FlowDeps): Promise<number> {
  let count = 0;
  for (const route of deps.policy.routes.cards) {
    const atMost = deps.destinations.get(route.destination)?.purchasesPerDigest;
    if (atMost === undefined) continue;
    const env = { now: nowOf(deps), newId: deps.newId, atMost };
    for (let merged = 0; ; count += merged) {
      merged = await mergeIntoDigest(deps.store, route, env);
      if (merged < 2) break;
    }
  }
  return count;
}

/** What the database remembers of a stop before a restart; the file is looked at by the latch itself. */
export async function restoreStop(deps: FlowDeps): Promise<void> {
  const stop = await findStop(deps.store.reader);
  if (stop) deps.stopLatch.restore(stop);
  deps.stopLatch.watch(nowOf(deps));
}
