import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Backup } from '../../../src/domain/backups.ts';
import type { Check } from '../../../src/domain/checks.ts';
import { retentionClasses } from '../../../src/domain/retention.ts';
import type { SetUp } from '../../../src/domain/set-up.ts';
import { nextSlots } from '../../../src/domain/slots.ts';
import { dayMs, hourMs, type Instant, plusMs } from '../../../src/domain/time.ts';
import { nextClockChange, zone } from '../../../src/domain/zone.ts';
import { backupChecks } from '../../../src/flows/doctor/backups.ts';
import {
  auditCheck,
  driftCheck,
  engineCheck,
  migrationChecks,
  pagesCheck,
  retentionCheck,
  settingChecks,
} from '../../../src/flows/doctor/database.ts';
import { linksCheck, setUpChecks, tokenChecks } from '../../../src/flows/doctor/exposure.ts';
import { type Files, fileChecks, readFiles } from '../../../src/flows/doctor/files.ts';
import { type Machine, runtimeChecks } from '../../../src/flows/doctor/runtime.ts';
import { countChecks, doubtCheck, jobCheck, lastEventCheck } from '../../../src/flows/doctor/work.ts';
import type { JobRuns } from '../../../src/store/doctor.ts';
import type { TokenRow } from '../../../src/store/tokens.ts';

const now = '2026-11-21T04:00:00.000Z' as Instant;
const ago = (ms: number) => plusMs(now, -ms);
const gigabyte = 1_073_741_824;

/** Everything as it should be; each row below changes one thing. */
const machine: Machine = {
  node: '24.21.0',
  timeZoneData: '2026c',
  userId: 1_000,
  heapLimitBytes: gigabyte,
  usedBytes: gigabyte / 8,
  memoryLimitBytes: 2 * gigabyte,
  processors: 2,
};
const files: Files = {
  freeBytes: 50 * gigabyte,
  usedShare: 0.5,
  fileSystem: 0xef53,
  folderMode: 0o700,
  looseFiles: [],
  fsyncMs: 0.5,
  isStoppedByFile: false,
  owner: { pid: 1, host: 'h', startedAt: now },
  databaseBytes: gigabyte,
  logBytes: 1_000_000,
};
const setUp: SetUp = {
  warnings: [],
  host: '127.0.0.1',
  publicUrl: 'https://pay.example.com',
  trustedProxies: ['loopback'],
  allowPrivateUrls: false,
  logLevel: 'info',
  telegram: { hasChat: true, owners: 1, mode: 'polling' },
  stripe: { livemode: true, isRestricted: true, webhookSecrets: 1 },
  yookassa: { isTest: false, receipts: true },
  autoSync: true,
  hasSheets: true,
  hasSlack: true,
  notificationsOff: false,
  apiTokens: [],
};
const token: TokenRow = {
  id: 't',
  name: 'grafana',
  scopes: ['read:ops'],
  madeAt: ago(dayMs),
  expiresAt: plusMs(now, 60 * dayMs),
  revokedAt: null,
  prefix: 'pot_ab',
  lastUsedAt: ago(hourMs),
};
const runs: JobRuns = {
  job: 'backup',
  lastDone: ago(hourMs),
  missed: 0,
  failed: 0,
  lastDetail: null,
  runningSince: null,
};
const backup: Backup = {
  name: 'payops-1.db',
  createdAt: ago(hourMs),
  by: 'job',
  schema: null,
  rows: {},
  bytes: 1,
  sha256: 'x',
  verifiedAt: ago(hourMs),
  problem: null,
};
const counts = { deadRereads: 0, waitingRereads: 0, oldestReread: null, conflicts: 0, otherMode: 0, approvals: 0 };
const doubt = { destination: 'telegram', inDoubt: 0, repeated: 0, oldestDead: null };
const kept = retentionClasses.map((kind) => ({ kind, rows: 1, left: 0 }));
const stripe = (over: Partial<NonNullable<SetUp['stripe']>>): SetUp => ({
  ...setUp,
  stripe: { ...(setUp.stripe as NonNullable<SetUp['stripe']>), ...over },
});
const telegram = (over: Partial<SetUp['telegram']>): SetUp => ({ ...setUp, telegram: { ...setUp.telegram, ...over } });

const ofMachine = (over: Partial<Machine>, zoneName = 'Europe/Berlin') =>
  runtimeChecks({ ...machine, ...over }, zone(zoneName), now);
const ofFiles = (over: Partial<Files>) => fileChecks({ ...files, ...over }, true);
const ofSetUp = (over: Partial<SetUp>) => setUpChecks({ ...setUp, ...over });
const ofTokens = (over: Partial<TokenRow>, times = 1) =>
  tokenChecks(
    setUp,
    Array.from({ length: times }, () => ({ ...token, ...over })),
    now,
  );
const ofJob = (over: Partial<JobRuns>) => [jobCheck({ ...runs, ...over }, dayMs, now)];
const ofCounts = (over: Partial<typeof counts> & { oldestReread?: Instant | null }, aside = 0) =>
  countChecks({ ...counts, ...over }, aside, now);

