import { type Book, refundedAmount } from './book.ts';
import type { PayingDeps } from './paying.ts';
import type {
  ChargeRecord,
  DisputeRecord,
  DisputeStatus,
  EventRecord,
  Meta,
  RefundRecord,
  RefundStatus,
} from './records.ts';
import { StripeRefusal } from './refusal.ts';

export type RefundInput = {
  charge?: string;
  paymentIntent?: string;
  /** Minor units; all that is left where absent. */
  amount?: number;
  status?: RefundStatus;
  reason?: string;
  metadata?: Meta;
  /** Milliseconds since the epoch; world time where left out. */
  at?: number;
  notify?: boolean;
};
export type DisputeInput = {
  charge: string;
  amount?: number;
  /** Starts as an inquiry: no money is withdrawn yet. */
  inquiry?: boolean;
  reason?: string;
  at?: number;
  notify?: boolean;
};

const CLOSED = new Set<DisputeStatus>(['won', 'lost', 'warning_closed']);

function chargeOf(book: Book, input: { charge?: string; paymentIntent?: string }): ChargeRecord {
  const named = input.charge === undefined ? undefined : book.charges.find(input.charge);
  const intent = input.paymentIntent === undefined ? undefined : book.intents.find(input.paymentIntent);
  const charge = named ?? book.charges.get(intent?.charges.at(-1));
  if (!charge) throw new StripeRefusal(404, 'No such charge', { code: 'resource_missing', param: 'charge' });
  return charge;
}

/** Refunds and disputes, with the events that Stripe sends for each step. */
export class MoneyBack {
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

  #announce(events: EventRecord[], notify: boolean | undefined): string[] {
    if (notify !== false) this.#publish(events);
    return events.map((event) => this.#book.events.id(event));
  }

  #checkRefundable(charge: ChargeRecord, amount: number): void {
    const left = charge.captured - refundedAmount(this.#book, charge);
    const id = this.#book.charges.id(charge);
    if (charge.status !== 'succeeded')
      throw new StripeRefusal(400, `Charge ${id} has not succeeded.`, { code: 'charge_not_refundable' });
    if (charge.captured > 0 && left <= 0) {
      throw new StripeRefusal(400, `Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
    }
    if (amount < 1 || amount > left) {
      const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
      throw new StripeRefusal(400, message, { param: 'amount' });
    }
  }

  readonly refund = (input: RefundInput): { refund: string; events: string[] } => {
    const charge = chargeOf(this.#book, input);
    const before = refundedAmount(this.#book, charge);
    const amount = input.amount ?? charge.captured - before;
    this.#checkRefundable(charge, amount);
    const created = this.#seconds(input.at);
    const row = this.#book.refunds.add({
      created,
      charge: charge.n,
      amount,
      status: input.status ?? 'succeeded',
      reason: input.reason ?? 'requested_by_customer',
      failureReason: null,
      metadata: input.metadata ?? {},
    });
    charge.refunds = [...(charge.refunds ?? []), row.n];
    const events = [
      this.#happenings.refund('refund.created', created, row),
      this.#happenings.charge('charge.refunded', created, charge, { amount_refunded: before, refunded: false }),
      this.#happenings.refund('refund.updated', created, row, { destination_details: { card: { reference: null } } }),
    ];
    return { refund: this.#book.refunds.id(row), events: this.#announce(events, input.notify) };
  };

  #findRefund(id: string): RefundRecord {
    const row = this.#book.refunds.find(id);
    if (!row) throw new StripeRefusal(404, `No such refund: '${id}'`, { code: 'resource_missing', param: 'id' });
    return row;
  }

  /** A this.#refund that moves on: pending to succeeded, or failed (the money comes back to us) or canceled. */
  readonly moveRefund = (
    id: string,
    status: RefundStatus,
    options: { at?: number; notify?: boolean } = {},
  ): string[] => {
    const row = this.#findRefund(id);
    const previous = { status: row.status };
    const at = this.#seconds(options.at);
    row.status = status;
    row.failureReason = status === 'failed' ? 'lost_or_stolen_card' : null;
    const events = [this.#happenings.refund('refund.updated', at, row, previous)];
    if (status === 'failed') events.push(this.#happenings.refund('refund.failed', at, row, previous));
    return this.#announce(events, options.notify);
  };

  readonly dispute = (input: DisputeInput): { dispute: string; events: string[] } => {
    const charge = chargeOf(this.#book, input);
    const created = this.#seconds(input.at);
    const row = this.#book.disputes.add({
      created,
      charge: charge.n,
      amount: input.amount ?? charge.captured,
      status: input.inquiry ? 'warning_needs_response' : 'needs_response',
      reason: input.reason ?? 'fraudulent',
      isWithdrawn: !input.inquiry,
      metadata: {},
    });
    charge.dispute = row.n;
    const events = [this.#happenings.dispute('charge.dispute.created', created, row)];
    if (row.isWithdrawn) events.push(this.#happenings.dispute('charge.dispute.funds_withdrawn', created, row));
    return { dispute: this.#book.disputes.id(row), events: this.#announce(events, input.notify) };
  };

  #dispatchMove(row: DisputeRecord, before: DisputeStatus, at: number): EventRecord[] {
    const previous = { status: before };
    const events: EventRecord[] = [];
    const escalates = row.status === 'needs_response' && before.startsWith('warning_');
    if (escalates) events.push(this.#happenings.dispute('charge.dispute.funds_withdrawn', at, row));
    if (row.status === 'won') events.push(this.#happenings.dispute('charge.dispute.funds_reinstated', at, row));
    const type = CLOSED.has(row.status) ? 'charge.dispute.closed' : 'charge.dispute.updated';
    return [...events, this.#happenings.dispute(type, at, row, previous)];
  }

  readonly moveDispute = (
    id: string,
    status: DisputeStatus,
    options: { at?: number; notify?: boolean } = {},
  ): string[] => {
    const row = this.#book.disputes.find(id);
    if (!row) throw new StripeRefusal(404, `No such dispute: '${id}'`, { code: 'resource_missing', param: 'id' });
    const before = row.status;
    row.status = status;
    row.isWithdrawn = status === 'needs_response' || status === 'under_review' || status === 'lost';
    return this.#announce(this.#dispatchMove(row, before, this.#seconds(options.at)), options.notify);
  };
}

export function createMoneyBack(deps: PayingDeps): MoneyBack {
  return new MoneyBack(deps);
}
