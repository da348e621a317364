import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import { said, value } from '../../domain/said.ts';
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
    return judged(name, value(`SQLite ${version}`), [hasResetBug(version), 'fail', said('sqlite-bug')]);
  const isOld = Number.parseInt(version, 10) < oldestPostgres;
  return judged(name, value(`PostgreSQL ${version}`), [isOld, 'warn', said('postgres-old')]);
}

export function settingChecks(settings: readonly Setting[], busyTimeoutMs: number | null): readonly Check[] {
  const fix = said('database-settings');
  const [first, ...rest] = settings.map(({ name, value: found, ok }) =>
    ok ? fine(name.replaceAll('_', ' '), value(found)) : wrong(name.replaceAll('_', ' '), value(found), fix),
  );
  const told = value(settings.map((one) => `${one.name} ${one.value}`).join(', '));
  const all = settings.every(({ ok }) => ok) ? fine('database', told) : wrong('database', told, fix);
  const busy =
    busyTimeoutMs === null
      ? []
      : [judged('busy timeout', said('busy-timeout', { ms: busyTimeoutMs }), [busyTimeoutMs > 1_000, 'warn', fix])];
  return [all, ...(first ? [first] : []), ...rest, ...busy];
}

export function migrationChecks(steps: readonly MigrationStatus[], unknown: readonly string[]): readonly Check[] {
  const pending = steps.filter((step) => step.appliedAt === null);
  return [
    judged('schema', pending.length === 0 ? said('schema') : said('schema-pending', { count: pending.length }), [
      pending.length > 0,
      'warn',
      said('schema-migrate'),
    ]),
    judged('program', unknown.length === 0 ? said('program') : said('program-old', { steps: unknown.join(', ') }), [
      unknown.length > 0,
      'fail',
      said('program-newer'),
    ]),
  ];
}

const namedAtMost = 5;

export function driftCheck(drift: readonly string[]): Check {
  const more = drift.length > namedAtMost ? said('and-more', { count: drift.length - namedAtMost }) : '';
  const told =
    drift.length === 0 ? said('drift-none') : said('drift', { names: drift.slice(0, namedAtMost).join(', '), more });
  return judged('schema drift', told, [drift.length > 0, 'fail', said('drift-restore')]);
}

export function pagesCheck(complaint: string | null, isDeep: boolean): Check {
  const fix = said('pages-restore');
  if (complaint !== null) return wrong('pages', value(complaint), fix);
  return fine('pages', isDeep ? said('pages-deep') : said('pages'));
}

export function auditCheck(
  { rows, brokenAt }: Readonly<{ rows: number; brokenAt: number | null }>,
  isWhole: boolean,
): Check {
  const name = 'audit chain';
  if (brokenAt !== null) return wrong(name, said('audit-broken', { row: brokenAt }), said('audit-find'));
  return fine(name, isWhole ? said('audit', { rows }) : said('audit-tail', { rows }));
}

export function retentionCheck(kept: readonly Kept[]): Check {
  const left = kept.filter((one) => one.left > 0).map((one) => `${one.left} ${one.kind}`);
  const rows = kept.map((one) => `${one.rows} ${one.kind}`).join(', ');
  return judged('retention', left.length === 0 ? value(rows) : said('retention-left', { what: left.join(', ') }), [
    left.length > 0,
    'warn',
    said('retention-prune'),
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
  if (bytes > quickLookBytes) return fine('pages', said('pages-large'));
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
    drift === null ? unasked('schema drift', 'no scratch database', said('drift-folder')) : driftCheck(drift),
    await lookAtPages(store, deep, bytes),
    auditCheck(await (deep ? proveAudit(scanner) : proveAuditTail(scanner, auditTail)), deep),
    retentionCheck(await listKept(scanner, now)),
  ];
}

export function noDatabaseCheck(file: string): Check {
  return doubtful('database', said('database-none', { file }), said('database-start'));
}
