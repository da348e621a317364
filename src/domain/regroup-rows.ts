import { buildRowView, rowKey } from './build-views.ts';
import type { CustomerId } from './ids.ts';
import type { Currency } from './money.ts';
import type { Assessed, Customer, SheetRow } from './neighbourhood.ts';
import type { SheetRowView } from './views.ts';

/** A customer's rows, one a currency; `members` are his captured payments by paid time. */
export function customerRows(customer: Customer, members: readonly Assessed[]): readonly SheetRow[] {
  const earliest = members[0]?.summary.currency;
  if (!earliest) return [];
  const byCurrency = new Map<Currency, Assessed[]>();
  for (const member of members) {
    const { currency } = member.summary;
    byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), member]);
  }
  return [...byCurrency].map(([currency, own]) => {
    const key = rowKey(customer.key, currency, earliest);
    return { key, customerId: customer.id, currency, view: buildRowView(own, key, customer) };
  });
}

/** The customer's row in that currency, else any. */
function rowOf(current: readonly SheetRow[], owner: CustomerId, currency: Currency): SheetRow | undefined {
  const own = current.filter((row) => row.customerId === owner);
  return own.find((row) => row.currency === currency) ?? own[0];
}

/** Rows under a key that nobody has any more keep their place in the sheet, empty, and name the row that has it all. */
export function mergedRows(
  known: Iterable<SheetRow>,
  current: readonly SheetRow[],
  ownerOf: (row: SheetRow) => CustomerId | null,
): readonly SheetRow[] {
  const keys = new Set(current.map((row) => row.key));
  return [...known].flatMap((before) => {
    const owner = keys.has(before.key) ? null : ownerOf(before);
    const target = owner && rowOf(current, owner, before.currency);
    if (!owner || !target) return [];
    const view: SheetRowView = {
      ...before.view,
      capturedMinor: 0,
      reversedMinor: 0,
      status: 'merged',
      mergedIntoKey: target.key,
    };
    return [{ ...before, customerId: owner, view }];
  });
}
