import { inspect } from 'node:util';

const hidden = '[redacted]';

/** A value that prints as `[redacted]` wherever it ends up: logs, errors, JSON, the debugger. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself: call it where it goes over the wire, nowhere else. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return hidden;
  }
  toJSON(): string {
    return hidden;
  }
  [inspect.custom](): string {
    return hidden;
  }
}
