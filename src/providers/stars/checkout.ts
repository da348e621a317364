import type { DomainEvent } from '../../domain/facts.ts';
import type { AskedPayment, Checkout, PayableOrder } from '../../domain/ports.ts';
import { invoicePayload, type OrderId } from '../../domain/shop/order.ts';
import { dayMs, plusMs } from '../../domain/time.ts';
import { fullPage } from './calls.ts';
import { factOf, listedEvent } from './facts.ts';
import { offsetOf, type StarsOptions } from './source.ts';

/** Telegram's only period, in seconds (core.telegram.org/bots/api#createinvoicelink). */
const subscriptionPeriod = 2_592_000;
/** As long as an open try is asked about. */
const lookBackMs = 9 * dayMs;

/** The number of the try stands last in its key. */
function payloadOf({ orderId }: PayableOrder, key: string): string {
  return invoicePayload({ orderId: orderId as OrderId, n: Number(key.slice(key.lastIndexOf(':') + 1)) });
}

function invoiceOf(order: PayableOrder, payload: string): Readonly<Record<string, unknown>> {
  return {
    title: order.title,
    description: order.description ?? order.title,
    payload,
    provider_token: '',
    currency: order.amount.currency,
    prices: [{ label: order.title, amount: order.amount.amountMinor }],
    ...(order.renews ? { subscription_period: subscriptionPeriod } : {}),
  };
}

/**
 * Stars are paid in Telegram itself, by a link to an invoice. A link cannot be taken back, and need not be: nobody pays
 * without our word at the pre-checkout, so what we call off is off.
 */
export function createStarsCheckout(options: StarsOptions): Checkout {
  const { calls, now } = options;
  const asked = (externalId: string, status: AskedPayment['status'], url: string | null, event?: DomainEvent) => ({
    externalId,
    status,
    url,
    event: event ?? listedEvent('invoice.asked', [], now(), 'webhook'),
  });

  const look = async (payload: string, signal: AbortSignal): Promise<AskedPayment> => {
    let offset = await offsetOf(calls, plusMs(now(), -lookBackMs), signal);
    for (;;) {
      const listed = await calls.list(offset, fullPage, signal);
      const own = listed.filter((one) => (one.source ?? one.receiver)?.invoice_payload === payload);
      const facts = own.map(factOf).filter((fact) => fact !== null);
      if (facts.length > 0)
        return asked(payload, 'captured', null, listedEvent('invoice.found', facts, now(), 'sweep'));
      if (listed.length < fullPage) return asked(payload, 'pending', null);
      offset += listed.length;
    }
  };

  return {
    name: 'stars',
    methods: ['stars'],
    needsContact: false,
    begin: async (order, key, signal) => {
      const payload = payloadOf(order, key);
      return asked(payload, 'pending', await calls.createInvoiceLink(invoiceOf(order, payload), signal));
    },
    look,
    cancel: async (payload, _key, signal) => {
      const found = await look(payload, signal);
      return found.status === 'captured' ? found : asked(payload, 'canceled', null);
    },
  };
}
