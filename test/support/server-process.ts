import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv } from './child-env.ts';
import { waitHangsMs } from './patience.ts';

const root = path.join(import.meta.dirname, '..', '..');
const main = path.join(root, 'src', 'main.ts');

export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

/** payops as an operator runs it: a process of its own, known from outside only. */
export type ServerProcess = Readonly<{
  url: string;
  pid: number;
  /** From the spawn to the first ready answer. */
  readyMs: number;
  /** Everything it has printed so far. */
  output: () => string;
  ended: Promise<Ended>;
  isAlive: () => boolean;
  /** Speaks to a preloaded module. */
  tell: (message: object) => void;
  /** Whether that module has confirmed. */
  isArmed: () => boolean;
  /** SIGKILL; resolves when it is dead. */
  kill: () => Promise<Ended>;
  terminate: () => Promise<Ended>;
  signal: (name: NodeJS.Signals) => void;
}>;

export type Env = Readonly<Record<string, string>>;
export type LaunchOptions = Readonly<{ env: Env; preload?: string; limits?: string }>;

const portsOfWorker = 3_300;
/** As many as vitest.config.ts lets run at once. */
const workers = 6;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1) % workers;
const port = { next: 12_000 + worker * portsOfWorker + (process.pid % (portsOfWorker / 2)) };

/**
 * A port that stays ours between two lives of a server. One that the system gives out could meanwhile be another test's
 * server, which would answer that it is ready in the place of ours; so each worker has its own, below the system's.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    port.next += 1;
    const mine = port.next;
    if (await isFree(mine)) return mine;
  }
}

async function isFree(candidate: number): Promise<boolean> {
  const probe = createServer();
  const listening = once(probe, 'listening').then(
    () => true,
    () => false,
  );
  probe.listen(candidate, '127.0.0.1');
  if (!(await listening)) return false;
  probe.close();
  await once(probe, 'close');
  return true;
}

/** Asks again and again; throws what it was last told where that hangs. */
export async function until<T>(what: string, look: () => T | Promise<T>, everyMs = 10): Promise<NonNullable<T>> {
  const endsAt = performance.now() + waitHangsMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (performance.now() > endsAt) throw new Error(`waited ${waitHangsMs} ms in vain for: ${what}`, { cause: last });
    await sleep(everyMs);
  }
}

export function spawnServer({ env, preload, limits }: LaunchOptions): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', ...(preload ? ['--import', preload] : []), main];
  const options = {
    cwd: root,
    env: { ...childEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'] as ['ignore', 'pipe', 'pipe', 'ipc'],
  };
  if (!limits) return spawn(process.execPath, flags, options);
  return spawn('sh', ['-c', `${limits} && exec "$0" "$@"`, process.execPath, ...flags], options);
}

function listen(child: ChildProcess): () => string {
  let text = '';
  const take = (chunk: Buffer) => {
    text += chunk.toString('utf8');
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return () => text;
}

/** Resolves when it has ended by itself: for what must refuse to start. */
export async function runToEnd(options: LaunchOptions): Promise<Ended & { output: string; ms: number }> {
  const startedAt = performance.now();
  const child = spawnServer(options);
  const output = listen(child);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, output: output(), ms: performance.now() - startedAt };
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.ok;
}

/** Starts it and resolves when it says that it is ready. */
export async function startServer({ env, ...launch }: LaunchOptions): Promise<ServerProcess> {
  const port = env['PORT'] ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawnServer({ ...launch, env: { ...env, PORT: port } });
  const output = listen(child);
  let isDead = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isDead = true;
    return { code, signal } as Ended;
  });
  await until('the server to be ready', async () => isDead || (await isReady(url)), 15);
  if (isDead) throw new Error(`the server ended:\n${output()}`);
  const readyMs = performance.now() - startedAt;
  let isArmed = false;
  child.on('message', (message) => {
    isArmed ||= message === 'armed';
  });
  const send = (name: NodeJS.Signals) => {
    child.kill(name);
    return ended;
  };
  return {
    url,
    pid: child.pid ?? 0,
    readyMs,
    output,
    ended,
    isAlive: () => !isDead,
    tell: (message) => void child.send(message),
    isArmed: () => isArmed,
    kill: () => send('SIGKILL'),
    terminate: () => send('SIGTERM'),
    signal: (name) => void child.kill(name),
  };
}
