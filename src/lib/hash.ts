import { createHash } from 'node:crypto';

/** A short fingerprint (96 bits) of a plain value: equal values, written in the same order of keys, are equal. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
