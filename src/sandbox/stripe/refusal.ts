import { jsonReply, type WireReply } from '../wire.ts';

type Detail = { type?: string; code?: string; param?: string };

/** An error as Stripe writes it. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly detail: Detail;

  constructor(status: number, message: string, detail: Detail = {}) {
    super(message);
    this.status = status;
    this.detail = detail;
  }

  toReply(): WireReply {
    const { type = 'invalid_request_error', code, param } = this.detail;
    const error = {
      ...(code ? { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` } : {}),
      message: this.message,
      ...(param ? { param } : {}),
      request_log_url: 'https://dashboard.stripe.com/test/logs/req_sandbox',
      type,
    };
    return jsonReply(this.status, { error });
  }
}

export function missing(object: string, id: string, param = 'id'): StripeRefusal {
  return new StripeRefusal(404, `No such ${object}: '${id}'`, { code: 'resource_missing', param });
}

export function invalid(message: string, param: string, code = 'parameter_invalid_empty'): StripeRefusal {
  return new StripeRefusal(400, message, { code, param });
}
