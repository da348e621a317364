/**
 * What is counted, in one currency: every other number of a report follows from these. All add up over hours, days and
 * values of a dimension, so a total is the sum of its parts.
 */
export const measureNames = [
  /** Captured money, by the time when it was paid. */
  'grossMinor',
  /** Captured payments. */
  'payments',
  /** Purchases by their first payment in this currency: a purchase in two currencies counts once in each. */
  'purchases',
  /** Purchases by their first payment of all: over the currencies each purchase counts once. */
  'starts',
  /** Customers by the first payment that is known of them. */
  'newCustomers',
  /** Money that refunds took back, by the day when it went back; less what returned. */
  'refundedMinor',
  /** Refunds that took money back. */
  'refunds',
  'disputedMinor',
  'disputes',
  /** Money that went back of the sales counted here, whenever it went: against the sale it belongs to. */
  'salesBackMinor',
  /** Charges that were decided, by the time when they were made. */
  'attempts',
  'succeeded',
] as const;
export type MeasureName = (typeof measureNames)[number];
export type Measures = Readonly<Record<MeasureName, number>>;

export const noMeasures: Measures = Object.freeze(
  Object.fromEntries(measureNames.map((name) => [name, 0])) as Record<MeasureName, number>,
);

export function addMeasures(a: Measures, b: Partial<Measures>): Measures {
  const sum: Record<MeasureName, number> = { ...a };
  for (const name of measureNames) sum[name] += b[name] ?? 0;
  return sum;
}

export function sameMeasures(a: Measures, b: Measures): boolean {
  return measureNames.every((name) => a[name] === b[name]);
}

export function isEmpty(measures: Measures): boolean {
  return sameMeasures(measures, noMeasures);
}
