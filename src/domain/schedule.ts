import type { ScheduledKind } from './reports/report.ts';
import type { SettingValues } from './settings.ts';
import type { Timetable } from './slots.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

/** A report's job is told apart by its hour where it has several a day: another hour is another job. */
export type JobName =
  | 'sweep'
  | 'alerts'
  | 'prune'
  | 'cleanup'
  | 'ad spend'
  | 'contest signals'
  | 'backup'
  | 'restore drill'
  | `report ${ScheduledKind}`
  | `report creatives ${number}`;

export type Job = Readonly<{
  name: JobName;
  timetable: Timetable;
  /** Nobody was there at its time: it is still done within so long, once, and says that it is late. */
  goodForMs: number;
  /** Its worker died over it: it is begun anew. What goes on by itself, or had better wait for its next time, is not. */
  isRepeatable: boolean;
  /** One after another, in the table's order: a backup is of what was tidied, and a drill of that backup. */
  inTurn?: boolean;
  /** Told to nobody, so its first slot need not wait for the next time. */
  startsAtOnce?: boolean;
}>;

export type ScheduleFacts = Readonly<{
  values: SettingValues;
  sweepEveryMs: number;
  backupHour: number;
  /** Timed sweeps are wanted, and there is somebody to ask. */
  sweeps: boolean;
  /** The database is a file of ours. */
  keepsFile: boolean;
  /** A range of the sheet tells what was spent on advertising. */
  readsSpend: boolean;
}>;

/** After this a slot counts as late, and what it makes says so. */
export const lateAfterMs = 10 * minuteMs;
/** What stands longer in the numbers is told at least as soon. */
const alertsEveryMs = 10 * minuteMs;
const sunday = 7;
const firstOfMonth = 1;

/** The one table of what runs when: days, weeks and months in the business zone, intervals in UTC. */
export function schedule(facts: ScheduleFacts): readonly Job[] {
  const { values, sweepEveryMs, backupHour, sweeps, keepsFile, readsSpend } = facts;
  const { cleanup_hour, daily_hour, creative_hours, campaign_hour, weekly_day, weekly_hour, geo_interval } = values;
  const geoMs = geo_interval * hourMs;
  const again = { isRepeatable: true } as const;
  /** However late; what goes on by itself, or tells of its failure, is not begun anew. */
  const care = { goodForMs: 31 * dayMs, isRepeatable: false, inTurn: true } as const;
  const creatives = creative_hours.map(
    (hour): Job => ({ name: `report creatives ${hour}`, timetable: { hour }, goodForMs: 3 * hourMs, ...again }),
  );
  const own: readonly Job[] = [
    { name: 'alerts', timetable: { everyMs: alertsEveryMs }, goodForMs: alertsEveryMs, ...again },
    { name: 'contest signals', timetable: { everyMs: hourMs }, goodForMs: hourMs, ...again },
    { name: 'report geo', timetable: { everyMs: geoMs }, goodForMs: geoMs, ...again },
    { name: 'report daily', timetable: { hour: daily_hour }, goodForMs: 16 * hourMs, ...again },
    ...creatives,
    { name: 'report campaigns', timetable: { hour: campaign_hour }, goodForMs: 7 * hourMs, ...again },
    { name: 'report weekly', timetable: { hour: weekly_hour, weekday: weekly_day }, goodForMs: 3 * dayMs, ...again },
    { name: 'report monthly', timetable: { hour: weekly_hour, day: firstOfMonth }, goodForMs: 5 * dayMs, ...again },
    { name: 'prune', timetable: { hour: cleanup_hour }, ...care },
    { name: 'cleanup', timetable: { hour: cleanup_hour }, ...care },
  ];
  const sweep: Job = {
    name: 'sweep',
    timetable: { everyMs: sweepEveryMs },
    goodForMs: sweepEveryMs,
    isRepeatable: false,
    startsAtOnce: true,
  };
  const spend: Job = {
    name: 'ad spend',
    timetable: { hour: cleanup_hour },
    goodForMs: 23 * hourMs,
    startsAtOnce: true,
    ...again,
  };
  const ofFile: readonly Job[] = [
    { name: 'backup', timetable: { hour: backupHour }, ...care },
    { name: 'restore drill', timetable: { hour: backupHour, weekday: sunday }, ...care },
  ];
  return [...(sweeps ? [sweep] : []), ...own, ...(readsSpend ? [spend] : []), ...(keepsFile ? ofFile : [])];
}
