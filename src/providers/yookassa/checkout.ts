import type { YookassaClient } from '../../clients/yookassa.ts';
import { type AskedPayment, type Checkout, type PayableOrder, SourceError } from '../../domain/ports.ts';
import type { Instant } from '../../domain/time.ts';
import { amountOf, paymentFact } from './facts.ts';
import { paymentPayload } from './payloads.ts';
import { objectEvent } from './read.ts';
import { type ReceiptOptions, receiptOf, titleOf } from './receipt.ts';
import { factsOf } from './source.ts';

/** Cards and the Faster Payments System; on YooKassa's page the buyer may choose any that the shop has. */
const methods = ['bank_card', 'sbp'] as const;

const mostKeys = 16;
const longestValue = 512;

/** Who and what comes first: where there is no room for all, the last of the campaign is left out. */
function metadataOf(order: PayableOrder): Readonly<Record<string, string>> {
  const entries = Object.entries({
    order_id: order.orderId,
    telegram_id: order.telegramId,
    plan_id: order.planId,
    created_at: order.createdAt,
    email: order.email,
    phone: order.email ? undefined : order.phone,
    ...order.campaign,
  }).flatMap(([key, value]) => (value ? [[key, value.slice(0, longestValue)]] : []));
  return Object.fromEntries(entries.slice(0, mostKeys));
}

/** YooKassa never tells the receipt's address again, so it also stands in the metadata. */
function paymentOf(order: PayableOrder, receipts: ReceiptOptions | null): Readonly<Record<string, unknown>> {
  return {
    amount: amountOf(order.amount),
    // Left out, the money would only be held.
    capture: true,
    confirmation: { type: 'redirect', return_url: order.returnUrl },
    description: titleOf(order.title),
    merchant_customer_id: `tg_${order.telegramId}`,
    metadata: metadataOf(order),
    ...(order.method ? { payment_method_data: { type: order.method } } : {}),
    ...(receipts ? { receipt: receiptOf(receipts, order) } : {}),
  };
}

function askedOf(body: unknown, asOf: Instant): AskedPayment {
  const facts = factsOf('payment', body, { asOf, reread: false });
  const payload = paymentPayload.parse(body);
  const { externalId, status } = paymentFact(payload, { asOf, reread: false });
  const url = status === 'pending' ? (payload.confirmation?.confirmation_url ?? null) : null;
  return { externalId, status, url, event: objectEvent('payment.asked', facts, asOf, 'webhook') };
}

export type YookassaCheckoutOptions = Readonly<{
  client: YookassaClient;
  now: () => Instant;
  receipts: ReceiptOptions | null;
}>;

export function createYookassaCheckout({ client, now, receipts }: YookassaCheckoutOptions): Checkout {
  const path = (externalId: string) => `payments/${encodeURIComponent(externalId)}`;
  const look = async (externalId: string, signal: AbortSignal) => {
    const asOf = now();
    return askedOf(await client.read(path(externalId), signal), asOf);
  };
  return {
    name: 'yookassa',
    methods,
    needsContact: receipts !== null,
    look,
    begin: async (order, key, signal) => {
      if (receipts && !order.email && !order.phone)
        throw new SourceError('yookassa: a receipt needs an e-mail or a phone', 'ours', null);
      const asOf = now();
      return askedOf(await client.create('payments', paymentOf(order, receipts), key, signal), asOf);
    },
    // Only a hold can be called off: what waits for its buyer ends by itself within the hour.
    cancel: async (externalId, key, signal) => {
      const asked = await look(externalId, signal);
      if (asked.status !== 'authorised') return asked;
      const asOf = now();
      return askedOf(await client.create(`${path(externalId)}/cancel`, {}, key, signal), asOf);
    },
  };
}
