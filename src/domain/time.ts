import type { Brand } from './ids.ts';

/** A UTC instant as text of always 24 characters (`2026-11-20T21:25:00.000Z`): sorts as text in both databases. */
export type Instant = Brand<string, 'Instant'>;
/** A calendar day in the business zone, `2026-11-20`. */
export type BusinessDate = Brand<string, 'BusinessDate'>;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString() as Instant;
}

/** Stripe and Telegram count whole seconds. */
export function instantOfSeconds(epochSeconds: number): Instant {
  return instantOf(epochSeconds * secondMs);
}

export function msOf(instant: Instant): number {
  return Date.parse(instant);
}

export function plusMs(instant: Instant, ms: number): Instant {
  return instantOf(msOf(instant) + ms);
}

export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}

export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}
