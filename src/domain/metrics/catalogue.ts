import type { Currency, Money } from '../money.ts';
import type { Measures } from './measures.ts';

/** Money in one currency, a number of things, or a share of 1. */
export type MetricUnit = 'money' | 'count' | 'share';

/**
 * The one catalogue: every report, chart, alert, route and export takes its numbers from here. `null` is "nobody can
 * say", where nothing was there to divide by.
 */
export const metrics = {
  /** Captured, by paid time. */
  gross: { unit: 'money', of: (m) => m.grossMinor },
  /** Less what went back in the same time, whatever day it had been sold on: closed days stay. */
  net: { unit: 'money', of: (m) => m.grossMinor - m.refundedMinor - m.disputedMinor },
  /** Less what went back of these very sales, whenever it did: for campaigns, creatives and cohorts. */
  netOfSales: { unit: 'money', of: (m) => m.grossMinor - m.salesBackMinor },
  refunded: { unit: 'money', of: (m) => m.refundedMinor },
  disputed: { unit: 'money', of: (m) => m.disputedMinor },
  purchases: { unit: 'count', of: (m) => m.purchases },
  payments: { unit: 'count', of: (m) => m.payments },
  newCustomers: { unit: 'count', of: (m) => m.newCustomers },
  /** Gross by purchase. */
  averageOrder: { unit: 'money', of: (m) => ratio(m.grossMinor, m.purchases) },
  /** Succeeded charges of all that were decided. */
  successRate: { unit: 'share', of: (m) => ratio(m.succeeded, m.attempts) },
  refundRate: { unit: 'share', of: (m) => ratio(m.refunds, m.payments) },
  disputeRate: { unit: 'share', of: (m) => ratio(m.disputes, m.payments) },
} as const satisfies Readonly<Record<string, { unit: MetricUnit; of: (measures: Measures) => number | null }>>;

export type MetricName = keyof typeof metrics;

function ratio(a: number, b: number): number | null {
  return b === 0 ? null : a / b;
}

/** A money metric as money; averages are rounded to the smallest unit. */
export function moneyOf(name: MetricName, measures: Measures, currency: Currency): Money | null {
  const amount = metrics[name].of(measures);
  return amount === null ? null : { amountMinor: Math.round(amount), currency };
}
