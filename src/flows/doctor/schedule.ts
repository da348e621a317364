import { type Check, fine } from '../../domain/checks.ts';
import { nextSlots, type Timetable } from '../../domain/slots.ts';
import type { Instant } from '../../domain/time.ts';
import { localDateTime, nextClockChange } from '../../domain/zone.ts';
import type { Store } from '../../store/database.ts';
import type { FlowDeps, Policy } from '../deps.ts';

const sunday = 7;
const slotsShown = 5;

/** The jobs of the night with their hours, as the schedule runs them. */
export function nightlyTables(
  { values, backupHour }: Policy,
  kind: Store['kind'],
): readonly Readonly<{ job: string; table: Timetable }>[] {
  const atCleanup = [
    { job: 'prune', table: { hour: values.cleanup_hour } },
    { job: 'cleanup', table: { hour: values.cleanup_hour } },
  ];
  if (kind !== 'sqlite') return atCleanup;
  return [
    ...atCleanup,
    { job: 'backup', table: { hour: backupHour } },
    { job: 'restore drill', table: { hour: backupHour, weekday: sunday } },
  ];
}

/** When what comes next, in the business zone, and when its clocks change. */
export function scheduleChecks({ policy, store }: Pick<FlowDeps, 'policy' | 'store'>, now: Instant): readonly Check[] {
  const { zone } = policy;
  const short = (at: Instant) => localDateTime(at, zone).slice(0, 16);
  const change = nextClockChange(now, zone);
  return [
    ...nightlyTables(policy, store.kind).map(({ job, table }) =>
      fine(
        'next runs',
        nextSlots(table, now, zone, slotsShown)
          .map(({ dueAt }) => short(dueAt))
          .join(', '),
        job,
      ),
    ),
    fine(
      'clock change',
      change === null
        ? `${zone.name} does not change its clocks`
        : `${short(change.at)}, from UTC${change.from} to UTC${change.to}`,
    ),
  ];
}
