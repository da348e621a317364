import { jsonReply, type WireReply } from '../wire.ts';

/** An error as Google's APIs write it. */
export class GoogleRefusal extends Error {
  readonly code: number;
  readonly status: string;

  constructor(code: number, status: string, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }

  toReply(): WireReply {
    return jsonReply(this.code, { error: { code: this.code, message: this.message, status: this.status } });
  }
}

export function invalidArgument(message: string): GoogleRefusal {
  return new GoogleRefusal(400, 'INVALID_ARGUMENT', message);
}
