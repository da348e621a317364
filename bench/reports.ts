import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decide } from '../src/domain/decide.ts';
import type { DecideEnv } from '../src/domain/decision.ts';
import type { DomainEvent } from '../src/domain/facts.ts';
import { currency } from '../src/domain/money.ts';
import type { Actor } from '../src/domain/permissions.ts';
import { type BusinessDate, dayMs, instantOf } from '../src/domain/time.ts';
import { plusDays } from '../src/domain/zone.ts';
import { decideEnvOf } from '../src/flows/deps.ts';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import { type Running, start } from '../src/main.ts';
import { readObject } from '../src/providers/stripe/normalise.ts';
import { inTransaction } from '../src/store/database.ts';
import { loadNeighbourhood } from '../src/store/load-neighbourhood.ts';
import { findCorruption } from '../src/store/quick-check.ts';
import { saveRates } from '../src/store/rates.ts';
import { saveDecision } from '../src/store/save-decision.ts';
import { environment } from './environment.ts';
import { machineFigure } from './machine.ts';
import { load } from './processes.ts';
import { type Figure, median, quantile } from './report.ts';
import { seededFolder, seededSumUp } from './seeded.ts';

const analyst: Actor = { kind: 'operator', telegramId: '1', role: 'analyst', name: 'bench' };
const warmUps = 3;
/** So many that the slowest one does not make the 99th percentile. */
const asked = 200;

function dateBefore(days: number): BusinessDate {
  return instantOf(Date.now() - days * dayMs).slice(0, 10) as BusinessDate;
}

/** Another time each time. */
function span(n: number, days: number) {
  const to = dateBefore(2 + ((n * 37) % 250));
  return { from: plusDays(to, 1 - days), to };
}

type Ask = (n: number) => Promise<unknown>;

function questionsOf({ flows }: Running): Readonly<Record<string, Ask>> {
  return {
    'daily, today so far': () => flows.runReport(analyst, { kind: 'daily' }),
    'daily, a past day': (n) => flows.runReport(analyst, { kind: 'daily', period: span(n, 1) }),
    'geo, today so far': () => flows.runReport(analyst, { kind: 'geo' }),
    'creatives, today so far': () => flows.runReport(analyst, { kind: 'creatives' }),
    'campaigns, seven days with today': () => flows.runReport(analyst, { kind: 'campaigns' }),
    'campaigns with verdicts': () => flows.analyzeCampaigns(analyst, {}),
    'one campaign': (n) => flows.runReport(analyst, { kind: 'campaigns', campaign: `campaign_${n % 60}` }),
    'weekly, the last week': () => flows.runReport(analyst, { kind: 'weekly' }),
    'weekly, a past week': (n) => flows.runReport(analyst, { kind: 'weekly', period: span(n, 7) }),
    'monthly, the last month': () => flows.runReport(analyst, { kind: 'monthly' }),
    'monthly, 31 past days': (n) => flows.runReport(analyst, { kind: 'monthly', period: span(n, 31) }),
  };
}

async function timesOf(ask: Ask): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < asked + warmUps; n++) {
    const startedMs = performance.now();
    const result = (await ask(n)) as { ok: boolean };
    if (!result.ok) throw new Error('a report was refused');
    if (n >= warmUps) times.push(performance.now() - startedMs);
  }
  return times;
}

/** A rate for every day, so that everything is converted. */
async function setRates({ deps }: Running): Promise<void> {
  const rates = Array.from({ length: 40 }, (_, n) => dateBefore(n * 10)).flatMap((date) =>
    ['EUR', 'RUB'].map((code) => ({
      currency: currency(code),
      base: currency('USD'),
      date,
      rate: code === 'EUR' ? '1.0875' : '0.0108',
      source: 'file',
    })),
  );
  await deps.commits.submit((tx) => saveRates(tx, rates, 'bench', instantOf(Date.now())));
}

async function reportFigures(running: Running, payments: number): Promise<readonly Figure[]> {
  const lag = watchEventLoop();
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(questionsOf(running)))
    figures.push({
      name: `reports: ${name}, p99, ${payments} payments`,
      value: quantile(await timesOf(ask), 0.99),
      unit: 'ms',
      wanted: { atMost: 100 },
    });
  const value = lag().maxSeconds * 1_000;
  return [...figures, { name: 'reports: event loop held, longest', value, unit: 'ms', wanted: { atMost: 50 } }];
}

const sampleMs = 25;