it('what is as it should be is fine', () => {
  const all = [
    ...ofMachine({}),
    ...ofFiles({}),
    ...ofSetUp({}),
    ...ofTokens({}),
    ...ofJob({}),
    ...ofCounts({}),
    ...backupChecks([backup], runs, now),
    ...settingChecks([{ name: 'journal_mode', value: 'wal', ok: true }], 20),
    ...migrationChecks([{ name: '0001', appliedAt: now }], []),
    engineCheck('sqlite', '3.54.1'),
    engineCheck('sqlite', '3.51.3'),
    engineCheck('postgres', '18.4'),
    driftCheck([]),
    pagesCheck(null, true),
    auditCheck({ rows: 3, brokenAt: null }, true),
    retentionCheck(kept),
    doubtCheck(doubt, now),
    lastEventCheck('stripe', ago(hourMs), now),
  ];
  expect(all.filter(({ status }) => status !== 'ok')).toEqual([]);
});

type Row = readonly [name: string, status: Check['status'], checks: () => readonly Check[]];
const rows: readonly Row[] = [
  ['runtime', 'fail', () => ofMachine({ node: '20.20.0' })],
  ['runtime', 'warn', () => ofMachine({ node: '22.18.0' })],
  ['user', 'warn', () => ofMachine({ userId: 0 })],
  ['memory limit', 'warn', () => ofMachine({ memoryLimitBytes: gigabyte / 8 })],
  ['memory limit', 'warn', () => ofMachine({ heapLimitBytes: 4 * gigabyte })],
  ['memory in use', 'warn', () => ofMachine({ usedBytes: 1.9 * gigabyte })],
  ['time zone data', 'warn', () => ofMachine({ timeZoneData: '2024a' })],
  ['time zone data', 'warn', () => ofMachine({ timeZoneData: null })],
  ['disk', 'fail', () => ofFiles({ usedShare: 0.95 })],
  ['disk', 'warn', () => ofFiles({ usedShare: 0.85 })],
  ['file system', 'fail', () => ofFiles({ fileSystem: 0x6969 })],
  ['file system', 'warn', () => ofFiles({ fileSystem: 0x65735546 })],
  ['file system', 'warn', () => ofFiles({ fileSystem: 0x01021994 })],
  ['file system', 'warn', () => ofFiles({ fileSystem: 0x794c7630 })],
  ['file system', 'fail', () => ofFiles({ fileSystem: 0xff534d42 | 0 })],
  ['fsync', 'fail', () => ofFiles({ fsyncMs: 500 })],
  ['fsync', 'warn', () => ofFiles({ fsyncMs: 50 })],
  ['fsync', 'warn', () => ofFiles({ fsyncMs: null })],
  ['folder rights', 'warn', () => ofFiles({ folderMode: 0o755 })],
  ['file rights', 'warn', () => ofFiles({ folderMode: 0o755, looseFiles: ['payops.db'] })],
  ['stop file', 'warn', () => ofFiles({ isStoppedByFile: true })],
  ['server', 'warn', () => ofFiles({ owner: null })],
  ['database size', 'warn', () => ofFiles({ databaseBytes: 60 * gigabyte })],
  ['write-ahead log', 'warn', () => ofFiles({ logBytes: gigabyte / 2 })],
  ['write-ahead log', 'fail', () => ofFiles({ logBytes: 2 * gigabyte })],
  ['configuration', 'warn', () => ofSetUp({ warnings: ['SLAK_BOT: payops does not know this variable'] })],
  ['telegram chat', 'warn', () => setUpChecks(telegram({ hasChat: false }))],
  ['owners', 'warn', () => setUpChecks(telegram({ owners: 0 }))],
  ['notifications', 'warn', () => ofSetUp({ notificationsOff: true })],
  ['stripe key', 'warn', () => ofSetUp({ stripe: null, yookassa: null })],
  ['stripe key rights', 'warn', () => setUpChecks(stripe({ isRestricted: false }))],
  ['stripe webhook secret', 'warn', () => setUpChecks(stripe({ webhookSecrets: 0 }))],
  ['stripe webhook secret', 'warn', () => setUpChecks(stripe({ webhookSecrets: 2 }))],
  ['sweep', 'warn', () => ofSetUp({ autoSync: false })],
  ['bind', 'warn', () => ofSetUp({ host: '0.0.0.0', publicUrl: null })],
  ['public url', 'fail', () => ofSetUp({ publicUrl: 'http://pay.example.com' })],
  ['links', 'warn', () => [linksCheck({ ...setUp, publicUrl: null }, 'http://127.0.0.1:3000', true)]],
  ['links', 'warn', () => [linksCheck({ ...setUp, host: '0.0.0.0', publicUrl: null }, 'http://0.0.0.0:3000', true)]],
  ['proxies', 'fail', () => ofSetUp({ trustedProxies: ['0.0.0.0/0'] })],
  ['proxies', 'warn', () => ofSetUp({ host: '0.0.0.0', trustedProxies: [] })],
  ['private addresses', 'warn', () => ofSetUp({ allowPrivateUrls: true })],
  ['log level', 'warn', () => ofSetUp({ logLevel: 'debug' })],
  [
    'short api tokens',
    'fail',
    () => tokenChecks({ ...setUp, apiTokens: [{ name: 'g', scopes: [], characters: 12 }] }, [], now),
  ],
  ['admin api tokens', 'warn', () => ofTokens({ scopes: ['admin'] }, 3)],
  ['ending api tokens', 'warn', () => ofTokens({ expiresAt: plusMs(now, 3 * dayMs) })],
  ['unused api tokens', 'warn', () => ofTokens({ madeAt: ago(200 * dayMs), lastUsedAt: null })],
  ['engine', 'fail', () => [engineCheck('sqlite', '3.50.4')]],
  ['engine', 'fail', () => [engineCheck('sqlite', '3.52.0')]],
  ['engine', 'warn', () => [engineCheck('postgres', '12.1')]],
  ['database', 'fail', () => settingChecks([{ name: 'synchronous', value: '1', ok: false }], 20)],
  ['synchronous', 'fail', () => settingChecks([{ name: 'synchronous', value: '1', ok: false }], 20)],
  ['busy timeout', 'warn', () => settingChecks([], 5_000)],
  ['schema', 'warn', () => migrationChecks([{ name: '0001', appliedAt: null }], [])],
  ['program', 'fail', () => migrationChecks([], ['0099_later'])],
  ['schema drift', 'fail', () => [driftCheck(['index deliveries_waiting_once'])]],
  ['pages', 'fail', () => [pagesCheck('page 3 is never used', false)]],
  ['audit chain', 'fail', () => [auditCheck({ rows: 3, brokenAt: 2 }, false)]],
  ['retention', 'warn', () => [retentionCheck([{ kind: 'attempts', rows: 9, left: 4 }])]],
  ['deliveries in doubt', 'warn', () => [doubtCheck({ ...doubt, inDoubt: 1 }, now)]],
  ['deliveries in doubt', 'warn', () => [doubtCheck({ ...doubt, repeated: 1, oldestDead: ago(dayMs) }, now)]],
  ['last event', 'warn', () => [lastEventCheck('stripe', null, now)]],
  ['last event', 'warn', () => [lastEventCheck('stripe', ago(4 * dayMs), now)]],
  ['put aside', 'warn', () => ofCounts({}, 2)],
  ['reads from the provider', 'warn', () => ofCounts({ deadRereads: 1 })],
  ['reads from the provider', 'warn', () => ofCounts({ waitingRereads: 1, oldestReread: ago(2 * hourMs) } as never)],
  ['payments in conflict', 'warn', () => ofCounts({ conflicts: 1 })],
  ['events of the other mode', 'warn', () => ofCounts({ otherMode: 1 })],
  ['approvals', 'warn', () => ofCounts({ approvals: 1 })],
  ['job', 'warn', () => ofJob({ lastDone: ago(3 * dayMs) })],
  ['job', 'warn', () => ofJob({ missed: 1 })],
  ['job', 'warn', () => ofJob({ failed: 1, lastDetail: 'disk full' })],
  ['job', 'warn', () => ofJob({ runningSince: ago(dayMs) })],
  ['backup', 'warn', () => backupChecks([], null, now)],
  ['backup', 'warn', () => backupChecks([{ ...backup, createdAt: ago(5 * dayMs) }], null, now)],
  ['backup', 'warn', () => backupChecks([backup, { ...backup, problem: 'cut' }], null, now)],
  ['restore drill', 'warn', () => backupChecks([backup], { ...runs, lastDone: ago(20 * dayMs) }, now)],
  ['restore drill', 'warn', () => backupChecks([{ ...backup, createdAt: ago(20 * dayMs) }], null, now)],
];

