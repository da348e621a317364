import type { Clock } from '../../lib/clock.ts';
import { createRandom } from '../seeded.ts';
import { type Decoded, type LoopbackServer, startLoopbackServer } from '../server.ts';
import { type Fields, headerText, jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import { type Book, createBook } from './book.ts';
import { addBulk, type BulkOptions } from './bulk.ts';
import { type Checkout, createCheckout } from './checkout.ts';
import { createExpander } from './expand.ts';
import { parseForm } from './form.ts';
import { createHappenings, type Happenings } from './happenings.ts';
import { createMoneyBack, type DisputeInput, type MoneyBack, type RefundInput } from './money-back.ts';
import { createPaying, type Paid, type PayInput, type RaiseInput } from './paying.ts';
import { createReads } from './reading.ts';
import type { DisputeStatus, EventRecord, Meta, RefundStatus } from './records.ts';
import { missing, StripeRefusal } from './refusal.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './webhooks.ts';
import { createIdempotency, createWrites } from './writing.ts';

export type { BulkOptions } from './bulk.ts';
export type { DisputeInput, RefundInput } from './money-back.ts';
export type { Paid, PayInput, RaiseInput } from './paying.ts';
export type { DisputeStatus, RefundStatus } from './records.ts';
export {
  signPayload,
  type WebhookDelivery,
  type WebhookOptions,
  type WebhookOrder,
  type Webhooks,
} from './webhooks.ts';

export type StripeOptions = {
  clock: Clock;
  secretKey: string;
  /** All of them sign every event. */
  webhookSecrets: readonly string[];
  livemode?: boolean;
  port?: number;
  seed?: number;
  /** Requests a second before 429; none by default. Stripe's sandboxes allow 25. */
  requestsPerSecond?: number;
};

export type CustomerChange = { email?: string; name?: string; phone?: string; metadata?: Meta; deleted?: true };
export type SavedStripe = Record<
  'customers' | 'intents' | 'charges' | 'sessions' | 'refunds' | 'disputes' | 'events',
  unknown[]
>;

export type StripeStandIn = LoopbackServer & {
  readonly webhooks: Webhooks;
  readonly livemode: boolean;
  pay(input: PayInput): Paid;
  failPayment(input: PayInput): Paid;
  raiseAndPay(input: RaiseInput): Paid;
  cancelPayment(paymentIntent: string): { events: string[] };
  refund(input: RefundInput): { refund: string; events: string[] };
  moveRefund(refund: string, status: RefundStatus, options?: { at?: number; notify?: boolean }): string[];
  dispute(input: DisputeInput): { dispute: string; events: string[] };
  moveDispute(dispute: string, status: DisputeStatus, options?: { at?: number; notify?: boolean }): string[];
  updateCustomer(customer: string, change: CustomerChange): { events: string[] };
  completeSession(session: string, payer?: Partial<PayInput>): Paid;
  expireSession(session: string): void;
  bulk(n: number, options: BulkOptions): void;
  counts(): Record<keyof SavedStripe, number>;
  /** Every object of a kind as the API would show it, newest first: what payops' stored set is compared with. */
  save(): SavedStripe;
  restore(saved: SavedStripe): void;
};

const TABLES = ['customers', 'intents', 'charges', 'sessions', 'refunds', 'disputes', 'events'] as const;

function nameOf(request: WireRequest): string {
  const path = request.path.replace(/\/(pi|ch|cus|cs|re|du|dp|evt|we|acct)_[^/]+/g, '/:id').replace(/\/$/, '');
  return `${request.method} ${path}`;
}

function decode(request: WireRequest): Decoded {
  const query = parseForm(request.url.searchParams);
  const sent = request.body.length > 0 ? parseForm(new URLSearchParams(request.body.toString('utf8'))) : {};
  return { name: nameOf(request), body: { ...query, ...sent } };
}

function account(livemode: boolean) {
  return {
    id: 'acct_1TSandboxKZvYqL2',
    object: 'account',
    business_profile: { name: 'payops sandbox', url: null, support_email: null },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: 'owner@example.com',
    livemode,
    metadata: {},
    payouts_enabled: true,
    settings: { dashboard: { display_name: 'payops sandbox', timezone: 'Etc/UTC' } },
    type: 'standard',
  };
}

function balance(livemode: boolean) {
  const none = [{ amount: 0, currency: 'usd', source_types: { card: 0 } }];
  return { object: 'balance', available: none, livemode, pending: none };
}

const idIn = (path: string) => /\/((?:pi|ch|cus|cs|re|du|dp|evt)_[^/]+)/.exec(path)?.[1] ?? '';

type Parts = { book: Book; happenings: Happenings; checkout: Checkout; moneyBack: MoneyBack; options: StripeOptions };

/** Answers the API's requests: keys first, then limits, then the route. */
function createApi({ book, checkout, moneyBack, options }: Parts, nowSeconds: () => number) {
  const expander = createExpander(book);
  const reads = createReads(book, expander, nowSeconds);
  const writes = createWrites(book, checkout, moneyBack, expander);
  const idempotency = createIdempotency();
  let window = { second: 0, used: 0 };

  function authorise(request: WireRequest): void {
    const [scheme, token = ''] = headerText(request.headers, 'authorization').split(' ');
    const basic = scheme === 'Basic' ? Buffer.from(token, 'base64').toString('utf8').replace(/:$/, '') : token;
    if (basic === options.secretKey) return;
    const type = { type: 'invalid_request_error' };
    if (basic === '') throw new StripeRefusal(401, 'You did not provide an API key.', type);
    throw new StripeRefusal(401, `Invalid API Key provided: ${basic.slice(0, 8)}****${basic.slice(-4)}`, type);
  }

  function spend(): void {
    if (options.requestsPerSecond === undefined) return;
    const second = nowSeconds();
    window = second === window.second ? { second, used: window.used + 1 } : { second, used: 1 };
    if (window.used > options.requestsPerSecond) {
      throw new StripeRefusal(
        429,
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        { code: 'rate_limit' },
      );
    }
  }

  function get(request: WireRequest, fields: Fields): WireReply {
    const path = request.path.replace(/\/$/, '');
    if (path === '/v1/account') return jsonReply(200, account(book.livemode));
    if (path === '/v1/balance') return jsonReply(200, balance(book.livemode));
    if (path === '/v1/webhook_endpoints') {
      return jsonReply(200, { object: 'list', data: [], has_more: false, url: path });
    }
    const [, base = path, id] = /^(\/v1\/.+)\/((?:[a-z]+)_[^/]+)$/.exec(path) ?? [];
    const read = reads.get(id && !reads.has(path) ? base : path);
    if (!read) throw unknownUrl(request);
    const one = reads.has(path) ? undefined : id;
    return { ...jsonReply(200, null), body: read(fields, one) };
  }

  function unknownUrl(request: WireRequest): StripeRefusal {
    return new StripeRefusal(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
  }

  function post(request: WireRequest, fields: Fields): WireReply {
    const write = writes.get(request.path.replace(/\/cs_[^/]+/, '/:id').replace(/\/$/, ''));
    if (!write) throw unknownUrl(request);
    return idempotency.run(request, () => jsonReply(200, write(fields, idIn(request.path))));
  }

  return (request: WireRequest, decoded: Decoded): WireReply => {
    try {
      authorise(request);
      spend();
      const fields = decoded.body as Fields;
      if (request.method === 'GET') return get(request, fields);
      if (request.method === 'POST') return post(request, fields);
      throw unknownUrl(request);
    } catch (error) {
      if (error instanceof StripeRefusal) return error.toReply();
      throw error;
    }
  };
}

function createCustomerChanges(
  book: Book,
  happenings: Happenings,
  nowSeconds: () => number,
  publish: (e: EventRecord[]) => void,
) {
  return (customer: string, change: CustomerChange): { events: string[] } => {
    const row = book.customers.find(customer);
    if (!row) throw missing('customer', customer);
    const previous = { email: row.email, name: row.name };
    Object.assign(row, change);
    const type = change.deleted ? 'customer.deleted' : 'customer.updated';
    const event = happenings.customer(type, nowSeconds(), row, previous);
    publish([event]);
    return { events: [book.events.id(event)] };
  };
}

/** A Stripe API on loopback (`url` is the base, without /v1) with a webhook sender and a business to drive. */
export async function startStripeStandIn(options: StripeOptions): Promise<StripeStandIn> {
  const { clock } = options;
  const book = createBook(options.seed ?? 1, options.livemode ?? false);
  const nowMs = () => clock.nowMs();
  const nowSeconds = () => Math.floor(nowMs() / 1000);
  const happenings = createHappenings(book);
  const random = createRandom((options.seed ?? 1) + 17);
  const webhooks = createWebhooks({ book, secrets: options.webhookSecrets, nowMs, random });
  const publish = (events: readonly EventRecord[]) => webhooks.enqueue(events);
  const deps = { book, happenings, nowMs, publish };
  const paying = createPaying(deps);
  const moneyBack = createMoneyBack(deps);
  const checkout = createCheckout(deps, paying);
  const handleCall = createApi({ book, happenings, checkout, moneyBack, options }, nowSeconds);
  let lastRequest = 0;

  const driving = {
    pay: paying.pay,
    failPayment: paying.failPayment,
    raiseAndPay: paying.raiseAndPay,
    cancelPayment: paying.cancelPayment,
    ...moneyBack,
    updateCustomer: createCustomerChanges(book, happenings, nowSeconds, publish),
    completeSession: checkout.complete,
    expireSession: (session: string) => void checkout.expire(session),
    bulk: (n: number, bulk: BulkOptions) => addBulk(book, happenings, nowSeconds(), n, bulk),
    counts: () => Object.fromEntries(TABLES.map((t) => [t, book[t].rows.length])) as Record<keyof SavedStripe, number>,
  };

  const server = await startLoopbackServer(
    {
      decode,
      handle(request, decoded) {
        const reply = handleCall(request, decoded);
        lastRequest += 1;
        const requestId = `req_${String(lastRequest).padStart(14, '0')}`;
        return {
          ...reply,
          headers: { ...reply.headers, 'request-id': requestId, 'stripe-version': '2026-10-28.endive' },
        };
      },
      control: {
        pay: driving.pay,
        failPayment: driving.failPayment,
        raiseAndPay: driving.raiseAndPay,
        refund: driving.refund,
        moveRefund: (a: { refund: string; status: RefundStatus }) => driving.moveRefund(a.refund, a.status),
        dispute: driving.dispute,
        moveDispute: (a: { dispute: string; status: DisputeStatus }) => driving.moveDispute(a.dispute, a.status),
        completeSession: (a: { session: string } & Partial<PayInput>) => driving.completeSession(a.session, a),
        bulk: (a: BulkOptions & { n: number }) => driving.bulk(a.n, a),
        counts: driving.counts,
        target: (a: { url?: string } & WebhookOptions) => webhooks.target(a.url, a),
        deliveries: () => webhooks.deliveries.slice(-1000),
        resend: (a: { events: string[]; times?: number }) => webhooks.send(a.events, a.times),
      },
    },
    clock,
    options.port,
  );

  return {
    ...server,
    ...driving,
    webhooks,
    livemode: book.livemode,
    save: () => Object.fromEntries(TABLES.map((t) => [t, [...book[t].rows]])) as SavedStripe,
    restore(saved) {
      for (const name of TABLES) book[name].load(saved[name] as never);
    },
    async close() {
      webhooks.stop();
      await server.close();
    },
  };
}
