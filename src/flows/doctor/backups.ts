import { type Backup, newestSound } from '../../domain/backups.ts';
import { type Check, doubtful, fine, judged } from '../../domain/checks.ts';
import { dayMs, hourMs, type Instant, msOf } from '../../domain/time.ts';
import type { JobRuns } from '../../store/doctor.ts';
import { ageText } from './work.ts';

const make = 'run: npm run payops -- backup create';
/** Two nights without one are worth a look. */
const oldBackupMs = 2 * dayMs + hourMs;
/** It is drilled each Sunday. */
const oldDrillMs = 15 * dayMs;

function backupCheck(all: readonly Backup[], newest: Backup | null, now: Instant): Check {
  const broken = all.find(({ problem }) => problem !== null);
  if (!newest) return doubtful('backup', 'there is none yet', `one is made each night; to have one now, ${make}`);
  if (broken) return doubtful('backup', `${broken.name}: ${broken.problem}`, make);
  const told = `newest ${newest.name}, verified ${newest.verifiedAt}`;
  const isOld = msOf(now) - msOf(newest.createdAt) > oldBackupMs;
  return isOld ? doubtful('backup', `${told}: it is old`, make) : fine('backup', told);
}

function spaceCheck(all: readonly Backup[]): Check {
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  return fine('kept backups', `${all.length}, ${(bytes / 1_048_576).toFixed(1)} MB`);
}

function drillCheck(drill: JobRuns | null, newest: Backup | null, now: Instant): Check {
  const name = 'restore drill';
  const last = drill?.lastDone ?? null;
  if (last === null)
    return judged(name, 'none yet', [
      newest !== null && msOf(now) - msOf(newest.createdAt) > oldDrillMs,
      'warn',
      'one runs each Sunday; see whether the server runs then',
    ]);
  const isOld = msOf(now) - msOf(last) > oldDrillMs;
  return judged(name, `ran ${ageText(last, now)} ago`, [
    isOld,
    'warn',
    'one runs each Sunday; see whether the server runs then',
  ]);
}

/** Whether what is needed on the worst day is there. `drill`: how the weekly restore of the newest one went. */
export function backupChecks(all: readonly Backup[], drill: JobRuns | null, now: Instant): readonly Check[] {
  const newest = newestSound(all);
  return [backupCheck(all, newest, now), spaceCheck(all), drillCheck(drill, newest, now)];
}
