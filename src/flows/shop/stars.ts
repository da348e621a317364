import type { RawWebhook } from '../../domain/ports.ts';
import { type Order, readInvoicePayload, refusePaying } from '../../domain/shop/order.ts';
import { text } from '../../messages/text.ts';
import { findAttempt } from '../../store/shop/attempts.ts';
import { findOrder } from '../../store/shop/orders.ts';
import { countPaidPlaces, findPlan } from '../../store/shop/plans.ts';
import { type FlowDeps, isBuyingHeld, nowOf } from '../deps.ts';
import { recordWebhook } from '../record-event.ts';
import type { PreCheckout, PreCheckoutVerdict } from './types.ts';

type Reason = 'stopped' | 'not_found' | 'ended' | 'already_paid' | 'price' | 'out_of_stock';

/**
 * Telegram's last question before it takes Stars: everything is looked at once more, as it is now. A no costs nothing; a
 * yes that turns out wrong would have to be refunded.
 */
export async function judgePreCheckout(deps: FlowDeps, asked: PreCheckout): Promise<PreCheckoutVerdict> {
  const reason = await refusalOf(deps, asked);
  return reason === null ? { ok: true } : { ok: false, error: text(asked.locale, `order-refused-${reason}`) };
}

async function refusalOf(deps: FlowDeps, asked: PreCheckout): Promise<Reason | null> {
  if (isBuyingHeld(deps)) return 'stopped';
  const { reader } = deps.store;
  const named = readInvoicePayload(asked.payload);
  const order = named && (await findOrder(reader, named.orderId));
  if (!order || !named || order.telegramId !== asked.telegramId) return 'not_found';
  const refusal = refusePaying(order, nowOf(deps));
  if (refusal !== null) return refusal;
  const attempt = await findAttempt(reader, order.id, named.n);
  if (attempt?.method !== 'stars' || attempt.state === 'ended') return 'ended';
  const { amount } = order;
  if (order.method !== 'stars' || amount.currency !== asked.currency || amount.amountMinor !== asked.totalAmount)
    return 'price';
  return (await isSoldOut(deps, order)) ? 'out_of_stock' : null;
}

async function isSoldOut({ store }: FlowDeps, { plan, kind }: Order): Promise<boolean> {
  const now = await findPlan(store.reader, plan.code);
  if (!now?.active) return true;
  return now.stock !== null && kind !== 'renewal' && (await countPaidPlaces(store.reader, plan.code)) >= now.stock;
}

/**
 * What Telegram tells of Stars comes as an update of our own bot, so it is genuine as any other: it is stored like a
 * webhook, once per charge. Rejects where it could not be stored: the update is then to come again, or the sweep finds it.
 */
export async function takeStarMessage(deps: FlowDeps, message: unknown): Promise<void> {
  const provider = deps.providers.get('stars');
  if (!provider) return;
  const raw: RawWebhook = {
    headers: {},
    body: Buffer.from(JSON.stringify(message)),
    receivedAt: nowOf(deps),
    remoteAddress: '',
  };
  const verified = provider.verify(raw);
  if (!verified.ok) {
    deps.log.error({ event: 'star_message_not_read', reason: verified.reason });
    return;
  }
  await deps.commits.submit((tx) => recordWebhook(tx, deps, verified.webhook, 'webhook'));
  deps.wake();
}
