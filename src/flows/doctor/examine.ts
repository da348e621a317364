import { type Finding, fine, within, wrong } from '../../domain/checks.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { said, value } from '../../domain/said.ts';
import type { Timetable } from '../../domain/slots.ts';
import { listBackups } from '../../store/backups.ts';
import { areLinksGiven, listJobRuns } from '../../store/doctor.ts';
import { type InvariantViolation, listViolations } from '../../store/invariants.ts';
import { listOwedViolations } from '../../store/invariants-owed.ts';
import { listSoldPlaces } from '../../store/shop/plans.ts';
import { listTokenRows } from '../../store/tokens.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { scheduleOf } from '../schedule/schedule-of.ts';
import type { Result } from '../types.ts';
import { backupChecks } from './backups.ts';
import { contentChecks, engineChecks, noDatabaseCheck } from './database.ts';
import { linksCheck, setUpChecks, tokenChecks } from './exposure.ts';
import { fileChecks, readFiles } from './files.ts';
import { liveChecks } from './live.ts';
import { readMachine, runtimeChecks } from './runtime.ts';
import { scheduleChecks } from './schedule.ts';
import { workChecks } from './work.ts';

export type DoctorOptions = Readonly<{
  /** Asks nobody outside. */
  offline: boolean;
  /** Everything that must always hold, over the whole database. */
  deep: boolean;
  /** Where SQLite's file will be, before the first start; null where there is a database. */
  missingFile: string | null;
}>;

function runtimeFindings(): readonly Finding[] {
  const { node } = readMachine();
  return within('runtime', [fine('runtime', value(`Node ${node}`))]);
}

/** What is wrong with the environment, where nothing else can be looked at. */
export function configurationProblems(problems: readonly string[]): readonly Finding[] {
  const fix = said('environment-fix');
  const found = problems.map((problem) => wrong('configuration', value(problem), fix));
  return [...runtimeFindings(), ...within('configuration', found)];
}

/** Where the database cannot even be asked. */
export function databaseProblem(problem: string): readonly Finding[] {
  const found = wrong('database', value(problem), said('database-fix'));
  return [...runtimeFindings(), ...within('database', [found])];
}

function violationCheck({ invariant, detail, count }: InvariantViolation) {
  const fix = said('invariant-fix');
  return wrong(invariant, said('rule-broken', { what: detail, count }), fix);
}

/** Those whose days no setting moves: for others a day without a slot says nothing. */
function everyDaysOf(job: string, timetable: Timetable): readonly Readonly<{ job: string; everyDays: number }>[] {
  if ('everyMs' in timetable || timetable.day !== undefined) return [];
  if (timetable.weekday === undefined) return [{ job, everyDays: 1 }];
  return job === 'restore drill' ? [{ job, everyDays: 7 }] : [];
}

async function deepFindings(deps: FlowDeps): Promise<readonly Finding[]> {
  const { store, policy, stopLatch } = deps;
  const stop = stopLatch.state;
  const jobs = scheduleOf(deps).flatMap(({ name, timetable }) => everyDaysOf(name, timetable));
  const facts = { ...policy.routes, stoppedSince: stop.stopped ? stop.since : null, jobs };
  const violations = [
    ...(await listViolations(store.scanner, nowOf(deps), policy.purchaseWindowMs)),
    ...(await listOwedViolations(store.scanner, facts)),
  ];
  return within(
    'invariants',
    violations.length === 0 ? [fine('invariants', said('invariants'))] : violations.map(violationCheck),
  );
}

async function contentFindings(deps: FlowDeps, deep: boolean, bytes: number): Promise<readonly Finding[]> {
  const { store, setUp, dataDir } = deps;
  const now = nowOf(deps);
  const drill = (await listJobRuns(store.scanner, now)).find(({ job }) => job === 'restore drill') ?? null;
  return [
    ...within('database', await contentChecks(store, now, { deep, bytes })),
    ...within('configuration', [
      ...tokenChecks(setUp, await listTokenRows(store.scanner), now),
      linksCheck(setUp, deps.shop.publicUrl, await areLinksGiven(store.scanner)),
    ]),
    ...within('work', await workChecks(deps)),
    ...within('backups', store.kind === 'sqlite' ? backupChecks(await listBackups(dataDir), drill, now) : []),
  ];
}

/**
 * Read-only checks of everything payops rests on, each with what to do. Nothing is changed: what is measured on the disk
 * is a file that is gone afterwards.
 */
export async function examine(deps: FlowDeps, options: DoctorOptions): Promise<readonly Finding[]> {
  const { store, policy, setUp, dataDir } = deps;
  const now = nowOf(deps);
  const isMissing = options.missingFile !== null;
  const files = await readFiles(dataDir, isMissing ? null : store.file);
  const engine = isMissing ? [noDatabaseCheck(options.missingFile)] : await engineChecks(store);
  const isMigrated = engine.some(({ name, status }) => name === 'schema' && status === 'ok');
  return [
    ...within('runtime', runtimeChecks(readMachine(), policy.zone, now)),
    ...within('files', fileChecks(files, store.kind === 'sqlite')),
    ...within('configuration', setUpChecks(setUp)),
    ...within('database', engine),
    ...(isMigrated ? await contentFindings(deps, options.deep, files.databaseBytes ?? 0) : []),
    ...within('schedule', scheduleChecks(deps, now)),
    ...(options.offline
      ? []
      : within('live', await liveChecks(deps, isMigrated ? await listSoldPlaces(store.scanner) : []))),
    ...(options.deep && isMigrated ? await deepFindings(deps) : []),
  ];
}

/** The same for those who may see the status. */
export async function examineFor(
  deps: FlowDeps,
  actor: Actor,
  options: Omit<DoctorOptions, 'missingFile'>,
): Promise<Result<{ findings: readonly Finding[] }>> {
  if (!may(actor, 'see_status')) return { ok: false, reason: 'forbidden' };
  return { ok: true, findings: await examine(deps, { ...options, missingFile: null }) };
}

/** 0, 1 or 2 for the shell. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ status }) => status === 'fail')) return 2;
  return findings.some(({ status }) => status === 'warn') ? 1 : 0;
}
