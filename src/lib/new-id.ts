import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

function base36(value: number, length: number): string {
  let text = '';
  for (let rest = value, i = 0; i < length; i++) {
    text = alphabet[rest % 36] + text;
    rest = Math.floor(rest / 36);
  }
  return text;
}

/** Prefix, nine characters of time in milliseconds, twelve of chance: sorts by making, never guessed, never repeated. */
export function createNewId(nowMs: () => number): (prefix: string) => string {
  return (prefix) => {
    const chance = [...randomBytes(12)].map((byte) => alphabet[byte % 36]).join('');
    return `${prefix}_${base36(nowMs(), 9)}${chance}`;
  };
}

/** An opaque handle of 120 random bits, safe in callback data, links and urls. */
export function randomHandle(): string {
  return randomBytes(15).toString('base64url');
}
