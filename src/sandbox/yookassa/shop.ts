import { createRandom } from '../seeded.ts';
import {
  amountOf,
  hundredthsOf,
  type Meta,
  type PaymentMethod,
  type PaymentRecord,
  type RefundRecord,
  type SavedYookassa,
} from './records.ts';
import { invalid, missing } from './refusal.ts';
import type { PaymentAsked, RefundAsked } from './shapes.ts';

export type ShopEvent = 'payment.waiting_for_capture' | 'payment.succeeded' | 'payment.canceled' | 'refund.succeeded';
export type Publish = (event: ShopEvent, object: PaymentRecord | RefundRecord) => void;

export type Paying = {
  method?: 'bank_card' | 'sbp' | 'yoo_money';
  last4?: string;
  /** The card's. */
  country?: string;
  /** Epoch milliseconds; now where not given. */
  at?: number;
  /** False: nothing is sent. */
  notify?: boolean;
};

export type Selling = Paying & {
  /** Hundredths. */
  amount: number;
  currency?: string;
  metadata?: Meta;
  description?: string;
  customer?: string;
};

export type Giving = {
  payment: string;
  amount?: number;
  at?: number;
  notify?: boolean;
  status?: 'pending' | 'succeeded';
};

type Deps = { nowMs: () => number; seed: number; shopId: string; pageUrl: (id: string) => string; publish: Publish };

const HOUR_MS = 3_600_000;
const LINK_MS = HOUR_MS;
const HOLD_MS = 7 * 24 * HOUR_MS;
const ID_EPOCH_S = 978_307_200;

/** Ids look like YooKassa's: the first eight digits grow with time. */
function createIds(seed: number): (kind: '000f' | '0015', atMs: number) => string {
  const random = createRandom(seed);
  return (kind, atMs) => {
    const time = (Math.floor(atMs / 1_000) - ID_EPOCH_S).toString(16).padStart(8, '0');
    const tail = Array.from({ length: 12 }, () => random.below(16).toString(16)).join('');
    return `${time}-${kind}-5000-${kind === '000f' ? '9000' : 'a000'}-${tail}`;
  };
}

function methodOf(id: string, { method = 'bank_card', last4 = '4444', country = 'RU' }: Paying): PaymentMethod {
  const base = { id, saved: false, status: 'inactive' as const };
  if (method === 'sbp')
    return { ...base, type: 'sbp', title: 'СБП', sbp_operation_id: '1027088AE4CB48CB81287833347A8777' };
  if (method === 'yoo_money') return { ...base, type: 'yoo_money', title: 'YooMoney wallet 410011758831136' };
  const card = { first6: '555555', last4, expiry_month: '12', expiry_year: '2029', card_type: 'MasterCard' };
  return { ...base, type: 'bank_card', title: `Bank card *${last4}`, card: { ...card, issuer_country: country } };
}

function askedBy({ amount, currency = 'RUB', metadata = {}, description, customer }: Selling, capture: boolean) {
  return {
    amount: amountOf(amount, currency) as PaymentAsked['amount'],
    capture,
    confirmation: { type: 'redirect' as const, return_url: 'https://shop.example/back' },
    metadata,
    ...(description === undefined ? {} : { description }),
    ...(customer === undefined ? {} : { merchant_customer_id: customer }),
  };
}

