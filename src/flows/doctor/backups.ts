import { type Backup, newestSound } from '../../domain/backups.ts';
import { type Check, doubtful, fine, judged } from '../../domain/checks.ts';
import { said } from '../../domain/said.ts';
import { dayMs, hourMs, type Instant, msOf } from '../../domain/time.ts';
import type { JobRuns } from '../../store/doctor.ts';
import { ageOf } from './age.ts';

const make = said('backup-make');
/** Two nights without one are worth a look. */
const oldBackupMs = 2 * dayMs + hourMs;
/** It is drilled each Sunday. */
const oldDrillMs = 15 * dayMs;

function backupCheck(all: readonly Backup[], newest: Backup | null, now: Instant): Check {
  const broken = all.find(({ problem }) => problem !== null);
  if (!newest) return doubtful('backup', said('backup-none'), said('backup-nightly', { make }));
  if (broken) return doubtful('backup', said('named', { name: broken.name, what: broken.problem ?? '' }), make);
  const told = said('backup', { name: newest.name, at: newest.verifiedAt });
  const isOld = msOf(now) - msOf(newest.createdAt) > oldBackupMs;
  return isOld ? doubtful('backup', said('backup-old', { told }), make) : fine('backup', told);
}

function spaceCheck(all: readonly Backup[]): Check {
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  return fine('kept backups', said('backups-kept', { count: all.length, size: (bytes / 1_048_576).toFixed(1) }));
}

function drillCheck(drill: JobRuns | null, newest: Backup | null, now: Instant): Check {
  const name = 'restore drill';
  const last = drill?.lastDone ?? null;
  if (last === null)
    return judged(name, said('none-yet'), [
      newest !== null && msOf(now) - msOf(newest.createdAt) > oldDrillMs,
      'warn',
      said('drill-sunday'),
    ]);
  const isOld = msOf(now) - msOf(last) > oldDrillMs;
  return judged(name, said('ago', { age: ageOf(last, now) }), [isOld, 'warn', said('drill-sunday')]);
}

/** Whether what is needed on the worst day is there. `drill`: how the weekly restore of the newest one went. */
export function backupChecks(all: readonly Backup[], drill: JobRuns | null, now: Instant): readonly Check[] {
  const newest = newestSound(all);
  return [backupCheck(all, newest, now), spaceCheck(all), drillCheck(drill, newest, now)];
}
