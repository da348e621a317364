import type { Clock } from '../../lib/clock.ts';
import type { ControlTable } from '../control.ts';
import { createRandom } from '../seeded.ts';
import { type Decoded, type LoopbackServer, startLoopbackServer } from '../server.ts';
import type { WireRequest } from '../wire.ts';
import { decode, StripeApi } from './api.ts';
import { type AccountCurrency, type Book, createBook } from './book.ts';
import { addBulk, type BulkOptions } from './bulk.ts';
import { type Checkout, createCheckout } from './checkout.ts';
import { createHappenings } from './happenings.ts';
import { createMoneyBack, type DisputeInput, type MoneyBack, type RefundInput } from './money-back.ts';
import { createPaying, type Paid, type PayInput, type Paying, type PayingDeps, type RaiseInput } from './paying.ts';
import type { DisputeStatus, Meta, RefundStatus } from './records.ts';
import { missing } from './refusal.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './webhooks.ts';

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
  /** From now on charges in these currencies are booked in the account's own, at so much of it for one minor unit. */
  keepAccountIn(account: AccountCurrency): void;
  bulk(n: number, options: BulkOptions): void;
  counts(): Record<keyof SavedStripe, number>;
  /** The books as plain rows, for `restore` in another process. */
  save(): SavedStripe;
  restore(saved: SavedStripe): void;
};

const TABLES = ['customers', 'intents', 'charges', 'sessions', 'refunds', 'disputes', 'events'] as const;

function createCustomerChanges({ book, happenings, nowMs, publish }: PayingDeps) {
  return (customer: string, change: CustomerChange): { events: string[] } => {
    const row = book.customers.find(customer);
    if (!row) throw missing('customer', customer);
    const previous = { email: row.email, name: row.name };
    Object.assign(row, change);
    const type = change.deleted ? 'customer.deleted' : 'customer.updated';
    const event = happenings.customer(type, Math.floor(nowMs() / 1000), row, previous);
    publish([event]);
    return { events: [book.events.id(event)] };
  };
}

type Business = { book: Book; deps: PayingDeps; paying: Paying; moneyBack: MoneyBack; checkout: Checkout };

function createBusiness(book: Book, nowMs: () => number, publish: PayingDeps['publish']): Business {
  const deps = { book, happenings: createHappenings(book), nowMs, publish };
  const paying = createPaying(deps);
  return { book, deps, paying, moneyBack: createMoneyBack(deps), checkout: createCheckout(deps, paying) };
}

function createDriving({ book, deps, paying, moneyBack, checkout }: Business) {
  const { happenings, nowMs } = deps;
  const nowSeconds = () => Math.floor(nowMs() / 1000);
  return {
    pay: paying.pay,
    failPayment: paying.failPayment,
    raiseAndPay: paying.raiseAndPay,
    cancelPayment: paying.cancelPayment,
    refund: moneyBack.refund,
    moveRefund: moneyBack.moveRefund,
    dispute: moneyBack.dispute,
    moveDispute: moneyBack.moveDispute,
    updateCustomer: createCustomerChanges(deps),
    completeSession: checkout.complete,
    expireSession: (session: string) => void checkout.expire(session),
    bulk: (n: number, bulk: BulkOptions) => addBulk(book, happenings, nowSeconds(), n, bulk),
    counts: () => Object.fromEntries(TABLES.map((t) => [t, book[t].rows.length])) as Record<keyof SavedStripe, number>,
    save: () => Object.fromEntries(TABLES.map((t) => [t, [...book[t].rows]])) as SavedStripe,
    restore(saved: SavedStripe) {
      for (const name of TABLES) book[name].load(saved[name] as never);
    },
  };
}

/** The same driving, for other processes. */
function controlOf(driving: ReturnType<typeof createDriving>, webhooks: Webhooks): ControlTable {
  return {
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
  };
}

/** A Stripe API on loopback (`url` is the base, without /v1) with a webhook sender and a business to drive. */
export async function startStripeStandIn(options: StripeOptions): Promise<StripeStandIn> {
  const { clock, seed = 1, livemode = false, webhookSecrets: secrets, ...limits } = options;
  const nowMs = () => clock.nowMs();
  const book = createBook(seed, livemode);
  const webhooks = createWebhooks({ book, secrets, nowMs, random: createRandom(seed + 17) });
  const business = createBusiness(book, nowMs, (events) => webhooks.enqueue(events));
  const driving = createDriving(business);
  const api = new StripeApi(business, {
    ...limits,
    nowSeconds: () => Math.floor(nowMs() / 1000),
    endpointUrl: webhooks.endpointUrl,
  });
  const handle = (request: WireRequest, decoded: Decoded) => api.answer(request, decoded);
  const standIn = { decode, handle, control: controlOf(driving, webhooks) };
  const server = await startLoopbackServer(standIn, clock, options.port);
  business.checkout.pageBase = server.url;
  return {
    ...server,
    ...driving,
    webhooks,
    livemode,
    keepAccountIn(account) {
      book.accountCurrency = account;
    },
    async close() {
      webhooks.stop();
      await server.close();
    },
  };
}
