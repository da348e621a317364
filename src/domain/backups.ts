import type { BusinessDate, Instant } from './time.ts';
import { businessDateOf, plusDays, weekdayOf, type Zone } from './zone.ts';

/** One backup as its description beside it tells; the file itself may have changed since. */
export type Backup = Readonly<{
  /** File name in the folder of backups. */
  name: string;
  createdAt: Instant;
  /** Who asked for it. */
  by: string;
  /** The newest migration in it. */
  schema: string | null;
  rows: Readonly<Record<string, number>>;
  bytes: number;
  sha256: string;
  /** When every page and every byte was last found right. */
  verifiedAt: Instant;
  /** What the last look found wrong; null where all is well. */
  problem: string | null;
}>;

export type KeepRule = Readonly<{ days: number; weeks: number }>;

function mondayOf(date: BusinessDate): BusinessDate {
  return plusDays(date, 1 - weekdayOf(date));
}

/** The newest backup of each of the newest `count` groups. */
function newestOfGroups(newestFirst: readonly Backup[], groupOf: (backup: Backup) => string, count: number): Backup[] {
  const groups = Map.groupBy(newestFirst, groupOf);
  return [...groups.values()].slice(0, count).map((own) => own[0] as Backup);
}

/**
 * Which backups nobody needs any more: all of the newest `days` business days that have one are kept, and the newest of
 * each of the newest `weeks` weeks. Counted over the backups that are there, not back from now: a server that stood
 * still for a month loses none. One with a problem keeps no other from being kept, and stays for a person to look at.
 */
export function listUnneeded(backups: readonly Backup[], keep: KeepRule, zone: Zone): readonly Backup[] {
  const sound = backups
    .filter((backup) => backup.problem === null)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const dayOf = (backup: Backup) => businessDateOf(backup.createdAt, zone);
  const days = new Set(newestOfGroups(sound, dayOf, keep.days).map(dayOf));
  const weekly = new Set(newestOfGroups(sound, (backup) => mondayOf(dayOf(backup)), keep.weeks));
  return sound.filter((backup, index) => index > 0 && !days.has(dayOf(backup)) && !weekly.has(backup));
}

/** What counts: the newest that was found right and has not been found wrong since. */
export function newestSound(backups: readonly Backup[]): Backup | null {
  const [newest] = backups
    .filter((backup) => backup.problem === null)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return newest ?? null;
}