/** The shop's books, and what may be done in it: by the API, by the person on the pay page, by a test. */
export function createShop({ nowMs, seed, shopId, pageUrl, publish }: Deps) {
  const payments = new Map<string, PaymentRecord>();
  const refunds = new Map<string, RefundRecord>();
  const newId = createIds(seed);
  const isoOf = (ms: number) => new Date(ms).toISOString();

  const find = (id: string): PaymentRecord => {
    const payment = payments.get(id);
    if (!payment) throw missing('Payment');
    expire(payment);
    return payment;
  };

  const cancel = (payment: PaymentRecord, party: 'yoo_money' | 'payment_network' | 'merchant', reason: string) => {
    payment.status = 'canceled';
    payment.cancellation_details = { party, reason };
    publish('payment.canceled', payment);
  };

  /** Links and holds end by themselves; it shows when somebody looks. */
  const expire = (payment: PaymentRecord) => {
    const isLate = (since: string, ms: number) => nowMs() - Date.parse(since) > ms;
    if (payment.status === 'pending' && isLate(payment.created_at, LINK_MS))
      cancel(payment, 'yoo_money', 'expired_on_confirmation');
    if (payment.status === 'waiting_for_capture' && isLate(payment.created_at, HOLD_MS))
      cancel(payment, 'yoo_money', 'expired_on_capture');
  };

  const ask = (asked: PaymentAsked, at = nowMs()): PaymentRecord => {
    const id = newId('000f', at);
    const payment: PaymentRecord = {
      id,
      status: 'pending',
      paid: false,
      amount: asked.amount,
      confirmation: { ...asked.confirmation, confirmation_url: pageUrl(id) },
      created_at: isoOf(at),
      ...(asked.description === undefined ? {} : { description: asked.description }),
      metadata: asked.metadata ?? {},
      ...(asked.merchant_customer_id === undefined ? {} : { merchant_customer_id: asked.merchant_customer_id }),
      recipient: { account_id: shopId, gateway_id: '100700' },
      refundable: false,
      ...(asked.receipt ? { receipt_registration: 'pending' as const } : {}),
      test: true,
    };
    if (asked.capture !== true) held.add(id);
    payments.set(id, payment);
    return payment;
  };
  /** Asked for without capture: paying only holds the money. */
  const held = new Set<string>();

  const capture = (payment: PaymentRecord, { at = nowMs(), notify = true }: Paying = {}) => {
    if (payment.status === 'succeeded' || payment.status === 'canceled')
      throw invalid('Payment is in a final status', 'payment_id');
    const { value, currency } = payment.amount;
    payment.status = 'succeeded';
    payment.paid = true;
    payment.captured_at = isoOf(at);
    payment.refundable = true;
    payment.income_amount = amountOf(Math.round(hundredthsOf({ value, currency }) * 0.965), currency);
    payment.refunded_amount = amountOf(0, currency);
    if (payment.receipt_registration) payment.receipt_registration = 'succeeded';
    delete payment.confirmation;
    if (notify) publish('payment.succeeded', payment);
  };

  const pay = (id: string, paying: Paying = {}): PaymentRecord => {
    const payment = find(id);
    if (payment.status !== 'pending') throw invalid('Payment is not waiting for its buyer', 'payment_id');
    payment.payment_method = methodOf(id, paying);
    payment.authorization_details = { rrn: '603668680243', auth_code: '000000', three_d_secure: { applied: true } };
    if (!held.has(id)) capture(payment, paying);
    else {
      payment.status = 'waiting_for_capture';
      payment.paid = true;
      payment.expires_at = isoOf(nowMs() + HOLD_MS);
      if (paying.notify !== false) publish('payment.waiting_for_capture', payment);
    }
    return payment;
  };

  const refund = ({ payment: id, amount, at = nowMs(), notify = true, status = 'succeeded' }: Giving): RefundRecord => {
    const payment = find(id);
    const back = hundredthsOf(payment.refunded_amount ?? amountOf(0, 'RUB'));
    const left = hundredthsOf(payment.amount) - back;
    const wanted = amount ?? left;
    if (payment.status !== 'succeeded' || wanted <= 0 || wanted > left)
      throw invalid('Refund amount exceeds the amount of the payment', 'amount');
    const { currency } = payment.amount;
    const record: RefundRecord = {
      id: newId('0015', at),
      payment_id: id,
      status,
      amount: amountOf(wanted, currency),
      created_at: isoOf(at),
    };
    refunds.set(record.id, record);
    payment.refunded_amount = amountOf(back + wanted, currency);
    payment.refundable = wanted < left;
    if (status === 'succeeded' && notify) publish('refund.succeeded', record);
    return record;
  };

  return {
    payments,
    refunds,
    find,
    ask,
    pay,
    capture: (id: string, paying?: Paying) => capture(find(id), paying),
    /** Asked for and paid in one go. */
    sell: (selling: Selling): PaymentRecord => {
      const payment = ask(askedBy(selling, true), selling.at);
      payment.payment_method = methodOf(payment.id, selling);
      capture(payment, selling);
      return payment;
    },
    /** Asked for and paid, the money only held. */
    hold: (selling: Selling): PaymentRecord => pay(ask(askedBy(selling, false), selling.at).id, selling),
    /** As the shop: only what is held can be called off. */
    cancelHold: (id: string): PaymentRecord => {
      const payment = find(id);
      if (payment.status !== 'waiting_for_capture')
        throw invalid('Payment is not in the waiting_for_capture status', 'payment_id');
      cancel(payment, 'merchant', 'canceled_by_merchant');
      return payment;
    },
    /** As the buyer or his bank, on the pay page. */
    decline: (id: string, reason = 'insufficient_funds'): PaymentRecord => {
      const payment = find(id);
      if (payment.status !== 'pending') throw invalid('Payment is not waiting for its buyer', 'payment_id');
      cancel(payment, reason === 'expired_on_confirmation' ? 'yoo_money' : 'payment_network', reason);
      return payment;
    },
    refund,
    giveBack: ({ payment_id: payment, amount }: RefundAsked) => refund({ payment, amount: hundredthsOf(amount) }),
    save: (): SavedYookassa => ({ payments: [...payments.values()], refunds: [...refunds.values()] }),
    restore: (saved: SavedYookassa): void => {
      for (const payment of saved.payments) payments.set(payment.id, payment);
      for (const one of saved.refunds) refunds.set(one.id, one);
    },
  };
}
export type Shop = ReturnType<typeof createShop>;
