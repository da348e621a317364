import type { Instant } from '../time.ts';

/** What the owner's systems are told; the names are part of the contract. */
export const businessEventTypes = [
  'order_paid',
  'access_granted',
  'access_ended',
  'refunded',
  'ticket_awarded',
] as const;
export type BusinessEventType = (typeof businessEventTypes)[number];

type Json = string | number | boolean | null | Readonly<{ [key: string]: Json }>;

/** The body of a Standard Webhook: thin, with ids and amounts only; who needs more asks for it. */
export type BusinessEvent = Readonly<{
  type: BusinessEventType;
  timestamp: Instant;
  data: Readonly<Record<string, Json>>;
}>;

/** The address of the owner's system from the configuration. */
export const businessAddress = 'business';

/** The address of a plan's own system: its URL is looked up when it is called, so a corrected one is used. */
export function planAddress(planCode: string): string {
  return `plan:${planCode}`;
}

export function planOfAddress(address: string): string | null {
  return address.startsWith('plan:') ? address.slice('plan:'.length) : null;
}
