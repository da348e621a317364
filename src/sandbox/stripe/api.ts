import type { Decoded } from '../server.ts';
import { type Fields, headerText, jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import type { Book } from './book.ts';
import type { Checkout } from './checkout.ts';
import { createExpander } from './expand.ts';
import { parseForm } from './form.ts';
import type { MoneyBack } from './money-back.ts';
import { answerPage, isPage } from './page.ts';
import { createReads, type Read } from './reading.ts';
import { StripeRefusal } from './refusal.ts';
import { createIdempotency, createWrites } from './writing.ts';

function nameOf(request: WireRequest): string {
  const path = request.path.replace(/\/(pi|ch|cus|cs|re|du|dp|evt|we|acct)_[^/]+/g, '/:id').replace(/\/$/, '');
  return `${request.method} ${path}`;
}

/** The method and path with ids taken out, and the parameters of query and body together. */
export function decode(request: WireRequest): Decoded {
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

/** The endpoint that events go to, once there is one. */
function endpoints(url: string | undefined, livemode: boolean) {
  const endpoint = {
    id: 'we_1TSandboxKZvYqL2',
    object: 'webhook_endpoint',
    api_version: '2026-10-28.endive',
    application: null,
    created: 1_700_000_000,
    description: null,
    enabled_events: ['*'],
    livemode,
    metadata: {},
    status: 'enabled',
    url,
  };
  return url === undefined ? [] : [endpoint];
}

const idIn = (path: string) => /\/((?:pi|ch|cus|cs|re|du|dp|evt)_[^/]+)/.exec(path)?.[1] ?? '';

type ApiOptions = {
  secretKey: string;
  requestsPerSecond?: number;
  nowSeconds: () => number;
  endpointUrl: () => string | undefined;
};
type Parts = { book: Book; checkout: Checkout; moneyBack: MoneyBack };

function unknownUrl(request: WireRequest): StripeRefusal {
  return new StripeRefusal(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
}

/** Answers the API's requests: keys first, then limits, then the route. */
export class StripeApi {
  readonly #book: Book;
  readonly #checkout: Checkout;
  readonly #options: ApiOptions;
  readonly #reads: ReadonlyMap<string, Read>;
  readonly #writes: ReturnType<typeof createWrites>;
  readonly #idempotency = createIdempotency();
  #window = { second: 0, used: 0 };
  #lastRequest = 0;

  constructor({ book, checkout, moneyBack }: Parts, options: ApiOptions) {
    const expander = createExpander(book);
    this.#book = book;
    this.#checkout = checkout;
    this.#options = options;
    this.#reads = createReads(book, expander, options.nowSeconds);
    this.#writes = createWrites(book, checkout, moneyBack, expander);
  }

  answer(request: WireRequest, decoded: Decoded): WireReply {
    const reply = this.#route(request, decoded.body as Fields);
    this.#lastRequest += 1;
    const requestId = `req_${String(this.#lastRequest).padStart(14, '0')}`;
    return { ...reply, headers: { ...reply.headers, 'request-id': requestId, 'stripe-version': '2026-10-28.endive' } };
  }

  #route(request: WireRequest, fields: Fields): WireReply {
    try {
      if (isPage(request.path)) return answerPage(this.#checkout, request, fields);
      this.#authorise(request);
      this.#spend();
      if (request.method === 'GET') return this.#get(request, fields);
      if (request.method === 'POST') return this.#post(request, fields);
      throw unknownUrl(request);
    } catch (error) {
      if (error instanceof StripeRefusal) return error.toReply();
      throw error;
    }
  }

  #authorise(request: WireRequest): void {
    const [scheme, token = ''] = headerText(request.headers, 'authorization').split(' ');
    const key = scheme === 'Basic' ? Buffer.from(token, 'base64').toString('utf8').replace(/:$/, '') : token;
    if (key === this.#options.secretKey) return;
    if (key === '') throw new StripeRefusal(401, 'You did not provide an API key.');
    throw new StripeRefusal(401, `Invalid API Key provided: ${key.slice(0, 8)}****${key.slice(-4)}`);
  }

  #spend(): void {
    const { requestsPerSecond, nowSeconds } = this.#options;
    if (requestsPerSecond === undefined) return;
    const second = nowSeconds();
    this.#window = { second, used: second === this.#window.second ? this.#window.used + 1 : 1 };
    if (this.#window.used <= requestsPerSecond) return;
    const message =
      'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.';
    throw new StripeRefusal(429, message, { code: 'rate_limit' });
  }

  #get(request: WireRequest, fields: Fields): WireReply {
    const path = request.path.replace(/\/$/, '');
    if (path === '/v1/account') return jsonReply(200, account(this.#book.livemode));
    if (path === '/v1/balance') return jsonReply(200, balance(this.#book.livemode));
    if (path === '/v1/webhook_endpoints') {
      const data = endpoints(this.#options.endpointUrl(), this.#book.livemode);
      return jsonReply(200, { object: 'list', data, has_more: false, url: path });
    }
    const list = this.#reads.get(path);
    if (list) return { ...jsonReply(200, null), body: list(fields, undefined) };
    const [, base = '', id] = /^(\/v1\/.+)\/([a-z]+_[^/]+)$/.exec(path) ?? [];
    const read = this.#reads.get(base);
    if (!read) throw unknownUrl(request);
    return { ...jsonReply(200, null), body: read(fields, id) };
  }

  #post(request: WireRequest, fields: Fields): WireReply {
    const write = this.#writes.get(request.path.replace(/\/cs_[^/]+/, '/:id').replace(/\/$/, ''));
    if (!write) throw unknownUrl(request);
    return this.#idempotency.run(request, () => jsonReply(200, write(fields, idIn(request.path))));
  }
}
