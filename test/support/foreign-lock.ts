import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = `
const db = new (require('better-sqlite3'))(process.argv[1], { timeout: 10000 });
db.exec('begin immediate');
process.stdout.write('locked');
process.stdin.resume();
process.stdin.on('end', () => { db.exec('rollback'); process.exit(0); });
`;

/** Another process writes and does not come to an end. Returns how to end it. */
export async function lockFromOutside(file: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['-e', script, file], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
}
