import { type AskedPayment, type Checkout, type PayableOrder, SourceError } from '../../domain/ports.ts';
import { idempotencyKey, type Order, type PayAttempt, renewsByItself } from '../../domain/shop/order.ts';
import { secondMs } from '../../domain/time.ts';
import type { Tx } from '../../store/database.ts';
import { changeAttempt } from '../../store/shop/attempts.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { applyEvent } from '../record-event.ts';

/** A buyer waits for it with the chat open. */
const askMs = 20 * secondMs;

/** `refused`: it will not say otherwise by itself. `no_answer`: to be asked again with the same key. */
export type Answered = Readonly<{ ok: true; asked: AskedPayment } | { ok: false; why: 'refused' | 'no_answer' }>;

/** Everything follows from the order and the attempt as they are stored: a repeat says the very same. */
function payableOf({ shop }: FlowDeps, order: Order, attempt: PayAttempt): PayableOrder {
  const { plan, locale, contact } = order;
  const page = (name: string) => `${shop.publicUrl}/pay/${name}?order=${order.id}`;
  return {
    orderId: order.id,
    telegramId: order.telegramId,
    planId: plan.code,
    createdAt: order.createdAt,
    amount: order.amount,
    title: plan.title[locale],
    description: plan.description[locale],
    locale,
    returnUrl: page('success'),
    cancelUrl: page('cancel'),
    askedAt: attempt.createdAt,
    payUntil: order.expiresAt,
    renews: renewsByItself(order),
    ...(contact === null ? {} : contact.includes('@') ? { email: contact } : { phone: contact }),
  };
}

/** Asks for the payment of an attempt that is stored, and stores what came of it. Safe to repeat. */
export async function openAttempt(
  deps: FlowDeps,
  order: Order,
  attempt: PayAttempt,
  signal: AbortSignal,
): Promise<Answered> {
  return ask(deps, attempt, signal, (checkout, limit) =>
    checkout.begin(payableOf(deps, order, attempt), idempotencyKey(attempt), limit),
  );
}

/** How it stands now. */
export async function lookAtAttempt(deps: FlowDeps, attempt: PayAttempt, signal: AbortSignal): Promise<Answered> {
  return ask(deps, attempt, signal, (checkout, limit) => checkout.look(attempt.ref ?? '', limit));
}

/** Calls it off where that can be done; its status says whether it was. */
export async function callOffAttempt(deps: FlowDeps, attempt: PayAttempt, signal: AbortSignal): Promise<Answered> {
  const key = `${idempotencyKey(attempt)}:end`;
  return ask(deps, attempt, signal, (checkout, limit) => checkout.cancel(attempt.ref ?? '', key, limit));
}

async function ask(
  deps: FlowDeps,
  attempt: PayAttempt,
  signal: AbortSignal,
  call: (checkout: Checkout, limit: AbortSignal) => Promise<AskedPayment>,
): Promise<Answered> {
  const checkout = deps.checkouts.get(attempt.method);
  if (!checkout) return { ok: false, why: 'no_answer' };
  try {
    const asked = await call(checkout, AbortSignal.any([signal, AbortSignal.timeout(askMs)]));
    await deps.commits.submit((tx) => keepAnswer(tx, deps, attempt, asked));
    deps.wake();
    return { ok: true, asked };
  } catch (error) {
    const isTimeout = error instanceof DOMException && !signal.aborted;
    if (!(error instanceof SourceError) && !isTimeout) throw error;
    deps.log.warn({ event: 'payment_not_asked', order: attempt.orderId, method: attempt.method, error });
    return { ok: false, why: isRefusal(error) ? 'refused' : 'no_answer' };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof SourceError && (error.outcome === 'ours' || error.outcome === 'gone');
}

async function keepAnswer(
  tx: Tx,
  deps: FlowDeps,
  attempt: PayAttempt,
  { externalId, status, url, event }: AskedPayment,
): Promise<void> {
  const state = status === 'canceled' ? 'ended' : status === 'captured' ? 'succeeded' : 'open';
  await changeAttempt(tx, attempt, {
    ref: externalId,
    state,
    ...(url === null ? {} : { url }),
    ...(state === 'open' ? {} : { nextCheckAt: null }),
  });
  await applyEvent(tx, deps, event, nowOf(deps));
}