it.each(rows)('%s: %s', (name, status, checks) => {
  const found = checks().filter((check) => check.name === name && check.status === status);
  expect(found).not.toEqual([]);
  expect(found.every(({ fix }) => fix !== null)).toBe(true);
});

it('what is not set is told once, by its own check', () => {
  const warnings = ['OWNER_TELEGRAM_IDS: is not set, so nobody may operate the bot'];
  const told = setUpChecks({ ...setUp, warnings, telegram: { ...setUp.telegram, owners: 0 } });
  expect(told.filter(({ status }) => status !== 'ok').map(({ name }) => name)).toEqual(['owners']);
});

it('the clocks of the business zone change on a known day, an offset never', () => {
  expect(nextClockChange(now, zone('Europe/Berlin'))).toEqual({
    at: '2027-03-28T01:00:00.000Z',
    from: '+01:00',
    to: '+02:00',
  });
  expect(nextClockChange(now, zone('+01:00'))).toBeNull();
});

it('the next slots keep their local hour over the change', () => {
  const slots = nextSlots({ hour: 3 }, '2027-03-27T04:00:00.000Z' as Instant, zone('Europe/Berlin'), 2);
  expect(slots.map(({ dueAt }) => dueAt)).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-29T01:00:00.000Z']);
});

it('measuring the disk leaves nothing behind', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'payops-test-'));
  try {
    expect(await readFiles(folder, null)).toMatchObject({ fsyncMs: expect.any(Number), owner: null });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
