import { createHash, createHmac } from 'node:crypto';

/** A short fingerprint (96 bits) of a plain value: equal values, written in the same order of keys, are equal. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of what comes in parts. */
export function newSha256() {
  return createHash('sha256');
}

/** HMAC-SHA256 in hex. */
export function hmacHex(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** HMAC-SHA256 of a text as a whole number of 256 bits. */
export function hmacNumber(key: string, text: string): bigint {
  return BigInt(`0x${hmacHex(key, text)}`);
}

/** SHA-256 in hex of bytes that are given in hex. */
export function sha256OfHex(hex: string): string {
  return createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
}
