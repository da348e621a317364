import { isFields } from '../wire.ts';
import type { ChatsState } from './chats.ts';
import { flag, integer, type Params, structure, text } from './params.ts';
import { badRequest } from './refusal.ts';
import { toWireMessage } from './render.ts';
import type { TgUser } from './types.ts';
import type { Updates } from './updates.ts';

type Invoice = { title: string; payload: string; amount: number; period: number | undefined };
type Transaction = { id: string; amount: number; date: number; source?: Partner; receiver?: Partner };
type Partner = {
  type: 'user';
  transaction_type: 'invoice_payment';
  user: TgUser;
  invoice_payload: string;
  subscription_period?: number;
};
export type SavedPayments = { last: number; invoices: [string, Invoice][]; transactions: Transaction[] };
type Verdict = { ok: boolean; error: string };

export type PayInvoiceInput = {
  /** As createInvoiceLink gave it. */
  link: string;
  from: number;
  /** The update with the payment never comes: only the list of transactions knows of it. */
  loseUpdate?: boolean;
  timeoutMs?: number;
};
export type PaidInvoice = { ok: true; chargeId: string } | { ok: false; error: string };

const ANSWER_MS = 10_000;
const PERIOD_SECONDS = 2_592_000;

function sized(params: Params, name: string, most: number): string {
  const value = text(params, name) ?? '';
  if (value === '' || Buffer.byteLength(value) > most * (name === 'payload' ? 1 : 4) || value.length > most)
    throw badRequest(
      `${name === 'payload' ? 'INVOICE_PAYLOAD_INVALID' : `invoice ${name} must be 1-${most} characters`}`,
    );
  return value;
}

/** Stars: exactly one price, no provider, and thirty days where it goes on by itself. */
function readInvoice(params: Params): Invoice {
  const title = sized(params, 'title', 32);
  sized(params, 'description', 255);
  const payload = sized(params, 'payload', 128);
  if (text(params, 'currency') !== 'XTR') throw badRequest('CURRENCY_INVALID');
  if ((text(params, 'provider_token') ?? '') !== '') throw badRequest('PAYMENT_PROVIDER_INVALID');
  const prices = structure(params, 'prices');
  const price: unknown = Array.isArray(prices) && prices.length === 1 ? prices[0] : undefined;
  const amount = isFields(price) ? Number(price['amount']) : Number.NaN;
  if (!Number.isSafeInteger(amount) || amount < 1) throw badRequest('STARS_INVOICE_INVALID');
  const period = integer(params, 'subscription_period');
  if (period !== undefined && period !== PERIOD_SECONDS) throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  return { title, payload, amount, period };
}

type Deps = { state: ChatsState; updates: Updates; userOf: (id: number) => TgUser };

/** Telegram Stars: invoices, the question before a payment, the payment itself, refunds and the bot's list of them. */
export class Payments {
  readonly #deps: Deps;
  readonly #invoices = new Map<string, Invoice>();
  readonly #waiting = new Map<string, (verdict: Verdict) => void>();
  readonly #transactions: Transaction[] = [];
  #last = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  save(): SavedPayments {
    return { last: this.#last, invoices: [...this.#invoices], transactions: [...this.#transactions] };
  }

  restore({ last, invoices, transactions }: SavedPayments): void {
    this.#last = last;
    for (const [link, invoice] of invoices) this.#invoices.set(link, invoice);
    this.#transactions.push(...transactions);
  }

  readonly createInvoiceLink = (params: Params): string => {
    const invoice = readInvoice(params);
    this.#last += 1;
    const link = `https://t.me/$sandbox${this.#last}`;
    this.#invoices.set(link, invoice);
    return link;
  };

  readonly answerPreCheckoutQuery = (params: Params): true => {
    const settle = this.#waiting.get(text(params, 'pre_checkout_query_id') ?? '');
    if (!settle) throw badRequest('query is too old and response timeout expired or query ID is invalid');
    const ok = flag(params, 'ok');
    const error = text(params, 'error_message') ?? '';
    if (!ok && error === '') throw badRequest('ERROR_TEXT_EMPTY');
    settle({ ok, error });
    return true;
  };

