import type { Book } from './book.ts';
import type { Happenings } from './happenings.ts';
import type {
  ChargeRecord,
  CustomerRecord,
  Decline,
  EventRecord,
  IntentRecord,
  Meta,
  SessionRecord,
} from './records.ts';
import { toCharge } from './render-charge.ts';
import { toIntent } from './render-intent.ts';

/** Amounts are minor units; times are milliseconds since the epoch, world time where left out. */
export type PayInput = {
  amount: number;
  currency: string;
  /** An existing customer's id; null: a guest without one; left out: a new customer. */
  customer?: string | null;
  email?: string;
  name?: string;
  metadata?: Meta;
  country?: string;
  city?: string;
  /** The card's country; `country` where left out. */
  cardCountry?: string;
  withSession?: boolean;
  sessionMetadata?: Meta;
  customerMetadata?: Meta;
  /** When the charge succeeded. */
  paidAt?: number;
  /** When the payment intent was made; the same moment where left out. */
  createdAt?: number;
  /** Authorises `amount` and captures this much. */
  captureAmount?: number;
  /** Adds charge.updated, which carries nothing new but the balance transaction. */
  withChargeUpdated?: boolean;
  /** False: nothing is sent, as when the webhook endpoint did not exist yet. */
  notify?: boolean;
};

export type Paid = {
  customer: string | null;
  paymentIntent: string;
  charge: string;
  session: string | null;
  /** Event ids, in the order of their happening. */
  events: string[];
};

export type RaiseInput = PayInput & { failedAmount: number; failedAt?: number };

const DECLINED: Decline = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
};
const DAY_SECONDS = 86_400;

export type PayingDeps = {
  book: Book;
  happenings: Happenings;
  nowMs: () => number;
  publish: (events: readonly EventRecord[]) => void;
};

/** Everything that makes or fails a payment. */
export class Paying {
  readonly #book: PayingDeps['book'];
  readonly #happenings: PayingDeps['happenings'];
  readonly #nowMs: PayingDeps['nowMs'];
  readonly #publish: PayingDeps['publish'];
  readonly #seconds = (ms: number | undefined) => Math.floor((ms ?? this.#nowMs()) / 1000);

  constructor(deps: PayingDeps) {
    this.#book = deps.book;
    this.#happenings = deps.happenings;
    this.#nowMs = deps.nowMs;
    this.#publish = deps.publish;
  }

