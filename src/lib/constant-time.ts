import { createHash, timingSafeEqual } from 'node:crypto';

/** Tells nothing by its duration, not even whether the lengths are equal. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** Hex SHA-256: how API tokens are stored and looked up. */
export function hashToken(token: string): string {
  return digest(token).toString('hex');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