/** By the index's first column too: without it each look read the whole index, and held the loop that is watched. */
async function counted({ deps }: Running): Promise<Readonly<{ ledger: number; sums: number }>> {
  const day = instantOf(Date.now() - dayMs).slice(0, 10);
  const { reader } = deps.store;
  const ledger = await reader
    .selectFrom('payments')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('provider', '=', 'stripe')
    .where('external_id', '>=', 'pi_bench00005000000000')
    .executeTakeFirstOrThrow();
  const sums = await reader
    .selectFrom('rollups')
    .select((eb) => eb.fn.sum<number>('payments').as('n'))
    .where('grain', '=', 'day')
    .where('dimension', '=', 'total')
    .where('bucket', '>=', day)
    .executeTakeFirstOrThrow();
  return { ledger: Number(ledger.n), sums: Number(sums.n ?? 0) };
}

/** Webhooks one after another: how long after it is stored is a payment in the stored sums. */
async function staleness(running: Running, count: number): Promise<readonly Figure[]> {
  while ((await running.deps.store.reader.selectFrom('dirty_hours').select('hour').execute()).length > 0)
    await wait(sampleMs);
  const before = (await counted(running)).sums;
  const storedAt: number[] = [];
  const stale: number[] = [];
  const lag = watchEventLoop();
  const sending = load({ url: `${running.url}/webhooks/stripe`, first: 5_000_000_000, count, connections: 1 });
  const endMs = performance.now() + 120_000;
  while (stale.length < count && performance.now() < endMs) {
    const { ledger, sums } = await counted(running);
    const nowMs = performance.now();
    while (storedAt.length < ledger) storedAt.push(nowMs);
    while (stale.length < Math.min(sums - before, storedAt.length))
      stale.push((nowMs - (storedAt[stale.length] as number)) / 1_000);
    await wait(sampleMs);
  }
  const { failed } = await sending;
  const value = lag().maxSeconds * 1_000;
  if (failed > 0 || stale.length < count) throw new Error(`only ${stale.length} of ${count} payments were summed`);
  return [
    { name: 'reports: staleness of stored sums, p99', value: quantile(stale, 0.99), unit: 's', wanted: { atMost: 5 } },
    { name: 'reports: event loop held meanwhile, longest', value, unit: 'ms', wanted: { atMost: 50 } },
  ];
}

function soldEvent(n: number): DomainEvent {
  const created = Math.floor(Date.now() / 1_000);
  const occurredAt = instantOf(created * 1_000);
  const body = {
    ...{ id: `ch_mark${n}`, payment_intent: `pi_mark${n}`, amount: 999, amount_captured: 999, captured: true },
    ...{ created, currency: 'usd', status: 'succeeded', customer: `cus_mark${n}`, metadata: {} },
  };
  const read = readObject('charge', body, { asOf: occurredAt, reread: false });
  if ('issues' in read) throw new Error(read.issues);
  return { provider: 'stripe', externalId: null, type: 'charge', occurredAt, source: 'webhook', facts: read.facts };
}

/** Each payment in a commit of its own, marked and unmarked in turn. */
async function markShare({ deps }: Running, count: number): Promise<readonly Figure[]> {
  const env: DecideEnv = decideEnvOf(deps, instantOf(Date.now()), new Set());
  const record = (event: DomainEvent, isMarked: boolean) =>
    inTransaction(deps.store, async (tx) => {
      const decision = decide(event, await loadNeighbourhood(tx, event, env.now), env);
      await saveDecision(tx, isMarked ? decision : { ...decision, hours: [] }, env);
    });
  const times: Record<'marked' | 'bare', number[]> = { marked: [], bare: [] };
  for (let n = 0; n < count; n++) {
    const isMarked = n % 2 === 0;
    const event = soldEvent(n);
    const startedMs = performance.now();
    await record(event, isMarked);
    times[isMarked ? 'marked' : 'bare'].push(performance.now() - startedMs);
  }
  const share = 100 * (median(times.marked) / median(times.bare) - 1);
  return [{ name: 'reports: what the dirty mark adds to a payment', value: share, unit: '%', wanted: { atMost: 5 } }];
}

/** Every report from stored sums, the sums made anew, and what keeping them costs. */
export async function benchReports(scale: number): Promise<readonly Figure[]> {
  const payments = Math.ceil(1_000_000 * scale);
  const dir = await seededFolder(payments);
  const { seconds, longestBlockMs } = await seededSumUp(payments);
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const running = await start({ env: environment(dir) });
  try {
    await findCorruption(running.deps.store);
    await setRates(running);
    return [
      await machineFigure(),
      { name: `reports: all sums anew, ${payments} payments`, value: seconds, unit: 's', wanted: { atMost: 30 } },
      { name: 'reports: event loop held by it, longest', value: longestBlockMs, unit: 'ms', wanted: { atMost: 50 } },
      ...(await reportFigures(running, payments)),
      ...(await staleness(running, Math.max(200, Math.ceil(1_000 * scale)))),
      ...(await markShare(running, 1_000)),
    ];
  } finally {
    await running.stop();
  }
}