  readonly customerFor = (input: PayInput, created: number): CustomerRecord | undefined => {
    if (input.customer === null) return undefined;
    if (input.customer !== undefined) {
      const known = this.#book.customers.find(input.customer);
      if (!known) throw new Error(`no customer ${input.customer}`);
      return known;
    }
    return this.#book.customers.add({
      created,
      email: input.email ?? null,
      name: input.name ?? null,
      phone: null,
      country: input.country ?? null,
      city: input.city ?? null,
      metadata: input.customerMetadata ?? {},
      intents: [],
    });
  };

  readonly addIntent = (input: PayInput, customer: CustomerRecord | undefined): IntentRecord => {
    const intent = this.#book.intents.add({
      created: this.#seconds(input.createdAt ?? input.paidAt),
      amount: input.amount,
      received: 0,
      currency: input.currency.toLowerCase(),
      customer: customer?.n,
      status: 'requires_payment_method',
      isManualCapture: input.captureAmount !== undefined,
      metadata: input.metadata ?? {},
      description: null,
      receiptEmail: input.email ?? customer?.email ?? null,
      charges: [],
      session: undefined,
      decline: undefined,
      canceledAt: null,
    });
    customer?.intents.push(intent.n);
    return intent;
  };

  #addCharge(input: PayInput, intent: IntentRecord, created: number, decline?: Decline): ChargeRecord {
    const customer = this.#book.customers.get(intent.customer);
    const isCaptured = !decline && input.captureAmount === undefined;
    const charge = this.#book.charges.add({
      created,
      intent: intent.n,
      amount: intent.amount,
      captured: isCaptured ? intent.amount : 0,
      isCaptured,
      status: decline ? 'failed' : 'succeeded',
      decline,
      email: input.email ?? customer?.email ?? null,
      name: input.name ?? customer?.name ?? null,
      country: input.country ?? null,
      city: input.city ?? null,
      cardCountry: input.cardCountry ?? input.country ?? null,
      refunds: undefined,
      dispute: undefined,
    });
    intent.charges.push(charge.n);
    intent.decline = decline;
    return charge;
  }

  #addSession(input: PayInput, intent: IntentRecord, created: number): SessionRecord {
    const session = this.#book.sessions.add({
      created,
      intent: intent.n,
      customer: intent.customer,
      amount: intent.amount,
      currency: intent.currency,
      email: intent.receiptEmail,
      metadata: input.sessionMetadata ?? {},
      intentMetadata: {},
      status: 'complete',
      paymentStatus: 'paid',
      productName: 'Test',
      clientReferenceId: null,
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/',
      expiresAt: created + DAY_SECONDS,
    });
    intent.session = session.n;
    return session;
  }

  #fail(input: PayInput, intent: IntentRecord, at: number): { charge: ChargeRecord; events: EventRecord[] } {
    const charge = this.#addCharge(input, intent, at, DECLINED);
    const events = [
      this.#happenings.charge('charge.failed', at, charge),
      this.#happenings.snapshot('payment_intent.payment_failed', at, toIntent(this.#book, intent)),
    ];
    return { charge, events };
  }

  /** Marks the intent paid; a manual capture is first seen as an authorisation. */
  #succeed(input: PayInput, intent: IntentRecord, at: number): { charge: ChargeRecord; events: EventRecord[] } {
    const charge = this.#addCharge(input, intent, at);
    intent.status = 'succeeded';
    if (input.captureAmount === undefined) {
      intent.received = intent.amount;
      const paid = this.#happenings.lasting('payment_intent.succeeded', at, ['pi', intent.n]);
      return { charge, events: [paid, this.#happenings.lasting('charge.succeeded', at, ['ch', charge.n])] };
    }
    const authorised = this.#happenings.snapshot('charge.succeeded', at, toCharge(this.#book, charge));
    charge.captured = input.captureAmount;
    charge.isCaptured = true;
    intent.received = input.captureAmount;
    const captured = this.#happenings.charge('charge.captured', at, charge, { amount_captured: 0, captured: false });
    return {
      charge,
      events: [authorised, captured, this.#happenings.lasting('payment_intent.succeeded', at, ['pi', intent.n])],
    };
  }

  #conclude(input: PayInput, intent: IntentRecord, charge: ChargeRecord, events: EventRecord[]): Paid {
    if (input.notify !== false) this.#publish(events);
    return {
      customer: intent.customer === undefined ? null : this.#book.customers.id({ n: intent.customer }),
      paymentIntent: this.#book.intents.id(intent),
      charge: this.#book.charges.id(charge),
      session: intent.session === undefined ? null : this.#book.sessions.id({ n: intent.session }),
      events: events.map((event) => this.#book.events.id(event)),
    };
  }

  readonly finish = (input: PayInput, intent: IntentRecord, at: number, earlier: EventRecord[] = []): Paid => {
    const session = input.withSession ? this.#addSession(input, intent, intent.created) : undefined;
    const { charge, events } = this.#succeed(input, intent, at);
    if (session) events.push(this.#happenings.lasting('checkout.session.completed', at, ['cs', session.n]));
    if (input.withChargeUpdated) {
      events.push(
        this.#happenings.charge('charge.updated', at + 1, charge, { balance_transaction: null, receipt_url: null }),
      );
    }
    return this.#conclude(input, intent, charge, [...earlier, ...events]);
  };

  readonly pay = (input: PayInput): Paid => {
    const at = this.#seconds(input.paidAt);
    const intent = this.addIntent(input, this.customerFor(input, this.#seconds(input.createdAt ?? input.paidAt)));
    return this.finish(input, intent, at);
  };

  readonly failPayment = (input: PayInput): Paid => {
    const at = this.#seconds(input.paidAt);
    const intent = this.addIntent(input, this.customerFor(input, at));
    const { charge, events } = this.#fail(input, intent, at);
    return this.#conclude(input, intent, charge, events);
  };

  /** One payment intent: fails at `failedAmount`, is raised to `amount`, then succeeds. */
  readonly raiseAndPay = (input: RaiseInput): Paid => {
    const at = this.#seconds(input.paidAt);
    const failedAt = this.#seconds(
      input.failedAt ?? (input.paidAt === undefined ? this.#nowMs() - 60_000 : input.paidAt - 60_000),
    );
    const first = { ...input, amount: input.failedAmount, createdAt: input.createdAt ?? failedAt * 1000 };
    const intent = this.addIntent(first, this.customerFor(input, failedAt));
    const { events } = this.#fail(first, intent, failedAt);
    intent.amount = input.amount;
    return this.finish(input, intent, at, events);
  };

  /** Cancels an unpaid intent. */
  readonly cancelPayment = (paymentIntent: string): { events: string[] } => {
    const intent = this.#book.intents.find(paymentIntent);
    if (!intent || intent.status === 'succeeded') throw new Error(`no unpaid payment intent ${paymentIntent}`);
    intent.status = 'canceled';
    intent.canceledAt = this.#seconds(undefined);
    const event = this.#happenings.snapshot('payment_intent.canceled', intent.canceledAt, toIntent(this.#book, intent));
    this.#publish([event]);
    return { events: [this.#book.events.id(event)] };
  };
}

export function createPaying(deps: PayingDeps): Paying {
  return new Paying(deps);
}
