import { spawn } from 'node:child_process';
import path from 'node:path';

const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

export type Ran = Readonly<{ code: number | null; out: string; err: string }>;

/** The command line as an operator runs it, beside whatever else runs: this process goes on meanwhile. */
export function runCli(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const told = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    told.out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told.err += chunk.toString('utf8');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...told })));
}
