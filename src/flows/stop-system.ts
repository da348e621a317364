import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { StopState } from '../domain/views.ts';
import { inTransaction } from '../store/database.ts';
import { mergeIntoDigest } from '../store/digests.ts';
import { cancelWaitingMessages, countHeld } from '../store/queue.ts';
import { findStop, forgetStop, rememberStop } from '../store/system.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result, ResumeMode } from './types.ts';

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
  const stopped = { by: actorName(actor), reason, since: nowOf(deps) };
  deps.stopLatch.stop(stopped);
  deps.log.warn({ event: 'system_stopped', by: stopped.by });
  const remembered = inTransaction(deps.store, async (tx) => {
    await rememberStop(tx, stopped);
    await auditIn(tx, deps, actor, 'stop', null, reason);
  });
  remembered.catch((error: unknown) => deps.log.error({ event: 'stop_not_remembered', error }));
  return { ok: true, state: deps.stopLatch.state, held: await countHeld(deps.store.reader) };
}

/** `drain` sends everything, `digest` makes one message a chat of the cards, `discard` cancels messages that wait (rows stay). */
export async function resumeSystem(deps: FlowDeps, actor: Actor, mode: ResumeMode): Promise<Result<{ held: number }>> {
  if (!may(actor, 'resume')) return forbidden;
  const held = await countHeld(deps.store.reader);
  const now = nowOf(deps);
  if (mode === 'digest') await digestCards(deps);
  await inTransaction(deps.store, async (tx) => {
    if (mode === 'discard') await cancelWaitingMessages(tx, deps.newId('aud'), now);
    await forgetStop(tx);
    await auditIn(tx, deps, actor, 'resume', mode, String(held));
  });
  deps.stopLatch.resume();
  deps.log.warn({ event: 'system_resumed', mode, held });
  deps.wake();
  return { ok: true, held };
}

async function digestCards(deps: FlowDeps): Promise<void> {
  const env = { now: nowOf(deps), newId: deps.newId };
  for (const route of deps.policy.routes.cards) {
    if (route.destination !== 'telegram') continue;
    while ((await mergeIntoDigest(deps.store, route, env)) > 1);
  }
}

/** What the database remembers of a stop before a restart; the file is looked at by the latch itself. */
export async function restoreStop(deps: FlowDeps): Promise<void> {
  const stop = await findStop(deps.store.reader);
  if (stop) deps.stopLatch.restore(stop);
  deps.stopLatch.watch(nowOf(deps));
}
