import { createHmac, randomBytes } from 'node:crypto';

const keyBytes = 32;

export function newHashKey(): string {
  return randomBytes(keyBytes).toString('base64url');
}

/** HMAC-SHA256 in hex: 32 characters, which is chance enough to meet nobody else's. */
export function keyedHash(key: string): (text: string) => string {
  return (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
}
