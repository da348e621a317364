import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import type { Instant } from '../../domain/time.ts';
import { proveAudit, proveAuditTail } from '../../store/audit.ts';
import type { Store } from '../../store/database.ts';
import { type Kept, listKept } from '../../store/doctor.ts';
import { type MigrationStatus, migrationStatus } from '../../store/migrate.ts';
import { readBusyTimeout, readEngineVersion, readSettings, type Setting } from '../../store/pragmas.ts';
import { findCorruption, findDeepCorruption } from '../../store/quick-check.ts';
import { listSchemaDrift, listUnknownMigrations } from '../../store/schema-drift.ts';

/** sqlite.org/wal.html#walresetbug: a write-ahead log that is reset at the wrong moment could break the file. */
function hasResetBug(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3) return major < 3;
  return minor < 51 || (minor === 51 && patch < 3) || minor === 52;
}

const oldestPostgres = 14;

export function engineCheck(kind: Store['kind'], version: string): Check {
  const name = 'engine';
  if (kind === 'sqlite')
    return judged(name, `SQLite ${version}`, [
      hasResetBug(version),
      'fail',
      'run npm ci: this SQLite has the WAL-reset bug, which can break the file; 3.51.3 and 3.53.0 do not',
    ]);
  const isOld = Number.parseInt(version, 10) < oldestPostgres;
  return judged(name, `PostgreSQL ${version}`, [isOld, 'warn', 'it gets no fixes any more: move to a newer one']);
}

export function settingChecks(settings: readonly Setting[], busyTimeoutMs: number | null): readonly Check[] {
  const fix = 'the database was opened with other settings than payops sets; check who else opens it';
  const [first, ...rest] = settings.map(({ name, value, ok }) =>
    ok ? fine(name.replaceAll('_', ' '), value) : wrong(name.replaceAll('_', ' '), value, fix),
  );
  const told = settings.map(({ name, value }) => `${name} ${value}`).join(', ');
  const all = settings.every(({ ok }) => ok) ? fine('database', told) : wrong('database', told, fix);
  const busy =
    busyTimeoutMs === null
      ? []
      : [
          judged('busy timeout', `${busyTimeoutMs} ms, then tried again without blocking`, [
            busyTimeoutMs > 1_000,
            'warn',
            fix,
          ]),
        ];
  return [all, ...(first ? [first] : []), ...rest, ...busy];
}

export function migrationChecks(steps: readonly MigrationStatus[], unknown: readonly string[]): readonly Check[] {
  const pending = steps.filter((step) => step.appliedAt === null);
  return [
    judged('schema', pending.length === 0 ? 'up to date' : `${pending.length} migrations to run`, [
      pending.length > 0,
      'warn',
      'run: npm run payops -- migrate up (npm start does it too)',
    ]),
    judged(
      'program',
      unknown.length === 0 ? 'as new as the database' : `older than the database: ${unknown.join(', ')}`,
      [unknown.length > 0, 'fail', 'run the version that made this database, or restore a backup from before it'],
    ),
  ];
}

const namedAtMost = 5;

export function driftCheck(drift: readonly string[]): Check {
  const more = drift.length > namedAtMost ? ` and ${drift.length - namedAtMost} more` : '';
  const told =
    drift.length === 0 ? 'as the migrations make it' : `missing: ${drift.slice(0, namedAtMost).join(', ')}${more}`;
  return judged('schema drift', told, [
    drift.length > 0,
    'fail',
    'somebody changed the database by hand: restore a backup, or put back what is missing',
  ]);
}

export function pagesCheck(complaint: string | null, isDeep: boolean): Check {
  const fix =
    'stop payops and bring a backup back: npm run payops -- backup restore <name> (the broken file is kept aside)';
  if (complaint !== null) return wrong('pages', complaint, fix);
  return fine('pages', isDeep ? 'every page, index and reference is sound' : 'every page is sound');
}

export function auditCheck(
  { rows, brokenAt }: Readonly<{ rows: number; brokenAt: number | null }>,
  isWhole: boolean,
): Check {
  const name = 'audit chain';
  if (brokenAt !== null)
    return wrong(
      name,
      `row ${brokenAt} was changed, added or removed`,
      'find out who had the database file; keep a copy of it',
    );
  return fine(name, isWhole ? `${rows} rows, unbroken` : `the newest ${rows} rows are unbroken`);
}

export function retentionCheck(kept: readonly Kept[]): Check {
  const left = kept.filter((one) => one.left > 0).map((one) => `${one.left} ${one.kind}`);
  const rows = kept.map((one) => `${one.rows} ${one.kind}`).join(', ');
  return judged('retention', left.length === 0 ? rows : `older than they should be: ${left.join(', ')}`, [
    left.length > 0,
    'warn',
    'the nightly clean-up does not run or does not keep up: see the job prune, and CLEANUP_HOUR',
  ]);
}

const auditTail = 1_000;
/** Looking at every page of more takes longer than somebody waits for an answer. */
const quickLookBytes = 512 * 1_048_576;

/** What is known before the schema is: nothing here needs a table of ours. */
export async function engineChecks(store: Store): Promise<readonly Check[]> {
  return [
    engineCheck(store.kind, await readEngineVersion(store)),
    ...settingChecks(await readSettings(store), await readBusyTimeout(store)),
    ...migrationChecks(await migrationStatus(store), await listUnknownMigrations(store)),
  ];
}

async function lookAtPages(store: Store, deep: boolean, bytes: number): Promise<Check> {
  if (deep) return pagesCheck(await findDeepCorruption(store), true);
  if (bytes > quickLookBytes) return fine('pages', 'not looked at: the file is large; --deep does');
  return pagesCheck(await findCorruption(store), false);
}

/** What is in the database, on the scanner: nobody who pays waits for it. */
export async function contentChecks(
  store: Store,
  now: Instant,
  { deep, bytes }: Readonly<{ deep: boolean; bytes: number }>,
): Promise<readonly Check[]> {
  const { scanner } = store;
  const drift = await listSchemaDrift(store).catch(() => null);
  return [
    drift === null
      ? unasked('schema drift', 'no scratch database', 'see whether the folder for temporary files can be written')
      : driftCheck(drift),
    await lookAtPages(store, deep, bytes),
    auditCheck(await (deep ? proveAudit(scanner) : proveAuditTail(scanner, auditTail)), deep),
    retentionCheck(await listKept(scanner, now)),
  ];
}

export function noDatabaseCheck(file: string): Check {
  return doubtful('database', `there is none at ${file} yet`, 'npm start makes it');
}
