import { createHash, randomBytes } from 'node:crypto';
import { priorities } from '../domain/deliveries.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import { noFilter } from '../domain/route-filter.ts';
import { type Instant, minuteMs, plusMs } from '../domain/time.ts';
import type { Quota } from '../lib/quota.ts';
import { type ChatCode, findChatCode, insertChatCode, takeChatCodeOnce } from '../store/chat-codes.ts';
import { enqueueDeliveries } from '../store/enqueue.ts';
import { listChatRoutes, type Stream, upsertChatRoute } from '../store/settings.ts';
import { auditAction, auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findRole } from './people.ts';
import { type ChatView, mostChats, showChat } from './settings.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const codeLifeMs = 10 * minuteMs;
/** 128 random bits: nobody guesses one. */
const codeBytes = 16;
/** What a chat is told from the moment it is connected; the rest is switched on there. */
const firstStreams: readonly Stream[] = ['cards', 'vip', 'notices'];

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** For the first chat in which somebody sends it, within ten minutes. */
export async function makeChatCode(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ code: string; expiresAt: Instant }>> {
  if (!may(actor, 'manage_settings')) return forbidden;
  const now = nowOf(deps);
  const code = `chat_${randomBytes(codeBytes).toString('base64url')}`;
  const madeById = actor.kind === 'operator' ? actor.telegramId : null;
  const made: ChatCode = { madeBy: actorName(actor), madeById, expiresAt: plusMs(now, codeLifeMs) };
  await deps.commits.submit(async (tx) => {
    await insertChatCode(tx, hashOf(code), made, now);
    await auditIn(tx, deps, actor, 'manage_settings', 'chat code', 'made');
  });
  return { ok: true, code, expiresAt: made.expiresAt };
}

type Taker = Readonly<{ telegramId: string }>;

/**
 * Makes a chat a place that is told things, once, on the word of the admin who made the code, whoever sends it there.
 * Wrong, old and used codes look alike; who tries many is sent away (`busy`) for an hour.
 */
export async function takeChatCode(
  deps: FlowDeps,
  tries: Quota,
  taker: Taker,
  { code, address }: Readonly<{ code: string; address: string }>,
): Promise<Result<{ chat: ChatView; by: string }>> {
  const nowMs = deps.clock.nowMs();
  if (!tries.hasRoom(taker.telegramId, nowMs)) return { ok: false, reason: 'busy' };
  const stranger: Actor = { kind: 'stranger', telegramId: taker.telegramId };
  const found = await findChatCode(deps.store.reader, hashOf(code), nowOf(deps));
  const maker = found && (await makerOf(deps, found));
  if (!found || !maker || !may(maker, 'manage_settings')) {
    tries.use(taker.telegramId, nowMs);
    await auditAction(deps, stranger, 'code_refused', address, null);
    return { ok: false, reason: 'expired' };
  }
  const known = await listChatRoutes(deps.store.reader);
  const isKnown = known.some((route) => route.address === address);
  if (!isKnown && known.length >= mostChats) return { ok: false, reason: 'invalid' };
  const isTaken = await deps.commits.submit(async (tx) => {
    if (!(await takeChatCodeOnce(tx, hashOf(code)))) return false;
    const route = { address, streams: firstStreams, filter: noFilter, quiet: null };
    if (!isKnown) await upsertChatRoute(tx, route, { by: found.madeBy, now: nowOf(deps) });
    await auditIn(tx, deps, stranger, 'manage_settings', address, `connected by the code of ${found.madeBy}`);
    return true;
  });
  if (!isTaken) return { ok: false, reason: 'expired' };
  await deps.livePolicy.refresh(deps.store.reader);
  const shown = await showChat(deps, maker, address);
  return shown.ok ? { ok: true, chat: shown.chat, by: found.madeBy } : shown;
}

/** Who made it, as he is now: somebody who is no admin any more connects no chats. */
async function makerOf(deps: FlowDeps, { madeBy, madeById }: ChatCode): Promise<Actor | null> {
  if (madeById === null) return { kind: 'cli' };
  const role = await findRole(deps, madeById);
  return role && { kind: 'operator', telegramId: madeById, role, name: madeBy };
}

/** A marked message to one chat or topic, by the outbox like any other. */
export async function testChat(deps: FlowDeps, actor: Actor, address: string): Promise<Result> {
  if (!may(actor, 'manage_settings')) return forbidden;
  const now = nowOf(deps);
  const delivery = {
    route: { destination: 'telegram', address },
    kind: 'notice',
    subjectId: `notice:test:${deps.newId('aud')}`,
    priority: priorities.alert,
    dueAt: now,
    notice: { kind: 'test', by: actorName(actor) },
  } as const;
  await deps.commits.submit(async (tx) => {
    await enqueueDeliveries(tx, [delivery], { now, newId: deps.newId });
    await auditIn(tx, deps, actor, 'manage_settings', address, 'test message');
  });
  deps.wake();
  return { ok: true };
}
