import { expect, test } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';

function capture(secrets: readonly string[] = []) {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger({ level: 'info', secrets, destination: { write: (line) => void lines.push(line) } }),
  };
}
const token = '123456789:AAEabcdefghijklmnopqrstuvwxyz_-1234';

test('a line is one JSON object with level, time and event', () => {
  const { log, lines } = capture();
  log.info({ event: 'started', port: 1 });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'started', port: 1 });
});

test('secrets are taken out by key, by value and by shape, also from stacks and causes', () => {
  const { log, lines } = capture(['s3cr3t-canary', 'line\none']);
  const cause = new Error(`https://api.telegram.org/bot${token}/getMe`);
  log.error({
    event: 'x',
    err: new Error('key sk_live_abc123 and whsec_zzz and xoxb-1-2', { cause }),
    detail: 's3cr3t-canary ya29.a0b1 eyJhbGciOi.eyJzdWIi.sig line\none',
    nested: { authorization: 'Basic plain-canary', deep: [{ api_key: 'k-canary' }] },
    key: '-----BEGIN PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----',
  });
  const line = lines[0] ?? '';
  for (const bad of [token, 'sk_live', 'whsec_z', 'xoxb-', 'canary', 'ya29', 'eyJhb', 'line\\none']) {
    expect(line).not.toContain(bad);
  }
  expect(JSON.parse(line)).toMatchObject({ nested: { authorization: '[redacted]' } });
});

test('an error is told without what else hangs on it', () => {
  const { log, lines } = capture();
  log.warn({ event: 'x', err: Object.assign(new Error('no'), { payload: { text: 'a@b.c' }, code: 'E1' }) });
  expect(lines[0]).not.toContain('a@b.c');
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ message: 'no', code: 'E1' });
});

test('line breaks and terminal commands cannot forge a line', () => {
  const { log, lines } = capture();
  log.info({ event: 'x', text: 'a\r\n{"level":"error"}\u001b[31m\u009b2J\u2028' });
  expect(lines).toHaveLength(1);
  for (const bad of ['\r', '\u001b', '\u009b', '\u2028']) expect(lines[0]).not.toContain(bad);
  expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
});
