import type { Decoded } from '../server.ts';
import { type Fields, headerText, jsonReply, parseFields, type WireReply, type WireRequest } from '../wire.ts';
import { listReply } from './lists.ts';
import { backTo, payPage } from './page.ts';
import { invalid, missing, YookassaRefusal } from './refusal.ts';
import { paymentAsked, refundAsked } from './shapes.ts';
import type { Shop } from './shop.ts';

const id = /\/[0-9a-f]{8}-[0-9a-f-]{27}/;

/** The method and path with ids taken out, and the parameters of query or body. */
export function decode(request: WireRequest): Decoded {
  const query = Object.fromEntries(request.url.searchParams);
  const text = request.body.toString('utf8');
  const sent = request.path.startsWith('/pay/') ? Object.fromEntries(new URLSearchParams(text)) : parseFields(text);
  return { name: `${request.method} ${request.path.replace(id, '/:id')}`, body: { ...query, ...sent } };
}

export type ApiOptions = {
  shopId: string;
  secretKey: string;
  nowMs: () => number;
  /** The shop sends receipts: a payment without one is refused. */
  demandReceipts: boolean;
};

const DAY_MS = 86_400_000;

/** The same key and the same data bring the first answer again, for a day; other data are refused. */
class Idempotence {
  readonly #answers = new Map<string, { sent: string; reply: WireReply; at: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  run(request: WireRequest, work: () => WireReply): WireReply {
    const key = headerText(request.headers, 'idempotence-key');
    if (key === '' || key.length > 64) throw invalid('Idempotence key is missing or too long', 'Idempotence-Key');
    const sent = `${request.path} ${request.body.toString('utf8')}`;
    const known = this.#answers.get(key);
    if (known && this.#nowMs() - known.at < DAY_MS) {
      if (known.sent === sent) return known.reply;
      throw invalid('Idempotence key duplicated', 'Idempotence-Key');
    }
    const reply = work();
    this.#answers.set(key, { sent, reply, at: this.#nowMs() });
    return reply;
  }
}

const paymentFilters = ['created_at', 'captured_at', 'status', 'payment_method'];
const refundFilters = ['created_at', 'payment_id', 'status'];

/** Answers the API under /v3 and the pay page under /pay. */
export class YookassaApi {
  readonly #shop: Shop;
  readonly #options: ApiOptions;
  readonly #idempotence: Idempotence;

  constructor(shop: Shop, options: ApiOptions) {
    this.#shop = shop;
    this.#options = options;
    this.#idempotence = new Idempotence(options.nowMs);
  }

  answer(request: WireRequest, { name, body }: Decoded): WireReply {
    try {
      if (request.path.startsWith('/pay/')) return this.#page(request, body as Fields);
      this.#authorise(request);
      const subject = id.exec(request.path)?.[0].slice(1) ?? '';
      if (request.method === 'GET') return this.#get(name, subject, body as Fields);
      return this.#idempotence.run(request, () => jsonReply(200, this.#post(name, subject, body)));
    } catch (error) {
      if (error instanceof YookassaRefusal) return error.toReply();
      throw error;
    }
  }

  #authorise({ headers }: WireRequest): void {
    const { shopId, secretKey } = this.#options;
    const wanted = `Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`;
    if (headerText(headers, 'authorization') !== wanted)
      throw new YookassaRefusal(401, 'Error in shopId or secret key. Check their validity.');
  }

  #get(name: string, subject: string, query: Fields): WireReply {
    const { payments, refunds, find } = this.#shop;
    switch (name) {
      case 'GET /v3/me':
        return jsonReply(200, this.#me());
      case 'GET /v3/payments':
        for (const payment of payments.values()) find(payment.id);
        return listReply(payments.values(), query, paymentFilters);
      case 'GET /v3/refunds':
        return listReply(refunds.values(), query, refundFilters);
      case 'GET /v3/payments/:id':
        return jsonReply(200, find(subject));
      case 'GET /v3/refunds/:id': {
        const refund = refunds.get(subject);
        if (!refund) throw missing('Refund');
        return jsonReply(200, refund);
      }
      default:
        throw missing(name.startsWith('GET /v3/refunds/') ? 'Refund' : 'Payment');
    }
  }

  #post(name: string, subject: string, body: unknown): unknown {
    const shop = this.#shop;
    switch (name) {
      case 'POST /v3/payments':
        return shop.ask(paymentAsked(body, this.#options.demandReceipts));
      case 'POST /v3/refunds':
        return shop.giveBack(refundAsked(body));
      case 'POST /v3/payments/:id/capture':
        shop.capture(subject);
        return shop.find(subject);
      case 'POST /v3/payments/:id/cancel':
        return shop.cancelHold(subject);
      default:
        throw new YookassaRefusal(404, `No such method: ${name}`);
    }
  }

  #me() {
    const { shopId, demandReceipts } = this.#options;
    const fiscalization = { enabled: demandReceipts, provider: 'fns' };
    return { account_id: shopId, status: 'enabled', test: true, fiscalization, payment_methods: ['bank_card', 'sbp'] };
  }

  #page(request: WireRequest, { do: wanted, method }: Fields): WireReply {
    const subject = id.exec(request.path)?.[0].slice(1) ?? '';
    const payment = this.#shop.find(subject);
    if (request.method !== 'POST' || payment.status !== 'pending') return payPage(payment);
    const back = payment.confirmation?.return_url ?? '/';
    if (wanted === 'pay') this.#shop.pay(subject, { method: method === 'sbp' ? 'sbp' : 'bank_card' });
    else this.#shop.decline(subject, wanted === 'cancel' ? 'expired_on_confirmation' : 'insufficient_funds');
    return backTo(back);
  }
}
