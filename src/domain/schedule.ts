import type { ReportKind } from './reports/report.ts';
import type { SettingValues } from './settings.ts';
import type { Timetable } from './slots.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

/** A report's job is told apart by its hour where it has several a day: another hour is another job. */
export type JobName =
  | 'sweep'
  | 'prune'
  | 'cleanup'
  | 'backup'
  | 'restore drill'
  | 'check alerts'
  | 'read spend'
  | `report ${ReportKind}`
  | `report creatives ${number}`;

export type Job = Readonly<{
  name: JobName;
  timetable: Timetable;
  /** Nobody was there at its time: it is still done within so long, once, and says that it is late. */
  goodForMs: number;
  /** Its worker died over it: it is begun anew. What goes on by itself, or had better wait for its next time, is not. */
  isRepeatable: boolean;
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
}>;

/** After this a slot counts as late, and what it makes says so. */
export const lateAfterMs = 10 * minuteMs;
const checkAlertsMs = 5 * minuteMs;
const sunday = 7;
const firstOfMonth = 1;

/** The one table of what runs when: days, weeks and months in the business zone, intervals in UTC. */
export function schedule({ values, sweepEveryMs, backupHour, sweeps, keepsFile }: ScheduleFacts): readonly Job[] {
  const { cleanup_hour, daily_hour, creative_hours, campaign_hour, weekly_day, weekly_hour, geo_interval } = values;
  const geoMs = geo_interval * hourMs;
  const again = { isRepeatable: true } as const;
  const creatives = creative_hours.map(
    (hour): Job => ({ name: `report creatives ${hour}`, timetable: { hour }, goodForMs: 3 * hourMs, ...again }),
  );
  const own: readonly Job[] = [
    {
      name: 'check alerts',
      timetable: { everyMs: checkAlertsMs },
      goodForMs: checkAlertsMs,
      ...again,
      startsAtOnce: true,
    },
    { name: 'report geo', timetable: { everyMs: geoMs }, goodForMs: geoMs, ...again },
    { name: 'report daily', timetable: { hour: daily_hour }, goodForMs: 16 * hourMs, ...again },
    ...creatives,
    { name: 'report campaigns', timetable: { hour: campaign_hour }, goodForMs: 7 * hourMs, ...again },
    { name: 'report weekly', timetable: { hour: weekly_hour, weekday: weekly_day }, goodForMs: 3 * dayMs, ...again },
    { name: 'report monthly', timetable: { hour: weekly_hour, day: firstOfMonth }, goodForMs: 5 * dayMs, ...again },
    { name: 'read spend', timetable: { hour: cleanup_hour }, goodForMs: dayMs, ...again },
    { name: 'prune', timetable: { hour: cleanup_hour }, goodForMs: dayMs, ...again },
    { name: 'cleanup', timetable: { hour: cleanup_hour }, goodForMs: dayMs, isRepeatable: false },
  ];
  const sweep: Job = {
    name: 'sweep',
    timetable: { everyMs: sweepEveryMs },
    goodForMs: sweepEveryMs,
    isRepeatable: false,
    startsAtOnce: true,
  };
  const ofFile: readonly Job[] = [
    { name: 'backup', timetable: { hour: backupHour }, goodForMs: dayMs, ...again },
    { name: 'restore drill', timetable: { hour: backupHour, weekday: sunday }, goodForMs: 7 * dayMs, ...again },
  ];
  return [...(sweeps ? [sweep] : []), ...own, ...(keepsFile ? ofFile : [])];
}
