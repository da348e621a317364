import { columnsOf } from '../../domain/csv-columns.ts';
import type { Rate } from '../../domain/metrics/rates.ts';
import { readRate } from '../../domain/metrics/read-rates.ts';
import type { Currency } from '../../domain/money.ts';
import { type Actor, actorName, may } from '../../domain/permissions.ts';
import type { LineProblem } from '../../domain/spend/read-spend.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { readCsv } from '../../lib/read-csv.ts';
import { listRates as listStored, saveRates as saveStored } from '../../store/rates.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import type { NewRate, RateView, SavedRates } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const shown = 500;
const mostAtOnce = 5_000;
const tooMany: LineProblem = { line: 1, problem: `at most ${mostAtOnce} rates at once` };

type Listed = Readonly<{ base: Currency; rates: readonly RateView[] }>;

/** The newest first, into the base currency. */
export async function listRates(deps: FlowDeps, actor: Actor, currency?: Currency): Promise<Result<Listed>> {
  if (!may(actor, 'see_reports')) return forbidden;
  const { baseCurrency: base, zone } = deps.policy;
  const all = await listStored(deps.store.reader, base, businessDateOf(nowOf(deps), zone));
  const rates = all.filter((rate) => currency === undefined || rate.currency === currency);
  return { ok: true, base, rates: rates.slice(0, shown) };
}

type Numbered = NewRate & Readonly<{ line: number }>;

async function saveNumbered(
  deps: FlowDeps,
  actor: Actor,
  given: readonly Numbered[],
  source: string,
): Promise<Result<SavedRates>> {
  const { baseCurrency, zone } = deps.policy;
  const now = nowOf(deps);
  const rates: Rate[] = [];
  const problems: LineProblem[] = given.length > mostAtOnce ? [tooMany] : [];
  for (const { line, ...written } of given.slice(0, mostAtOnce)) {
    const read = readRate(written, baseCurrency, businessDateOf(now, zone), source);
    if ('rate' in read) rates.push(read.rate);
    else problems.push({ line, problem: read.problem });
  }
  if (problems.length > 0 || rates.length === 0) return { ok: true, saved: 0, problems };
  await deps.commits.submit(async (tx) => {
    await saveStored(tx, rates, actorName(actor), now);
    await auditIn(tx, deps, actor, 'change_rates', null, `${rates.length} ${source}`);
  });
  return { ok: true, saved: rates.length, problems };
}

/** Rates by hand; a newer one of the same currency and day takes the older one's place. All are saved, or none. */
export async function saveRates(
  deps: FlowDeps,
  actor: Actor,
  rates: readonly NewRate[],
  source: 'operator' | 'file',
): Promise<Result<SavedRates>> {
  if (!may(actor, 'change_rates')) return forbidden;
  const numbered = rates.map((rate, index) => ({ ...rate, line: index + 1 }));
  return saveNumbered(deps, actor, numbered, source);
}

const columns = {
  date: ['дата', 'day', 'день'],
  currency: ['валюта', 'code'],
  rate: ['курс'],
} as const;

/** Rates of a file with date, currency and rate. */
export async function importRates(deps: FlowDeps, actor: Actor, csv: string): Promise<Result<SavedRates>> {
  if (!may(actor, 'change_rates')) return forbidden;
  const none = (problem: string) => ({ ok: true, saved: 0, problems: [{ line: 1, problem }] }) as const;
  const lines = readCsv(csv);
  if (lines === null) return none('this is no CSV file: a quotation mark is open');
  const found = columnsOf(lines[0]?.cells ?? [], columns);
  if (found === null) return none('the columns must be: date, currency, rate');
  const { places, hasHead } = found;
  const given = lines.slice(hasHead ? 1 : 0).map(({ line, cells }) => ({
    line,
    date: cells[places.date] ?? '',
    currency: cells[places.currency] ?? '',
    rate: cells[places.rate] ?? '',
  }));
  return given.length === 0 ? none('there is no rate in it') : saveNumbered(deps, actor, given, 'file');
}
