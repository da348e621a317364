import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';

const DEMO = path.join(import.meta.dirname, '..', '..', 'src', 'sandbox', 'demo.ts');

export type Demo = { url: string; readyMs: number; output(): string; stop(): Promise<number | null> };

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function spawnDemo(env: Record<string, string>): ChildProcess {
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    TMPDIR: process.env['TMPDIR'] ?? '',
  };
  const flags = ['--disable-warning=ExperimentalWarning', DEMO];
  return spawn(process.execPath, flags, { env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts the demo as a person would and resolves when it prints its address; rejects with its output where it ends. */
export async function startDemo(env: Record<string, string>): Promise<Demo> {
  const startedAt = performance.now();
  const child = spawnDemo(env);
  let output = '';
  const ready = Promise.withResolvers<string>();
  const listen = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    const url = /payops demo is ready: (http:\S+)/.exec(output)?.[1];
    if (url) ready.resolve(url);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  void ended.then((code) => ready.reject(new Error(`the demo ended with code ${code}:\n${output}`)));
  const url = await ready.promise;
  return {
    url,
    readyMs: performance.now() - startedAt,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}
