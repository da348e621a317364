import { audiences, type BroadcastView, type Segment } from '../domain/broadcasts.ts';
import { priorities } from '../domain/deliveries.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import { minuteMs, plusMs } from '../domain/time.ts';
import {
  cancelQueued,
  changeBroadcast,
  countDeliveries,
  countSegment,
  findBroadcast,
  insertBroadcast,
  listRecent,
  listUnderWay,
  markBlocked,
  notePersonRow,
  takeNextPeople,
} from '../store/broadcasts.ts';
import type { Tx } from '../store/database.ts';
import { freeAddress } from '../store/destinations.ts';
import { enqueueDeliveries } from '../store/enqueue.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const chat = 'telegram';
/** With the feeder's round of half a second: 20 a second of Telegram's 30, so cards and answers have room. */
const atOnce = 10;
const waitingAtMost = 30;
export const longestBroadcast = 3_500;

const forbidden = { ok: false, reason: 'forbidden' } as const;

export async function notePerson(deps: FlowDeps, telegramId: string, locale: 'ru' | 'en'): Promise<void> {
  await deps.commits.submit(async (tx) => {
    await notePersonRow(tx, telegramId, locale, nowOf(deps));
    await freeAddress(tx, chat, telegramId, nowOf(deps));
  });
  deps.wake();
}

/** Learnt from Telegram: who blocks the bot is not written to; who comes back gets what he was owed meanwhile. */
export async function noteBlocked(deps: FlowDeps, telegramId: string, isBlocked: boolean): Promise<void> {
  const now = nowOf(deps);
  await deps.commits.submit(async (tx) => {
    await markBlocked(tx, telegramId, isBlocked ? now : null);
    if (!isBlocked) await freeAddress(tx, chat, telegramId, now);
  });
  if (!isBlocked) deps.wake();
}

export type SegmentCount = Readonly<{ segment: Segment; count: number }>;

/** Every segment with somebody in it. */
export async function listSegments(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ segments: readonly SegmentCount[] }>> {
  if (!may(actor, 'broadcast')) return forbidden;
  const all = audiences.flatMap((audience) => ([null, 'ru', 'en'] as const).map((locale) => ({ audience, locale })));
  const counted = await Promise.all(
    all.map(async (segment) => ({
      segment,
      count: await countSegment(deps.store.reader, segment, deps.policy.ownerIds),
    })),
  );
  return { ok: true, segments: counted.filter(({ count }) => count > 0) };
}

export type BroadcastWish = Readonly<{
  text: string;
  segment: Segment;
  /** As many as were confirmed; where it is another number now, nothing begins (`expired`). */
  count: number;
  chatId: string | null;
  messageId: string | null;
}>;

class OtherCount extends Error {}

export async function startBroadcast(
  deps: FlowDeps,
  actor: Actor,
  wish: BroadcastWish,
): Promise<Result<{ id: string }>> {
  if (!may(actor, 'broadcast')) return forbidden;
  const { text: body, segment, count, chatId, messageId } = wish;
  if (body.trim() === '' || body.length > longestBroadcast) return { ok: false, reason: 'invalid' };
  const id = deps.newId('bct');
  const made = { id, body, segment, madeBy: actorName(actor), madeAt: nowOf(deps), chatId, messageId };
  try {
    await deps.commits.submit(async (tx) => {
      const total = await insertBroadcast(tx, made, deps.policy.ownerIds);
      if (total !== count || total === 0) throw new OtherCount();
      await auditIn(tx, deps, actor, 'broadcast', id, `to ${total}`);
    });
  } catch (error) {
    if (error instanceof OtherCount) return { ok: false, reason: 'expired' };
    throw error;
  }
  return { ok: true, id };
}

type Steering = 'pause' | 'go_on' | 'cancel';
const steps = {
  pause: [['running'], 'paused'],
  go_on: [['paused'], 'running'],
  cancel: [['running', 'paused'], 'cancelled'],
} as const;

export async function steerBroadcast(
  deps: FlowDeps,
  actor: Actor,
  id: string,
  how: Steering,
): Promise<Result<{ broadcast: BroadcastView }>> {
  if (!may(actor, 'broadcast')) return forbidden;
  const [from, to] = steps[how];
  const isDone = await deps.commits.submit(async (tx) => {
    const now = nowOf(deps);
    if (!(await changeBroadcast(tx, id, from, to, now))) return false;
    if (how === 'cancel') await cancelQueued(tx, id, actorName(actor), now);
    await auditIn(tx, deps, actor, 'broadcast', id, how);
    return true;
  });
  const broadcast = await findBroadcast(deps.store.reader, id);
  return isDone && broadcast ? { ok: true, broadcast } : { ok: false, reason: 'expired' };
}

/** Their last counts are told, too. */
const keptMs = 5 * minuteMs;

/** Those that have not ended, or only just. */
export async function listBroadcasts(deps: FlowDeps): Promise<readonly BroadcastView[]> {
  const ids = await listRecent(deps.store.reader, plusMs(nowOf(deps), -keptMs));
  const found = await Promise.all(ids.map((id) => findBroadcast(deps.store.reader, id)));
  return found.filter((one) => one !== null);
}

/** One round: owes the next few people their message, or ends what has come to its end. */
export async function feedBroadcasts(deps: FlowDeps): Promise<void> {
  if (deps.stopLatch.isStopped) return;
  for (const id of await listUnderWay(deps.store.reader)) {
    const { waiting } = await countDeliveries(deps.store.reader, id);
    if (waiting >= waitingAtMost) continue;
    const queued = await deps.commits.submit((tx) => feed(tx, deps, id, waiting));
    if (queued > 0) deps.wake();
  }
}

async function feed(tx: Tx, deps: FlowDeps, id: string, waiting: number): Promise<number> {
  const now = nowOf(deps);
  const broadcast = await findBroadcast(tx, id);
  if (broadcast?.state !== 'running') return 0;
  const people = await takeNextPeople(tx, id, atOnce);
  if (people.length === 0 && waiting === 0) await changeBroadcast(tx, id, ['running'], 'done', now);
  const deliveries = people.map((address) => ({
    route: { destination: chat, address },
    kind: 'broadcast' as const,
    subjectId: id,
    priority: priorities.broadcast,
    dueAt: now,
  }));
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
  return people.length;
}

export async function broadcastNow(deps: FlowDeps, id: string): Promise<BroadcastView | null> {
  return findBroadcast(deps.store.reader, id);
}
