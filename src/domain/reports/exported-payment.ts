import type { Currency } from '../money.ts';
import type { Days } from '../period-words.ts';
import type { Instant } from '../time.ts';

/** A captured payment as a line of a list; `email` is masked by whoever writes it. */
export type ExportedPayment = Readonly<{
  paidAt: Instant;
  provider: string;
  externalId: string;
  amountMinor: number;
  reversedMinor: number;
  currency: Currency;
  method: string | null;
  country: string | null;
  city: string | null;
  campaign: string | null;
  customerId: string | null;
  email: string | null;
}>;

export type PaymentExport = Readonly<{ days: Days; payments: readonly ExportedPayment[] }>;
