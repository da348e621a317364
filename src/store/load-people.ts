import type { Draft } from '../domain/apply-facts.ts';
import type { CustomerFact } from '../domain/facts.ts';
import { type Identifier, identifierKey, type Payer, type Pin, sharedEmailLimit } from '../domain/identity.ts';
import type { CustomerId, PayerId, PaymentId, PurchaseId } from '../domain/ids.ts';
import type { Customer, Purchase, SheetRow } from '../domain/neighbourhood.ts';
import { compareText, type Payment } from '../domain/payment.ts';
import type { Dispute, Refund } from '../domain/reversals.ts';
import type { Tx } from './database.ts';
import type { CustomerPinTable, PayerIdentifierTable, PayerTable } from './schema.ts';
import { selectRows } from './select.ts';

/** Ids in one `in (…)`: far below both databases' limits. */
const chunkSize = 200;

/** Shared by a few too many, an e-mail may become evidence again when one of them changes his: those are looked at. */
const clearlySharedBy = 2 * sharedEmailLimit;
/** An e-mail that more payers hold than this is shared by too many anyway. */
const holderLimit = 40;

const payersById = 'select * from payers where id in (??)';
const payersByCustomer = 'select id from payers where customer_id in (??)';
const identifiersByPayer = 'select * from payer_identifiers where payer_id in (??)';
const pinsByPayer = 'select * from customer_pins where payer_id in (??)';
const holders =
  'select i.value, p.id, p.customer_external_id from payer_identifiers as i join payers as p on p.id = i.payer_id ' +
  'where i.kind = ? and i.value in (??) limit ?';

/** A neighbourhood while it is read. */
export type Loading = {
  payments: Map<PaymentId, Payment>;
  chargeIds: Map<PaymentId, string | null>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  payers: Map<PayerId, Payer>;
  customers: Map<CustomerId, Customer>;
  purchases: Map<PurchaseId, Purchase>;
  rows: Map<string, SheetRow>;
  sharedEmails: Set<string>;
  pins: Pin[];
};

export function chunks<T>(values: Iterable<T>): T[][] {
  const all = [...new Set(values)];
  const result: T[][] = [];
  for (let i = 0; i < all.length; i += chunkSize) result.push(all.slice(i, i + chunkSize));
  return result;
}

export async function loadPayers(tx: Tx, ids: Iterable<PayerId>, loading: Loading): Promise<Payer[]> {
  const missing = [...ids].filter((id) => !loading.payers.has(id));
  const loaded: Payer[] = [];
  for (const chunk of chunks(missing)) {
    const rows = await selectRows<PayerTable>(tx, payersById, chunk);
    if (rows.length === 0) continue;
    const found = rows.map((row) => row.id);
    const identifiers = await selectRows<PayerIdentifierTable>(tx, identifiersByPayer, found);
    const sorted = [...identifiers].sort((a, b) => compareText(identifierKey(a), identifierKey(b)));
    const byPayer = Map.groupBy(sorted, (identifier) => identifier.payer_id);
    for (const row of rows) {
      const own = byPayer.get(row.id) ?? [];
      const payer: Payer = {
        id: row.id as PayerId,
        customerExternalId: row.customer_external_id,
        identifiers: own.map(({ kind, value }) => ({ kind, value })),
        fact: row.fact === null ? null : (JSON.parse(row.fact) as CustomerFact),
        customerId: row.customer_id as CustomerId,
      };
      loading.payers.set(payer.id, payer);
      loaded.push(payer);
    }
  }
  return loaded;
}

type Holder = Readonly<{ value: string; id: string; customer_external_id: string | null }>;

function holdersUnlessShared({ kind, value }: Identifier, rows: readonly Holder[], loading: Loading): PayerId[] {
  const customers = rows.filter((row) => row.customer_external_id !== null).length;
  if (kind === 'email' && (customers > clearlySharedBy || rows.length >= holderLimit)) {
    loading.sharedEmails.add(value);
    return [];
  }
  return rows.map((row) => row.id as PayerId);
}

/** One read for a page's worth of identifiers; one by one only where some of them have very many holders. */
async function holdersOf(tx: Tx, kind: Identifier['kind'], values: readonly string[], loading: Loading) {
  const found: PayerId[] = [];
  for (const chunk of chunks(values)) {
    const limit = chunk.length + holderLimit;
    const rows = await selectRows<Holder>(tx, holders, kind, chunk, limit);
    const isWhole = rows.length < limit;
    const byValue = Map.groupBy(rows, (row) => row.value);
    for (const value of chunk) {
      const own = isWhole
        ? (byValue.get(value) ?? [])
        : await selectRows<Holder>(tx, holders, kind, [value], holderLimit);
      found.push(...holdersUnlessShared({ kind, value }, own, loading));
    }
  }
  return found;
}

function notYetAsked(frontier: readonly Payer[], kind: Identifier['kind'], asked: Set<string>): string[] {
  const values: string[] = [];
  for (const identifier of frontier.flatMap((payer) => payer.identifiers)) {
    const key = identifierKey(identifier);
    if (identifier.kind !== kind || asked.has(key)) continue;
    asked.add(key);
    values.push(identifier.value);
  }
  return values;
}

/** Follows identifiers and customers until nobody new turns up: everybody who is, was or may become the same person. */
export async function loadPeople(tx: Tx, draft: Draft, loading: Loading): Promise<void> {
  const asked = new Set<string>();
  const askedCustomers = new Set<CustomerId>();
  let frontier: readonly Payer[] = [...draft.payers.values()];
  const named = [
    ...frontier.map((payer) => payer.id),
    ...[...loading.payments.values()].map((payment) => payment.payerId),
  ];
  frontier = [...frontier, ...(await loadPayers(tx, named, loading))];
  while (frontier.length > 0) {
    const next: PayerId[] = [];
    for (const kind of ['email', 'telegram'] as const) {
      const values = notYetAsked(frontier, kind, asked);
      if (values.length > 0) next.push(...(await holdersOf(tx, kind, values, loading)));
    }
    const customerIds = frontier
      .map((payer) => payer.customerId)
      .filter((id) => id !== null && !askedCustomers.has(id));
    for (const ids of chunks(customerIds as CustomerId[])) {
      for (const id of ids) askedCustomers.add(id);
      const rows = await selectRows<{ id: string }>(tx, payersByCustomer, ids);
      next.push(...rows.map((row) => row.id as PayerId));
    }
    frontier = await loadPayers(tx, next, loading);
    if (frontier.length === 0) frontier = await loadPinned(tx, draft, loading);
  }
}

/** Whom a person joined with somebody who is loaded: nobody but a pin leads to them. */
async function loadPinned(tx: Tx, draft: Draft, loading: Loading): Promise<Payer[]> {
  loading.pins = [];
  for (const ids of chunks([...loading.payers.keys(), ...draft.payers.keys()])) {
    const rows = await selectRows<CustomerPinTable>(tx, pinsByPayer, ids);
    for (const { kind, payer_id: payerId, other_id: otherId } of rows)
      loading.pins.push({ kind, payerId: payerId as PayerId, otherId: otherId as PayerId });
  }
  const together = loading.pins.filter(({ kind }) => kind === 'together');
  return loadPayers(
    tx,
    together.map(({ otherId }) => otherId),
    loading,
  );
}
