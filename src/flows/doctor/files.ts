import { existsSync } from 'node:fs';
import { open, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Check, doubtful, fine, judged, wrong } from '../../domain/checks.ts';
import { said, value } from '../../domain/said.ts';
import type { Owner } from '../../store/owner-lock.ts';
import { peekOwner } from '../../store/owner-lock.ts';

/** The data folder and what lies in it, read once. */
export type Files = Readonly<{
  freeBytes: number;
  usedShare: number;
  /** The kernel's number for the kind of file system. */
  fileSystem: number;
  /** Permission bits; null where the folder or file is not there yet. */
  folderMode: number | null;
  looseFiles: readonly string[];
  fsyncMs: number | null;
  isStoppedByFile: boolean;
  owner: Owner | null;
  databaseBytes: number | null;
  logBytes: number | null;
}>;

const megabyte = 1_048_576;
const gigabyte = 1_024 * megabyte;
const fsyncTries = 5;
const ownerOnly = 0o077;

/** DATA_DIR, or the folder that it will be made in. */
function nearestFolder(folder: string): string {
  const parent = path.dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearestFolder(parent);
}

async function sizeOf(file: string | null): Promise<number | null> {
  if (file === null) return null;
  return stat(file).then(
    ({ size }) => size,
    () => null,
  );
}

async function modeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );
}

/** The median of a few small durable writes, in a file that is gone afterwards. */
async function measureFsync(folder: string): Promise<number> {
  const file = path.join(folder, `.doctor-${process.pid}`);
  const times: number[] = [];
  const handle = await open(file, 'wx', 0o600);
  try {
    for (let n = 0; n < fsyncTries; n++) {
      const startedMs = performance.now();
      await handle.write(Buffer.alloc(4_096, n));
      await handle.sync();
      times.push(performance.now() - startedMs);
    }
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
  return times.toSorted((a, b) => a - b)[Math.floor(fsyncTries / 2)] ?? 0;
}

/** Writes nothing that stays. `database`: SQLite's file, null for PostgreSQL or before the first start. */
export async function readFiles(dataDir: string, database: string | null): Promise<Files> {
  const { bavail, blocks, bsize, type } = await statfs(nearestFolder(dataDir));
  const isThere = existsSync(dataDir);
  const kept = ['owner.json', 'owner.lock'].map((name) => path.join(dataDir, name));
  const files = database === null ? kept : [database, `${database}-wal`, `${database}-shm`, ...kept];
  const modes = await Promise.all(files.map(async (file) => [file, await modeOf(file)] as const));
  return {
    freeBytes: bavail * bsize,
    usedShare: blocks === 0 ? 0 : 1 - bavail / blocks,
    fileSystem: type,
    folderMode: await modeOf(dataDir),
    looseFiles: modes
      .filter(([, mode]) => mode !== null && (mode & ownerOnly) !== 0)
      .map(([file]) => path.basename(file)),
    fsyncMs: isThere ? await measureFsync(dataDir).catch(() => null) : null,
    isStoppedByFile: existsSync(path.join(dataDir, 'STOPPED')),
    owner: peekOwner(dataDir),
    databaseBytes: await sizeOf(database),
    logBytes: await sizeOf(database === null ? null : `${database}-wal`),
  };
}

function diskCheck({ freeBytes, usedShare }: Files): Check {
  return judged(
    'disk',
    said('disk', { free: Math.round(freeBytes / megabyte), used: Math.round(usedShare * 100) }),
    [usedShare > 0.9, 'fail', said('disk-now')],
    [usedShare > 0.8, 'warn', said('disk-soon')],
  );
}

const network = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
]);
const fleeting = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);
const layered = new Map([[0x794c7630, 'overlay']]);
const fuse = 0x65735546;

function fileSystemCheck({ fileSystem }: Files, usesFile: boolean): Check {
  const name = 'file system';
  const kind = fileSystem >>> 0;
  const far = network.get(kind);
  const move = said('disk-local');
  if (far !== undefined && usesFile) return wrong(name, value(far), move);
  if (kind === fuse && usesFile) return doubtful(name, value('FUSE'), said('disk-fuse', { else: move }));
  const gone = fleeting.get(kind) ?? layered.get(kind);
  if (gone !== undefined) return doubtful(name, value(gone), said('disk-lasting'));
  return fine(name, far === undefined ? said('disk-is-local') : value(far));
}

function fsyncCheck({ fsyncMs }: Files): Check {
  const name = 'fsync';
  if (fsyncMs === null) return doubtful(name, said('fsync-unknown'), said('fsync-write'));
  const fix = said('fsync-faster');
  return judged(
    name,
    said('milliseconds', { ms: fsyncMs.toFixed(1) }),
    [fsyncMs > 200, 'fail', fix],
    [fsyncMs > 25, 'warn', fix],
  );
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}

function modeChecks({ folderMode, looseFiles }: Files): readonly Check[] {
  if (folderMode === null) return [fine('folder rights', said('folder-none'))];
  const isLoose = (folderMode & ownerOnly) !== 0;
  return [
    judged('folder rights', value(octal(folderMode)), [isLoose, 'warn', said('folder-close')]),
    judged(
      'file rights',
      looseFiles.length === 0 ? value('0600') : isLoose ? value(looseFiles.join(', ')) : said('files-closed'),
      [
        // Nobody else comes as far as these where the folder is closed.
        looseFiles.length > 0 && isLoose,
        'warn',
        said('files-close'),
      ],
    ),
  ];
}

function stopFileCheck({ isStoppedByFile }: Files): Check {
  const fix = said('stop-file-resume');
  return judged('stop file', isStoppedByFile ? said('stop-file') : said('stop-file-none'), [
    isStoppedByFile,
    'warn',
    fix,
  ]);
}

function ownerCheck({ owner }: Files): Check {
  if (owner === null) return doubtful('server', said('server-none'), said('server-start'));
  return fine('server', said('server', { pid: owner.pid, host: owner.host, since: owner.startedAt }));
}

function sizeChecks({ databaseBytes, logBytes, freeBytes }: Files): readonly Check[] {
  if (databaseBytes === null) return [];
  const log = logBytes ?? 0;
  const slow = said('wal-slow');
  return [
    judged('database size', said('megabytes', { size: (databaseBytes / megabyte).toFixed(1) }), [
      databaseBytes * 1.1 > freeBytes,
      'warn',
      said('database-room'),
    ]),
    judged(
      'write-ahead log',
      said('megabytes', { size: (log / megabyte).toFixed(1) }),
      [log > gigabyte, 'fail', slow],
      [log > 64 * megabyte, 'warn', slow],
    ),
  ];
}

/** The data folder. `usesFile`: the database is a file in it. */
export function fileChecks(files: Files, usesFile: boolean): readonly Check[] {
  return [
    diskCheck(files),
    fileSystemCheck(files, usesFile),
    fsyncCheck(files),
    ...modeChecks(files),
    stopFileCheck(files),
    ...(usesFile ? [ownerCheck(files)] : []),
    ...sizeChecks(files),
  ];
}
