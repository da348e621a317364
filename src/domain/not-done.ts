import type { Money } from './money.ts';
import type { RefundRefusal } from './refund-refusals.ts';
import type { RunTrouble } from './run-troubles.ts';

/** What somebody else's system did not do for us, and why. */
export type NotDone = Readonly<
  { what: 'sheet'; trouble: RunTrouble } | ({ what: 'refund'; payment: string; amount: Money } & RefundRefusal)
>;

/** It may well work when asked again soon. */
export function isAway(notDone: NotDone): boolean {
  if (notDone.what === 'sheet') return notDone.trouble === 'sheet_away';
  return notDone.why === 'away' || notDone.why === 'unclear';
}
