import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dayMs } from '../../src/domain/time.ts';
import { createJobs } from '../../src/flows/jobs.ts';
import { OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

type Series = Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>;
type Family = { name: string; type: string; help: string; series: Series[] };

/** The text format, as a scraper reads it. */
function families(text: string): readonly Family[] {
  const known = new Map<string, Family>();
  const of = (name: string) => {
    const family = known.get(name) ?? { name, type: '', help: '', series: [] };
    known.set(name, family);
    return family;
  };
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') of(name).help = rest;
    else if (kind === 'TYPE') of(name).type = rest;
    else if (line !== '' && !line.startsWith('#')) addSeries(line, known, of);
  }
  return [...known.values()];
}

function addSeries(line: string, known: ReadonlyMap<string, Family>, of: (name: string) => Family): void {
  const [, name = '', labels = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  const base = name.replace(/_(bucket|sum|count)$/, '');
  const family = known.get(base)?.type === 'histogram' ? of(base) : of(name);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', given = '']) => [key, given]);
  family.series.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
}

/** One scrape of an app where something of everything has happened. */
async function scrapeBusy(app: App): Promise<string> {
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.settled();
  await app.running().flows.sweep(owner);
  // The next night's jobs: the first start counts the night before as missed.
  app.clock.advance(dayMs);
  await createJobs(app.running().deps, app.flows(), new AbortController().signal).runDueSlots();
  await fetch(`${app.url()}/no/such/address`);
  app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: '/status' });
  return eventually(async () => {
    const text = await (await fetch(`${app.url()}/metrics`)).text();
    expect(text).toContain('payops_job_runs_total{');
    expect(text).toContain('payops_bot_updates_total{');
    // The reports of the night are on their way for a moment.
    expect(text).not.toMatch(/^payops_deliveries_waiting\{.*\} [1-9]/m);
    return text;
  });
}

/** What promtool's linter objects to, as far as it can arise here. */
function complaints({ name, type, help, series }: Family): string[] {
  const found = [];
  if (help === '') found.push('has no HELP');
  if (type === '') found.push('has no TYPE');
  if (!/^[a-z][a-z0-9_]*$/.test(name)) found.push('is not in lower case with underscores');
  if (type === 'counter' && !name.endsWith('_total')) found.push('is a counter without _total');
  if (type !== 'counter' && name.endsWith('_total')) found.push('ends in _total without being a counter');
  if (/_(milliseconds|ms|minutes|hours|kilobytes|megabytes|mb)(_|$)/.test(name)) found.push('is not in base units');
  if (/(^|_)(counter|gauge|histogram|summary)(_|$)/.test(name)) found.push('has its type in its name');
  const seen = series.map((one) => JSON.stringify([one.name, one.labels]));
  if (new Set(seen).size !== seen.length) found.push('has a series twice');
  if (series.some((one) => Number.isNaN(one.value))) found.push('has no number');
  return found.map((complaint) => `${name} ${complaint}`);
}

const rules = readFileSync(path.join(import.meta.dirname, '../../deploy/prometheus/alerts.yml'), 'utf8');
const board = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../deploy/grafana/payops.json'), 'utf8')) as {
  panels: { targets: { expr: string }[] }[];
};

/** The metrics and label values that an expression names. */
function named(expression: string): string[] {
  return [...expression.matchAll(/\b((?:payops|process)_\w+)\b/g)].map((match) => match[1] ?? '');
}

test('metrics are clean, tell what happened, and are what rules and board ask for', async () => {
  const app = await startApp();
  const all = families(await scrapeBusy(app));
  const total = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    all
      .flatMap(({ series }) => series)
      .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      .reduce((sum, one) => sum + one.value, 0);

  expect(all.flatMap(complaints)).toEqual([]);
  for (const { name, series } of all) expect([name, series.length < 400]).toEqual([name, true]);

  expect(total('payops_webhooks_total', { outcome: 'recorded' })).toBeGreaterThanOrEqual(1);
  expect(
    total('payops_delivery_attempts_total', { destination: 'telegram', outcome: 'delivered' }),
  ).toBeGreaterThanOrEqual(1);
  expect(total('payops_delivery_call_seconds_count', { destination: 'sheets' })).toBeGreaterThanOrEqual(1);
  expect(total('payops_deliveries_waiting')).toBe(0);
  // Of Stripe, and of Stars, which every bot has.
  expect(total('payops_sweeps_total', { outcome: 'done' })).toBe(2);
  expect(total('payops_bot_updates_total', { kind: 'command', name: 'status', result: 'done' })).toBe(1);
  expect(total('payops_http_requests_total', { route: '/webhooks/stripe', status: '200' })).toBeGreaterThanOrEqual(1);
  expect(total('payops_http_requests_total', { route: 'unknown', status: '404' })).toBe(1);
  expect(total('payops_commit_writes_count')).toBeGreaterThan(0);
  expect(total('payops_database_statements_total')).toBeGreaterThan(0);
  expect(total('payops_database_file_bytes', { part: 'database' })).toBeGreaterThan(0);

  const known = new Set(all.flatMap(({ name, series }) => [name, ...series.map((one) => one.name)]));
  const asked = [
    ...[...rules.matchAll(/expr: (.*)/g)].map((match) => match[1] ?? ''),
    ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ].flatMap(named);
  expect(asked.length).toBeGreaterThan(25);
  expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([]);
});

test('every alert rule has what a person woken by it needs', () => {
  const blocks = rules.split(/\n(?= {6}- alert:)/).slice(1);
  expect(blocks.length).toBeGreaterThanOrEqual(12);
  for (const block of blocks) {
    for (const part of ['expr:', 'severity:', 'summary:', 'description:']) expect(block).toContain(part);
  }
});
