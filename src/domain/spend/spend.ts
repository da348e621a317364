import type { Currency } from '../money.ts';
import type { BusinessDate } from '../time.ts';

/** Where a number came from. Each source tells its own; a later word of any of them takes the earlier one's place. */
export const spendSources = ['file', 'sheet', 'api'] as const;
export type SpendSource = (typeof spendSources)[number];

/** What was paid for a campaign's advertising on a business day. */
export type Spend = Readonly<{ campaign: string; date: BusinessDate; currency: Currency; amountMinor: number }>;

export function spendKey({ campaign, date, currency }: Spend): string {
  return `${date} ${currency} ${campaign}`;
}

/** Lines of the same campaign, day and currency are added up: platforms export one for each adset or ad. */
export function addedUp(lines: readonly Spend[]): readonly Spend[] {
  const sums = new Map<string, Spend>();
  for (const line of lines) {
    const known = sums.get(spendKey(line));
    sums.set(spendKey(line), known ? { ...line, amountMinor: known.amountMinor + line.amountMinor } : line);
  }
  return [...sums.values()];
}

/** What would be different. */
export type SpendChange = Readonly<{ added: number; changed: number; same: number }>;

export function changeOf(given: readonly Spend[], stored: readonly Spend[]): SpendChange {
  const known = new Map(stored.map((one) => [spendKey(one), one.amountMinor]));
  const added = given.filter((one) => !known.has(spendKey(one))).length;
  const same = given.filter((one) => known.get(spendKey(one)) === one.amountMinor).length;
  return { added, changed: given.length - added - same, same };
}
