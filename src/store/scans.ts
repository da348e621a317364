import { compareDay } from './compare-day.ts';
import type { Reader } from './database.ts';
import { tallyLedger } from './tally-ledger.ts';

/** Computations over many rows of the ledger. What they take and give is plain data: it crosses threads. */
export const scans = { compareDay, tallyLedger } as const;

type Scans = typeof scans;
export type ScanName = keyof Scans;
export type ScanWish<N extends ScanName> = Parameters<Scans[N]>[1];
export type Scanned<N extends ScanName> = Awaited<ReturnType<Scans[N]>>;
export type Scan = <N extends ScanName>(name: N, wish: ScanWish<N>) => Promise<Scanned<N>>;

export function scanWith(db: Reader): Scan {
  return (name, wish) => (scans[name] as (db: Reader, wish: unknown) => Promise<never>)(db, wish);
}
