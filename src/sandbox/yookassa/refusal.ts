import { jsonReply, type WireReply } from '../wire.ts';

const codes: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_credentials',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  429: 'too_many_requests',
  500: 'internal_server_error',
};

/** An error's body as YooKassa writes it; `retry_after` is in milliseconds. */
export function errorBody(status: number, description: string, extra: Readonly<Record<string, unknown>> = {}) {
  return { type: 'error', id: 'ecf255db-cce8-4f15-8fc2-3d7a4678c867', code: codes[status], description, ...extra };
}

export class YookassaRefusal extends Error {
  readonly status: number;
  readonly parameter: string | undefined;

  constructor(status: number, description: string, parameter?: string) {
    super(description);
    this.status = status;
    this.parameter = parameter;
  }

  toReply(): WireReply {
    const extra = this.parameter === undefined ? {} : { parameter: this.parameter };
    return jsonReply(this.status, errorBody(this.status, this.message, extra));
  }
}

export function missing(what: string): YookassaRefusal {
  return new YookassaRefusal(404, `${what} doesn't exist or access denied`, `${what.toLowerCase()}_id`);
}

export function invalid(description: string, parameter: string): YookassaRefusal {
  return new YookassaRefusal(400, description, parameter);
}
