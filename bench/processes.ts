import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LoadJob, LoadResult } from './load.ts';

export function temporaryFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(path.join(tmpdir(), 'payops-bench-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Load comes from a thread of its own, so that it does not share the measured process's event loop. */
export function load(job: LoadJob): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load.ts', import.meta.url), { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

export type Child = Readonly<{
  process: ChildProcess;
  ask: <T>(message: object) => Promise<T>;
  stop: () => Promise<void>;
}>;

/** Starts a file of bench/ as a process as tools/run.sh does; it answers each message with one message. */
export async function startChild(file: string, options: object): Promise<Child> {
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = <T>() =>
    new Promise<T>((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    });
  await answer();
  return {
    process: child,
    ask: async <T>(message: object) => {
      const answered = answer<T>();
      child.send(message);
      return answered;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
