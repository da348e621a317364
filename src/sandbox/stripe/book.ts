import { type ByTime, createByTime } from './by-time.ts';
import { createIds, type Ids, type Kind } from './ids.ts';
import type {
  ChargeRecord,
  CustomerRecord,
  DisputeRecord,
  EventRecord,
  IntentRecord,
  RefundRecord,
  SessionRecord,
} from './records.ts';

type Row = { n: number; created: number };
export type Table<R extends Row> = {
  readonly kind: Kind;
  readonly rows: readonly R[];
  readonly byTime: ByTime;
  add(row: Omit<R, 'n'>): R;
  get(n: number | undefined): R | undefined;
  /** Throws where there is no such row: numbers inside records always point at one. */
  at(n: number): R;
  find(id: string): R | undefined;
  id(row: { n: number }): string;
  load(rows: readonly R[]): void;
};

function createTable<R extends Row>(kind: Kind, ids: Ids): Table<R> {
  const rows: R[] = [];
  const byTime = createByTime((n) => (rows[n] as R).created);
  const insert = (row: R): R => {
    rows.push(row);
    byTime.insert(row.n);
    return row;
  };
  return {
    kind,
    rows,
    byTime,
    add: (row) => insert({ n: rows.length, ...row } as R),
    get: (n) => (n === undefined ? undefined : rows[n]),
    at(n) {
      const row = rows[n];
      if (!row) throw new Error(`no ${kind} number ${n}`);
      return row;
    },
    find(id) {
      const n = ids.number(kind, id);
      return n === undefined ? undefined : rows[n];
    },
    id: (row) => ids.of(kind, row.n),
    load(saved) {
      for (const row of saved) insert(row);
    },
  };
}

/** In which currency the account is kept, and what one minor unit of others is worth in it. */
export type AccountCurrency = Readonly<{ currency: string; rates: Readonly<Record<string, number>> }>;

export type Book = {
  readonly livemode: boolean;
  /** null: charges are booked in their own currency. */
  accountCurrency: AccountCurrency | null;
  readonly customers: Table<CustomerRecord>;
  readonly intents: Table<IntentRecord>;
  readonly charges: Table<ChargeRecord>;
  readonly sessions: Table<SessionRecord>;
  readonly refunds: Table<RefundRecord>;
  readonly disputes: Table<DisputeRecord>;
  readonly events: Table<EventRecord>;
};

/** Everything that the account holds, as compact rows. */
export function createBook(seed: number, livemode: boolean): Book {
  const ids = createIds(seed);
  return {
    livemode,
    accountCurrency: null,
    customers: createTable<CustomerRecord>('cus', ids),
    intents: createTable<IntentRecord>('pi', ids),
    charges: createTable<ChargeRecord>('ch', ids),
    sessions: createTable<SessionRecord>('cs', ids),
    refunds: createTable<RefundRecord>('re', ids),
    disputes: createTable<DisputeRecord>('dp', ids),
    events: createTable<EventRecord>('evt', ids),
  };
}

/** Money back on a charge: refunds that stand or are on their way. */
export function refundedAmount(book: Book, charge: ChargeRecord): number {
  let sum = 0;
  for (const n of charge.refunds ?? []) {
    const refund = book.refunds.at(n);
    if (refund.status !== 'failed' && refund.status !== 'canceled') sum += refund.amount;
  }
  return sum;
}
