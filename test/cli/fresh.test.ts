import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childEnv } from '../support/child-env.ts';

const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const token = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1';
let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'payops-test-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The command line on a machine where the server has never run. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = { TELEGRAM_BOT_TOKEN: token }) {
  const ran = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...words], {
    encoding: 'utf8',
    env: { ...childEnv, DATA_DIR: path.join(home, 'data'), ...env },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

test('doctor runs before the first start, says that there is no database, and makes none', () => {
  const { code, out, err } = run(['doctor', '--offline', '--deep', '--json']);

  const { findings } = JSON.parse(out) as { findings: { name: string; status: string; detail: string; fix: string }[] };
  expect(err).toBe('');
  expect(code).toBe(1);
  expect(findings.find(({ name }) => name === 'database')).toMatchObject({ status: 'warn', fix: 'npm start makes it' });
  expect(findings.map(({ name }) => name)).toContain('disk');
  for (const finding of findings) {
    expect(Object.keys(finding).sort()).toEqual(['about', 'area', 'detail', 'fix', 'name', 'status']);
  }
  expect(existsSync(path.join(home, 'data'))).toBe(false);
});

test('doctor tells a wrong environment as findings, each with what to do', () => {
  const { code, out } = run(['doctor', '--offline', '--json'], { TELEGRAM_BOT_TOKEN: token, PORT: '99999' });

  const { status, findings } = JSON.parse(out) as { status: string; findings: { status: string; detail: string }[] };
  expect(code).toBe(2);
  expect(status).toBe('fail');
  expect(findings.filter((one) => one.status === 'fail').map((one) => one.detail)).toEqual([
    'PORT: must be a whole number from 0 to 65535',
  ]);
});

test('a verb that needs the database says how to make one', () => {
  const { code, err } = run(['deliveries', 'list']);

  expect(code).toBe(2);
  expect(err).toContain('start the server once, or run: migrate up');
  expect(existsSync(path.join(home, 'data'))).toBe(false);
});

test('migrate up makes the database, and the other verbs work on it', () => {
  expect(run(['migrate', 'up']).code).toBe(0);
  expect(run(['token', 'list'])).toMatchObject({ code: 0, err: '' });
});

test('reports, rates and stored sums are asked for on the host', () => {
  run(['migrate', 'up']);
  const rates = path.join(home, 'rates.csv');
  writeFileSync(rates, 'date;currency;rate\n2026-11-01;EUR;1,0875\n2026-11-32;EUR;1\n2026-11-01;GBP;x\n');
  expect(run(['rates', 'import', '--file', rates])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^line 3: the date must be .*\nline 4: the rate must be .*\nnothing was saved\n$/),
  });
  writeFileSync(rates, 'date;currency;rate\n2026-11-01;EUR;1,0875\n');
  expect(run(['rates', 'import', '--file', rates])).toMatchObject({ code: 0, out: '1 saved\n' });
  expect(run(['rates', 'list']).out).toBe('2026-11-01  1 EUR = 1.0875 USD  file\n');
  expect(run(['report', 'daily', 'sometime'])).toMatchObject({ code: 2, err: expect.stringContaining('last week') });
  const rules = path.join(home, 'rules.csv');
  writeFileSync(rules, 'team,field,pattern,match\nAda,utm_source,fb_ada\nBob,campaign,bob,contains\n');
  const saved = 'no rule matches 0 payments\n2 rules saved\n';
  expect(run(['teams', 'import', '--file', rules])).toMatchObject({ code: 0, out: saved });
  expect(run(['teams', 'list']).out).toBe('Ada  utm_source  exact  fb_ada  0\nBob  campaign  contains  bob  0\n');
  writeFileSync(rules, 'Ada,source,fb_ada\n');
  expect(run(['teams', 'import', '--file', rules]).out).toContain('line 1: the field must be one of utm_source');
  expect(run(['rollups', 'rebuild']).code).toBe(0);
});

test('--help shows the verbs', () => {
  const { code, out } = run(['--help'], {});

  expect(code).toBe(0);
  expect(out).toContain('resync --from <day> --to <day> [--dry-run]');
});

test('a database that cannot be reached is a sentence without its password, and a finding of doctor', () => {
  const env = { TELEGRAM_BOT_TOKEN: token, DATABASE_URL: 'postgres://u:canary@127.0.0.1:9/payops' };
  const listed = run(['deliveries', 'list'], env);
  const examined = run(['doctor', '--offline', '--json'], env);

  expect(listed).toMatchObject({ code: 1, out: '' });
  expect(listed.err).toMatch(/^payops cannot start: the database of DATABASE_URL cannot be used \(ECONNREFUSED\)/);
  expect(examined.code).toBe(2);
  expect(JSON.parse(examined.out)).toMatchObject({ status: 'fail' });
  expect(listed.err + examined.out + examined.err).not.toContain('canary');
});
