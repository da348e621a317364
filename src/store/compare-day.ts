import { type Change, changesBetween } from '../domain/metrics/changes.ts';
import { dimensions, hourlyDimensions } from '../domain/metrics/dimensions.ts';
import { type Settled, SettledCount } from '../domain/metrics/settled.ts';
import { hoursFrom, type Slice, Tally } from '../domain/metrics/tally.ts';
import type { Window } from '../domain/ports.ts';
import type { BusinessDate } from '../domain/time.ts';
import { afterTurn } from '../lib/wait.ts';
import type { Reader } from './database.ts';
import { readDay } from './rollups.ts';
import { tallyInto } from './tally-ledger.ts';

/** One write: the event loop is held for some milliseconds. */
const changesInWrite = 200;

/** How a business day's stored sums differ from the ledger. */
export type DayCompared = Readonly<{
  /** Changes of one write each, as text: thousands of objects at once would be one long turn for whoever is told. */
  writes: readonly string[];
  settled: readonly Settled[];
  /** The day's totals were told otherwise before. */
  revises: boolean;
}>;

/** Whatever stands near each other in the table's key is written together. */
function byPlace({ slice: a }: Change, { slice: b }: Change): number {
  if (a.dimension !== b.dimension) return a.dimension < b.dimension ? -1 : 1;
  return a.bucket < b.bucket ? -1 : Number(a.bucket > b.bucket);
}

function writesOf(changes: readonly Change[]): readonly string[] {
  const sorted = changes.toSorted(byPlace);
  const count = Math.ceil(sorted.length / changesInWrite);
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify(sorted.slice(n * changesInWrite, (n + 1) * changesInWrite)),
  );
}

export function changesOf(write: string): readonly Change[] {
  return JSON.parse(write) as readonly Change[];
}

export async function compareDay(
  db: Reader,
  { date, window }: Readonly<{ date: BusinessDate; window: Window }>,
): Promise<DayCompared> {
  const day = new Tally(() => date, dimensions);
  const hour = new Tally(hoursFrom(window.from), hourlyDimensions);
  const settled = new SettledCount();
  await tallyInto(db, window, [day, hour, settled]);
  const stands = await readDay(db, date, window, dimensions);
  await afterTurn();
  const ofDay = changesBetween('day', stands.day, day.slices());
  await afterTurn();
  const ofHours = changesBetween('hour', stands.hour, hour.slices());
  const hasTotal = (slices: readonly Slice[]) => slices.some(({ dimension }) => dimension === 'total');
  const revises = hasTotal(stands.day) && hasTotal(ofDay.map(({ slice }) => slice));
  return { writes: writesOf([...ofDay, ...ofHours]), settled: settled.result(), revises };
}
