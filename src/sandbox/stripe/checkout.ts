import { type Fields, isFields } from '../wire.ts';
import { metadataOf, textOf } from './form.ts';
import type { Paid, PayInput, Paying, PayingDeps } from './paying.ts';
import type { SessionRecord } from './records.ts';
import { invalid, missing } from './refusal.ts';
import { toSession } from './render-session.ts';

const HALF_HOUR_SECONDS = 1800;
const DAY_SECONDS = 86_400;

type Line = { amount: number; currency: string; name: string };

function whole(value: unknown, param: string): number {
  if (typeof value !== 'string' || !/^\d+$/.test(value))
    throw invalid(`Invalid integer: ${String(value)}`, param, 'parameter_invalid_integer');
  return Number(value);
}

function readLine(item: unknown, index: string): Line {
  const at = `line_items[${index}]`;
  if (!isFields(item)) throw invalid('Invalid object', at);
  const price = item['price_data'];
  if (!isFields(price)) throw missing('price', String(item['price'] ?? ''), `${at}[price]`);
  const quantity = item['quantity'] === undefined ? 1 : whole(item['quantity'], `${at}[quantity]`);
  const product = isFields(price['product_data']) ? price['product_data'] : {};
  const name = textOf(product, 'name');
  if (!name)
    throw invalid('Missing required param: line_items[0][price_data][product_data][name].', at, 'parameter_missing');
  return {
    amount: quantity * whole(price['unit_amount'], `${at}[price_data][unit_amount]`),
    currency: (textOf(price, 'currency') ?? '').toLowerCase(),
    name,
  };
}

function readLines(fields: Fields): Line[] {
  const items = isFields(fields['line_items']) ? Object.entries(fields['line_items']) : [];
  if (items.length === 0) throw invalid('Missing required param: line_items.', 'line_items', 'parameter_missing');
  return items.map(([index, item]) => readLine(item, index));
}

/** Checkout sessions made over the API, and the buyers who complete them or let them expire. */
export class Checkout {
  readonly #book: PayingDeps['book'];
  readonly #happenings: PayingDeps['happenings'];
  readonly #nowMs: PayingDeps['nowMs'];
  readonly #publish: PayingDeps['publish'];
  readonly #paying: Paying;
  readonly #nowSeconds = () => Math.floor(this.#nowMs() / 1000);
  /** Where the hosted page is, once the server listens. */
  pageBase: string | undefined;

  constructor(deps: PayingDeps, paying: Paying) {
    this.#book = deps.book;
    this.#happenings = deps.happenings;
    this.#nowMs = deps.nowMs;
    this.#publish = deps.publish;
    this.#paying = paying;
  }

  #expiry(fields: Fields, now: number): number {
    const raw = textOf(fields, 'expires_at');
    if (raw === undefined) return now + DAY_SECONDS;
    const at = whole(raw, 'expires_at');
    if (at < now + HALF_HOUR_SECONDS - 60 || at > now + DAY_SECONDS) {
      throw invalid(
        'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.',
        'expires_at',
        'parameter_invalid',
      );
    }
    return at;
  }

  readonly create = (fields: Fields): SessionRecord => {
    const now = this.#nowSeconds();
    if (textOf(fields, 'mode') !== 'payment')
      throw invalid('You must specify mode=payment here.', 'mode', 'parameter_missing');
    if (!textOf(fields, 'success_url'))
      throw invalid('Missing required param: success_url.', 'success_url', 'parameter_missing');
    const lines = readLines(fields);
    const customerId = textOf(fields, 'customer');
    const customer = customerId === undefined ? undefined : this.#book.customers.find(customerId);
    if (customerId !== undefined && !customer) throw missing('customer', customerId, 'customer');
    const forIntent = isFields(fields['payment_intent_data']) ? fields['payment_intent_data'] : {};
    return this.#book.sessions.add({
      created: now,
      intent: undefined,
      customer: customer?.n,
      amount: lines.reduce((sum, line) => sum + line.amount, 0),
      currency: lines[0]?.currency ?? 'usd',
      email: textOf(fields, 'customer_email') ?? null,
      metadata: metadataOf(fields['metadata']),
      intentMetadata: metadataOf(forIntent['metadata']),
      status: 'open',
      paymentStatus: 'unpaid',
      productName: lines[0]?.name ?? '',
      clientReferenceId: textOf(fields, 'client_reference_id') ?? null,
      successUrl: textOf(fields, 'success_url') ?? null,
      cancelUrl: textOf(fields, 'cancel_url') ?? null,
      expiresAt: this.#expiry(fields, now),
      ...(this.pageBase === undefined ? {} : { pageBase: this.pageBase }),
    });
  };

  /** Seen by whoever has its address; one whose time is over is over. */
  readonly see = (id: string): SessionRecord => {
    const session = this.#book.sessions.find(id);
    if (!session) throw missing('checkout.session', id);
    if (session.status === 'open' && session.expiresAt <= this.#nowSeconds()) this.expire(id);
    return session;
  };

  #open(id: string): SessionRecord {
    const session = this.#book.sessions.find(id);
    if (!session) throw missing('checkout.session', id);
    if (session.status !== 'open') {
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of ${session.status}.`,
        'session',
      );
    }
    return session;
  }

  readonly expire = (id: string): SessionRecord => {
    const session = this.#open(id);
    session.status = 'expired';
    this.#publish([
      this.#happenings.snapshot('checkout.session.expired', this.#nowSeconds(), toSession(this.#book, session)),
    ]);
    return session;
  };

  /** The buyer pays on the hosted page. */
  readonly complete = (id: string, payer: Partial<PayInput> = {}): Paid => {
    const session = this.#open(id);
    const { amount, currency, intentMetadata: metadata } = session;
    const email = payer.email ?? session.email;
    const known = session.customer === undefined ? {} : { customer: this.#book.customers.id({ n: session.customer }) };
    const input: PayInput = { ...payer, amount, currency, metadata, ...known, ...(email ? { email } : {}) };
    const customer = this.#paying.customerFor(input, this.#nowSeconds());
    const intent = this.#paying.addIntent(input, customer);
    intent.session = session.n;
    Object.assign(session, { intent: intent.n, customer: customer?.n, status: 'complete', paymentStatus: 'paid' });
    const paid = this.#paying.finish({ ...input, withSession: false, notify: false }, intent, this.#nowSeconds());
    const done = this.#happenings.lasting('checkout.session.completed', this.#nowSeconds(), ['cs', session.n]);
    this.#publish([...paid.events.map((e) => this.#book.events.find(e)).filter((e) => e !== undefined), done]);
    return { ...paid, session: id, events: [...paid.events, this.#book.events.id(done)] };
  };
}

export function createCheckout(deps: PayingDeps, paying: Paying): Checkout {
  return new Checkout(deps, paying);
}
