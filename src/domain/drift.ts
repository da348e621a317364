import type { PaymentStatus } from './facts.ts';
import type { ProviderName } from './ids.ts';
import { type Currency, type Money, money, moneyText } from './money.ts';
import type { SheetCell } from './sheet-book.ts';

/** Here is the ledger; there is the provider or the sheet. */
export const driftPlaces = ['provider', 'sheet'] as const;
export type DriftPlace = (typeof driftPlaces)[number];
export const driftCauses = [
  'missing_here',
  'missing_there',
  'amount',
  'status',
  'currency',
  'refunded',
  'doubled',
  'text',
  'unreadable',
] as const;
export type DriftCause = (typeof driftCauses)[number];

export type Drift = Readonly<{
  place: DriftPlace;
  cause: DriftCause;
  /** The payment's id at the provider, or the row's key. */
  subject: string;
  /** Whose payment it is, where it is one. */
  provider?: ProviderName;
  here: string | null;
  there: string | null;
  /** What is at stake, where it is money. */
  amount: Money | null;
}>;

/** False: only a person can put it right. What the provider does not know is not taken out of the books. */
export function isRepairable({ place, cause }: Pick<Drift, 'place' | 'cause'>): boolean {
  if (cause === 'doubled' || cause === 'unreadable') return false;
  return cause !== (place === 'provider' ? 'missing_there' : 'missing_here');
}

/** A payment as the ledger or the provider tells it. */
export type PaymentLine = Readonly<{
  externalId: string;
  status: PaymentStatus;
  amountMinor: number;
  currency: Currency;
  /** All refunds that were asked for and not called off. */
  refundedMinor: number;
}>;

function lineMoney({ amountMinor, currency }: PaymentLine): Money {
  return money(amountMinor, currency);
}

function told(line: PaymentLine | null): string | null {
  return line && `${moneyText(lineMoney(line))} ${line.status}`;
}

/** The first thing that differs; what was never paid on either side is nobody's drift. */
export function comparePayment(here: PaymentLine | null, there: PaymentLine | null): Drift | null {
  const line = there ?? here;
  const isPaid = here?.status === 'captured' || there?.status === 'captured';
  if (!line || !isPaid) return null;
  const cause = paymentCause(here, there);
  if (cause === null) return null;
  const sums = { here: told(here), there: told(there) };
  const refunds =
    cause === 'refunded' && here && there
      ? {
          here: moneyText(money(here.refundedMinor, here.currency)),
          there: moneyText(money(there.refundedMinor, there.currency)),
        }
      : {};
  return { place: 'provider', cause, subject: line.externalId, ...sums, ...refunds, amount: lineMoney(line) };
}

function paymentCause(here: PaymentLine | null, there: PaymentLine | null): DriftCause | null {
  if (here === null) return 'missing_here';
  if (there === null) return 'missing_there';
  if ((here.status === 'captured') !== (there.status === 'captured')) return 'status';
  if (here.currency !== there.currency) return 'currency';
  if (here.amountMinor !== there.amountMinor) return 'amount';
  return here.refundedMinor === there.refundedMinor ? null : 'refunded';
}

export type OurCells = Readonly<Record<string, SheetCell>>;

/** Columns of ours by what it means when they differ; the first that differs names the drift. */
const causesOfColumns: readonly (readonly [DriftCause, readonly string[]])[] = [
  ['currency', ['Currency']],
  ['amount', ['Total Amount', 'Refunded', 'Payment Count']],
  ['status', ['Status']],
  ['text', ['Team']],
];
export const comparedColumns: readonly string[] = causesOfColumns.flatMap(([, columns]) => columns);

/** Numbers that somebody typed as text are the same numbers; empty is empty. */
export function sameCell(a: SheetCell | undefined, b: SheetCell | undefined): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a !== '' && b !== '' && Number(a) === Number(b);
  return String(a ?? '') === String(b ?? '');
}

/** What our columns of one row say, against what the ledger says. `all`: every column, not only the numbers. */
export function compareRow(key: string, here: OurCells, there: OurCells, all: boolean): Drift | null {
  const differing = (columns: readonly string[]) => columns.find((name) => !sameCell(here[name], there[name]));
  const named = causesOfColumns
    .map(([cause, columns]) => ({ cause, column: differing(columns) }))
    .find(({ column }) => column !== undefined);
  const column = named?.column ?? (all ? differing(Object.keys(there)) : undefined);
  if (column === undefined) return null;
  const say = (cells: OurCells) => `${column}: ${String(cells[column] ?? '')}`;
  return {
    place: 'sheet',
    cause: named?.cause ?? 'text',
    subject: key,
    here: say(here),
    there: say(there),
    amount: null,
  };
}

/** The provider answered, but not with what it knows of this payment. */
export function unreadablePayment(externalId: string, here: PaymentLine | null): Drift {
  const amount = here && lineMoney(here);
  return { place: 'provider', cause: 'unreadable', subject: externalId, here: told(here), there: null, amount };
}

export type DriftCount = Readonly<{
  place: DriftPlace;
  cause: DriftCause;
  count: number;
  repairable: boolean;
  /** The first few, where a person has to look at them. */
  some: readonly string[];
}>;

const namedOfCause = 3;

/** Counts everything, keeps the first few names. */
export function createDriftCounts() {
  const counts = new Map<string, DriftCount>();
  return {
    note: ({ place, cause, subject }: Drift) => {
      const key = `${place}:${cause}`;
      const { count, some } = counts.get(key) ?? { count: 0, some: [] };
      const repairable = isRepairable({ place, cause });
      const isNamed = !repairable && some.length < namedOfCause;
      counts.set(key, { place, cause, count: count + 1, repairable, some: isNamed ? [...some, subject] : some });
    },
    all: (): readonly DriftCount[] => [...counts.values()],
    total: () => [...counts.values()].reduce((sum, { count }) => sum + count, 0),
  };
}
