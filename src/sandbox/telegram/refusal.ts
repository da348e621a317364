import { jsonReply, type WireReply } from '../wire.ts';

type Parameters = { retry_after?: number; migrate_to_chat_id?: number };

/** A refusal as the Bot API words it; the HTTP status equals the code. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Parameters | undefined;

  constructor(code: number, description: string, parameters?: Parameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  toReply(): WireReply {
    const parameters = this.parameters ? { parameters: this.parameters } : {};
    return jsonReply(this.code, { ok: false, error_code: this.code, description: this.message, ...parameters });
  }
}

export function badRequest(what: string): Refusal {
  return new Refusal(400, `Bad Request: ${what}`);
}

export function tooManyRequests(retryAfterSeconds: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfterSeconds}`, { retry_after: retryAfterSeconds });
}
