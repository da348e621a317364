import type { DeliveryId } from '../domain/ids.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { Outgoing } from '../domain/ports.ts';
import { auditAction, auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const deadlineMs = 15_000;

/** A marked test message on every way that notices go, through the outbox like any other. */
export async function testNotifications(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ routes: readonly { destination: string; address: string }[] }>> {
  if (!may(actor, 'manage_queue')) return forbidden;
  const now = nowOf(deps);
  const routes = deps.policy.routes.notices.map(({ destination, address }) => ({ destination, address }));
  await deps.commits.submit(async (tx) => {
    await enqueueNotice(tx, deps, { kind: 'test', by: actorName(actor) }, deps.newId('aud'), now);
    await auditIn(tx, deps, actor, 'manage_queue', 'test notifications', String(routes.length));
  });
  deps.wake();
  return { ok: true, routes };
}

export type TestResult = Readonly<{ outcome: string; code: string | null; detail: string | null }>;

/** One marked test message to the cards' Telegram chat at once, past the outbox, and what Telegram said to it. */
export async function testTelegram(deps: FlowDeps, actor: Actor): Promise<Result<{ result: TestResult }>> {
  if (!may(actor, 'manage_queue')) return forbidden;
  if (deps.stopLatch.isStopped) return { ok: false, reason: 'stopped' };
  const destination = deps.destinations.get('telegram');
  const route = deps.policy.routes.cards.find((one) => one.destination === 'telegram');
  if (!destination || !route) return { ok: false, reason: 'invalid' };
  await auditAction(deps, actor, 'manage_queue', 'test telegram', null);
  const outgoing: Outgoing = {
    deliveryId: deps.newId('dlv') as DeliveryId,
    address: route.address,
    locale: deps.policy.defaultLocale,
    content: { kind: 'notice', notice: { kind: 'test', by: actorName(actor) }, at: nowOf(deps) },
    remoteId: null,
    shownHash: null,
    mayRepeat: false,
    silent: false,
    handle: deps.randomHandle(),
    arrived: null,
    keepArrived: async () => undefined,
    openFile: async () => null,
  };
  const [result] = await destination.deliver([outgoing], AbortSignal.timeout(deadlineMs));
  if (!result || result.outcome === 'delivered') {
    return { ok: true, result: { outcome: 'delivered', code: null, detail: null } };
  }
  return { ok: true, result: { outcome: result.outcome, code: result.code, detail: result.detail } };
}
