import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freePort, until } from '../support/server-process.ts';

test('a SIGTERM that reaches only npm ends the server, and leaves no orphan behind', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'payops-signals-'));
  const port = String(await freePort());
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: dataDir,
    DATA_DIR: dataDir,
    PORT: port,
    TELEGRAM_BOT_TOKEN: '42:token',
    TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
    OWNER_TELEGRAM_IDS: '7',
  };
  const npm = spawn('npm', ['start', '--silent'], { env, stdio: 'ignore', detached: true });
  const ended = once(npm, 'exit');
  const answers = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok);
  try {
    await until('the server to be ready', () => answers().catch(() => false));
    process.kill(npm.pid ?? 0, 'SIGTERM');
    await ended;
    await until(
      'nobody to answer',
      () =>
        answers().then(
          () => false,
          () => true,
        ),
      30_000,
    );
    expect(npm.exitCode ?? npm.signalCode).not.toBeNull();
  } finally {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL');
    } catch {
      // The whole group is gone, as it should be.
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
});