  readonly getStarTransactions = (params: Params) => {
    const offset = integer(params, 'offset') ?? 0;
    const limit = integer(params, 'limit') ?? 100;
    if (limit < 1 || limit > 100 || offset < 0) throw badRequest('LIMIT_INVALID');
    return { transactions: this.#transactions.slice(offset, offset + limit) };
  };

  readonly refundStarPayment = (params: Params): true => {
    const id = text(params, 'telegram_payment_charge_id') ?? '';
    const paid = this.#transactions.find((one) => one.id === id && one.source);
    if (paid?.source?.user.id !== integer(params, 'user_id')) throw badRequest('CHARGE_NOT_FOUND');
    if (this.#transactions.some((one) => one.id === id && one.receiver)) throw badRequest('CHARGE_ALREADY_REFUNDED');
    const { source, ...rest } = paid as Transaction & { source: Partner };
    this.#transactions.push({ ...rest, date: this.#seconds(), receiver: source });
    this.#tell(source, rest.amount, id, { isRefund: true });
    return true;
  };

  #seconds(): number {
    return Math.floor(this.#deps.state.nowMs() / 1000);
  }

  /** A buyer presses "pay": the bot is asked, and only its yes takes the Stars. */
  readonly payInvoice = async ({ link, from, loseUpdate, timeoutMs }: PayInvoiceInput): Promise<PaidInvoice> => {
    const invoice = this.#invoices.get(link);
    if (!invoice) throw new Error(`no invoice ${link}`);
    const user = this.#deps.userOf(from);
    const verdict = await this.#ask(invoice, user, timeoutMs ?? ANSWER_MS);
    return verdict.ok
      ? { ok: true, chargeId: this.#charge(invoice, user, { loseUpdate }) }
      : { ok: false, error: verdict.error };
  };

  #ask({ payload, amount }: Invoice, from: TgUser, timeoutMs: number): Promise<Verdict> {
    this.#last += 1;
    const id = `pcq${this.#last}`;
    return new Promise((resolve) => {
      const done = (verdict: Verdict) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(verdict);
      };
      const timer = setTimeout(() => done({ ok: false, error: 'the bot did not answer in time' }), timeoutMs);
      this.#waiting.set(id, done);
      const asked = { id, from, currency: 'XTR', total_amount: amount, invoice_payload: payload };
      this.#deps.updates.push('pre_checkout_query', asked);
    });
  }

  #charge(
    invoice: Invoice,
    user: TgUser,
    { loseUpdate, isRecurring }: { loseUpdate?: boolean | undefined; isRecurring?: boolean },
  ): string {
    this.#last += 1;
    const id = `stxSANDBOX${String(this.#last).padStart(8, '0')}`;
    const source: Partner = {
      type: 'user',
      transaction_type: 'invoice_payment',
      user,
      invoice_payload: invoice.payload,
      ...(invoice.period ? { subscription_period: invoice.period } : {}),
    };
    this.#transactions.push({ id, amount: invoice.amount, date: this.#seconds(), source });
    if (!loseUpdate) this.#tell(source, invoice.amount, id, { isRecurring });
    return id;
  }

  /** The next month of a subscription, taken by Telegram itself. */
  readonly renewSubscription = (chargeId: string, options: { loseUpdate?: boolean } = {}): string => {
    const paid = this.#transactions.find((one) => one.id === chargeId)?.source;
    if (!paid?.subscription_period) throw new Error(`${chargeId} is no subscription`);
    const invoice = [...this.#invoices.values()].find(({ payload }) => payload === paid.invoice_payload) as Invoice;
    return this.#charge(invoice, paid.user, { ...options, isRecurring: true });
  };

  /** Says once more what was said of a charge, as after a lost confirmation of an update. */
  readonly repeatPayment = (chargeId: string): void => {
    const paid = this.#transactions.find((one) => one.id === chargeId && one.source);
    if (paid?.source) this.#tell(paid.source, paid.amount, chargeId, {});
  };

  #tell(
    { user, invoice_payload, subscription_period }: Partner,
    amount: number,
    id: string,
    { isRefund, isRecurring }: { isRefund?: boolean; isRecurring?: boolean | undefined },
  ): void {
    const { state, updates } = this.#deps;
    const record = state.chats.get(user.id);
    if (!record) return;
    const told = {
      currency: 'XTR',
      total_amount: amount,
      invoice_payload,
      telegram_payment_charge_id: id,
      provider_payment_charge_id: isRefund ? undefined : `${user.id}_1`,
      ...(subscription_period && !isRefund
        ? {
            subscription_expiration_date: this.#seconds() + subscription_period,
            is_recurring: true,
            ...(isRecurring ? {} : { is_first_recurring: true }),
          }
        : {}),
    };
    const service = isRefund ? { refunded_payment: told } : { successful_payment: told };
    const message = state.append(record, isRefund ? state.bot : user, { service });
    updates.push('message', toWireMessage(record, message));
  }
}
