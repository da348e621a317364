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
export function createPaying({ book, happenings, nowMs, publish }: PayingDeps) {
  const seconds = (ms: number | undefined) => Math.floor((ms ?? nowMs()) / 1000);

  function customerFor(input: PayInput, created: number): CustomerRecord | undefined {
    if (input.customer === null) return undefined;
    if (input.customer !== undefined) {
      const known = book.customers.find(input.customer);
      if (!known) throw new Error(`no customer ${input.customer}`);
      return known;
    }
    return book.customers.add({
      created,
      email: input.email ?? null,
      name: input.name ?? null,
      phone: null,
      country: input.country ?? null,
      city: input.city ?? null,
      metadata: input.customerMetadata ?? {},
      intents: [],
    });
  }

  function addIntent(input: PayInput, customer: CustomerRecord | undefined): IntentRecord {
    const intent = book.intents.add({
      created: seconds(input.createdAt ?? input.paidAt),
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
  }

  function addCharge(input: PayInput, intent: IntentRecord, created: number, decline?: Decline): ChargeRecord {
    const customer = book.customers.get(intent.customer);
    const isCaptured = !decline && input.captureAmount === undefined;
    const charge = book.charges.add({
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

  function addSession(input: PayInput, intent: IntentRecord, created: number): SessionRecord {
    const session = book.sessions.add({
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

  function fail(input: PayInput, intent: IntentRecord, at: number): { charge: ChargeRecord; events: EventRecord[] } {
    const charge = addCharge(input, intent, at, DECLINED);
    const events = [
      happenings.charge('charge.failed', at, charge),
      happenings.snapshot('payment_intent.payment_failed', at, toIntent(book, intent)),
    ];
    return { charge, events };
  }

  /** Marks the intent paid; a manual capture is first seen as an authorisation. */
  function succeed(input: PayInput, intent: IntentRecord, at: number): { charge: ChargeRecord; events: EventRecord[] } {
    const charge = addCharge(input, intent, at);
    intent.status = 'succeeded';
    if (input.captureAmount === undefined) {
      intent.received = intent.amount;
      const paid = happenings.lasting('payment_intent.succeeded', at, ['pi', intent.n]);
      return { charge, events: [paid, happenings.lasting('charge.succeeded', at, ['ch', charge.n])] };
    }
    const authorised = happenings.snapshot('charge.succeeded', at, toCharge(book, charge));
    charge.captured = input.captureAmount;
    charge.isCaptured = true;
    intent.received = input.captureAmount;
    const captured = happenings.charge('charge.captured', at, charge, { amount_captured: 0, captured: false });
    return {
      charge,
      events: [authorised, captured, happenings.lasting('payment_intent.succeeded', at, ['pi', intent.n])],
    };
  }

  function conclude(input: PayInput, intent: IntentRecord, charge: ChargeRecord, events: EventRecord[]): Paid {
    if (input.notify !== false) publish(events);
    return {
      customer: intent.customer === undefined ? null : book.customers.id({ n: intent.customer }),
      paymentIntent: book.intents.id(intent),
      charge: book.charges.id(charge),
      session: intent.session === undefined ? null : book.sessions.id({ n: intent.session }),
      events: events.map((event) => book.events.id(event)),
    };
  }

  function finish(input: PayInput, intent: IntentRecord, at: number, earlier: EventRecord[] = []): Paid {
    const session = input.withSession ? addSession(input, intent, intent.created) : undefined;
    const { charge, events } = succeed(input, intent, at);
    if (session) events.push(happenings.lasting('checkout.session.completed', at, ['cs', session.n]));
    if (input.withChargeUpdated) {
      events.push(
        happenings.charge('charge.updated', at + 1, charge, { balance_transaction: null, receipt_url: null }),
      );
    }
    return conclude(input, intent, charge, [...earlier, ...events]);
  }

  return {
    addIntent,
    finish,
    pay(input: PayInput): Paid {
      const at = seconds(input.paidAt);
      const intent = addIntent(input, customerFor(input, seconds(input.createdAt ?? input.paidAt)));
      return finish(input, intent, at);
    },
    failPayment(input: PayInput): Paid {
      const at = seconds(input.paidAt);
      const intent = addIntent(input, customerFor(input, at));
      const { charge, events } = fail(input, intent, at);
      return conclude(input, intent, charge, events);
    },
    /** One payment intent: fails at `failedAmount`, is raised to `amount`, then succeeds. */
    raiseAndPay(input: RaiseInput): Paid {
      const at = seconds(input.paidAt);
      const failedAt = seconds(
        input.failedAt ?? (input.paidAt === undefined ? nowMs() - 60_000 : input.paidAt - 60_000),
      );
      const first = { ...input, amount: input.failedAmount, createdAt: input.createdAt ?? failedAt * 1000 };
      const intent = addIntent(first, customerFor(input, failedAt));
      const { events } = fail(first, intent, failedAt);
      intent.amount = input.amount;
      return finish(input, intent, at, events);
    },
    /** Cancels an unpaid intent. */
    cancelPayment(paymentIntent: string): { events: string[] } {
      const intent = book.intents.find(paymentIntent);
      if (!intent || intent.status === 'succeeded') throw new Error(`no unpaid payment intent ${paymentIntent}`);
      intent.status = 'canceled';
      intent.canceledAt = seconds(undefined);
      const event = happenings.snapshot('payment_intent.canceled', intent.canceledAt, toIntent(book, intent));
      publish([event]);
      return { events: [book.events.id(event)] };
    },
    customerFor,
  };
}

export type Paying = ReturnType<typeof createPaying>;
