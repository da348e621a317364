import { type Money, totalsByCurrency } from './money.ts';
import type { SheetCell } from './sheet-book.ts';

/** What `/dedup` finds; the first three stand in the sheet, the others in the ledger. */
export const findingKinds = [
  'doubled_row',
  'merged_row',
  'foreign_row',
  'double_charge',
  'two_providers',
  'two_customers',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** A row that cleaning would take out of the table. */
export type Removal = Readonly<{
  row: number;
  key: string;
  cells: readonly SheetCell[];
  /** The row of the same key that stays; null where none has to. */
  keepRow: number | null;
  keepCells: readonly SheetCell[];
  /** Nobody wrote anything into it that the row which stays does not say, too. */
  automatic: boolean;
}>;

/** Never without its reason: `reason` names the words, evidence is what anybody can check. */
export type Finding = Readonly<{
  kind: FindingKind;
  /** The same for the same thing each time it is found. */
  id: string;
  strength: 'certain' | 'strong' | 'weak';
  reason: string;
  evidence: readonly string[];
  amount: Money | null;
  /** Payments or customers that it is about, the earliest first. */
  subjects: readonly string[];
  removals: readonly Removal[];
}>;

export type KindSummary = Readonly<{
  kind: FindingKind;
  count: number;
  /** Rows that cleaning would take away; of them, those that the night takes by itself. */
  removable: number;
  automatic: number;
  amounts: readonly Money[];
}>;

export function summariseFindings(findings: readonly Finding[]): readonly KindSummary[] {
  return findingKinds.flatMap((kind) => {
    const own = findings.filter((finding) => finding.kind === kind);
    const removals = own.flatMap((finding) => finding.removals);
    const amounts = totalsByCurrency(own.flatMap(({ amount }) => (amount ? [amount] : [])));
    const automatic = removals.filter((removal) => removal.automatic).length;
    return own.length === 0 ? [] : [{ kind, count: own.length, removable: removals.length, automatic, amounts }];
  });
}

/** A refund of this sum waits for a second person: it is above what one may do alone, or of a currency without a limit. */
export function isLargeRefund({ amountMinor, currency }: Money, aloneUpTo: readonly Money[]): boolean {
  const limit = aloneUpTo.find((one) => one.currency === currency);
  return limit === undefined || amountMinor > limit.amountMinor;
}
