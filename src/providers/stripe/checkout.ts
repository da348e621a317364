import type { StripeClient, StripeParams } from '../../clients/stripe.ts';
import type { PaymentStatus } from '../../domain/facts.ts';
import { type AskedPayment, type Checkout, type PayableOrder, SourceError } from '../../domain/ports.ts';
import { type Instant, minuteMs, msOf } from '../../domain/time.ts';
import { stripeAmount } from './facts.ts';
import { objectEvent, readObject } from './normalise.ts';
import { sessionPayload } from './payloads.ts';

/** Stripe takes no session that ends sooner (docs.stripe.com/api/checkout/sessions/create); a minute for the way there. */
const shortestMs = 31 * minuteMs;
const longestValue = 500;

/** On the payment as well as on the session: Stripe copies nothing from one to the other. */
function metadataOf(order: PayableOrder): Readonly<Record<string, string>> {
  const entries = Object.entries({
    order_id: order.orderId,
    telegram_id: order.telegramId,
    plan_id: order.planId,
    created_at: order.createdAt,
    ...order.campaign,
  });
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, longestValue)]));
}

function sessionOf(order: PayableOrder): StripeParams {
  const metadata = metadataOf(order);
  const earliestMs = msOf(order.askedAt ?? order.createdAt) + shortestMs;
  const untilMs = Math.max(earliestMs, order.payUntil ? msOf(order.payUntil) : 0);
  const product = { name: order.title, ...(order.description ? { description: order.description } : {}) };
  const currency = order.amount.currency.toLowerCase();
  return {
    mode: 'payment',
    line_items: {
      0: { quantity: 1, price_data: { currency, unit_amount: stripeAmount(order.amount), product_data: product } },
    },
    client_reference_id: order.orderId,
    metadata,
    payment_intent_data: { metadata },
    success_url: order.returnUrl,
    cancel_url: order.cancelUrl ?? order.returnUrl,
    expires_at: Math.ceil(untilMs / 1_000),
    ...(order.email ? { customer_email: order.email } : {}),
    ...(order.locale ? { locale: order.locale } : {}),
  };
}

/** A session that nobody paid is open or over; what is complete but unpaid waits for a slow way of paying. */
function statusOf({
  status,
  payment_status,
}: Readonly<{ status?: string | undefined; payment_status: string }>): PaymentStatus {
  if (payment_status === 'paid') return 'captured';
  return status === 'expired' ? 'canceled' : 'pending';
}

function askedOf(body: Readonly<Record<string, unknown>>, asOf: Instant): AskedPayment {
  const read = readObject('session', body, { asOf, reread: false });
  if ('issues' in read)
    throw new SourceError(`stripe: session is not of the known shape: ${read.issues}`, 'unrecognised', null);
  const session = sessionPayload.parse(body);
  const status = statusOf(session);
  const url = status === 'pending' && session.status === 'open' && typeof body['url'] === 'string' ? body['url'] : null;
  return { externalId: session.id, status, url, event: objectEvent('session.asked', read.facts, asOf, 'webhook') };
}

export type StripeCheckoutOptions = Readonly<{ client: StripeClient; now: () => Instant }>;

/** Stripe's own page for one payment; the session can be ended at any time before it is paid. */
export function createStripeCheckout({ client, now }: StripeCheckoutOptions): Checkout {
  const path = (id: string) => `checkout/sessions/${encodeURIComponent(id)}`;
  const look = async (id: string, signal: AbortSignal) => {
    const asOf = now();
    return askedOf(await client.read(path(id), {}, signal), asOf);
  };
  return {
    name: 'stripe',
    methods: ['card'],
    needsContact: false,
    look,
    begin: async (order, key, signal) => {
      const asOf = now();
      return askedOf(await client.create('checkout/sessions', sessionOf(order), key, signal), asOf);
    },
    cancel: async (id, key, signal) => {
      const asked = await look(id, signal);
      if (asked.url === null) return asked;
      const asOf = now();
      try {
        return askedOf(await client.create(`${path(id)}/expire`, {}, key, signal), asOf);
      } catch (error) {
        // Paid or over in this very moment: what it is now is what counts.
        if (error instanceof SourceError && error.outcome === 'ours') return look(id, signal);
        throw error;
      }
    },
  };
}
