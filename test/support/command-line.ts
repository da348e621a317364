import { execFile } from 'node:child_process';
import path from 'node:path';
import { childEnv } from './child-env.ts';
import type { Env } from './server-process.ts';

export type Said = Readonly<{ code: number; out: string; err: string }>;

/** `npm run payops -- …` as a process of its own, beside whatever server runs. */
export function payops(env: Env, ...args: readonly string[]): Promise<Said> {
  const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
  const flags = ['--disable-warning=ExperimentalWarning', cli, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env: { ...childEnv, ...env } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
    });
  });
}
