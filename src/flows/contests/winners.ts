import { contestOfWon, wonSubject } from '../../domain/contests/won.ts';
import { priorities } from '../../domain/deliveries.ts';
import { findContest } from '../../store/contests/contests.ts';
import type { KeptDraw } from '../../store/contests/draws.ts';
import { findWon, type GivenUp, giveUpUnreachable } from '../../store/contests/winners.ts';
import type { Tx } from '../../store/database.ts';
import { enqueueDeliveries, isOwedAlready } from '../../store/enqueue.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import { about } from './publish.ts';

/** The code of what is given up untried, because the bot cannot write to this person. */
const unreachable = 'unreachable';

/**
 * Each winner is owed one message of his own, in the transaction that announces the draw: announced once, told once,
 * whatever ends this process in between.
 */
export async function oweWinners(tx: Tx, deps: FlowDeps, { contestCode, proof, winners }: KeptDraw): Promise<void> {
  const subjectId = wonSubject(contestCode, proof?.checksum ?? '');
  if (await isOwedAlready(tx, subjectId)) return;
  const now = nowOf(deps);
  const deliveries = winners.map(({ telegramId }) => ({
    route: { destination: 'telegram', address: telegramId },
    kind: 'won' as const,
    subjectId,
    priority: priorities.winner,
    dueAt: now,
  }));
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
  await giveUpWinners(tx, deps);
}

/** Those who cannot be reached are known by earlier messages: the team is told at once. */
export async function giveUpWinners(tx: Tx, deps: FlowDeps): Promise<void> {
  for (const lost of await giveUpUnreachable(tx, unreachable, nowOf(deps)))
    await tellNotTold(tx, deps, lost, unreachable);
}

/** Somebody has to reach him in another way, or send it again once he has opened the bot. */
export async function tellNotTold(
  tx: Tx,
  deps: FlowDeps,
  { id, address, subjectId }: GivenUp,
  reason: string,
): Promise<void> {
  const code = contestOfWon(subjectId);
  const kept = await findContest(tx, code);
  const won = await findWon(tx, code, address);
  if (!kept || !won) return;
  const notice = { kind: 'winner_not_told' as const, ...about(kept.contest), place: won.place, delivery: id, reason };
  await enqueueNotice(tx, deps, notice, id, nowOf(deps));
  deps.log.warn({ event: 'winner_not_told', contest: code, delivery_id: id, code: reason });
}
