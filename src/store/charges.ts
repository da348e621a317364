import { CompiledQuery } from 'kysely';
import type { DecidedCharge } from '../domain/charges.ts';
import { type UtcHour, utcHourOf } from '../domain/metrics/touched-hours.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect.ts';
import { placeholders } from './upsert.ts';

const columns = ['provider', 'external_id', 'at', 'succeeded', 'currency', 'method', 'country', 'failure_code'];
const rowsAtOnce = 50;

function valuesOf(charge: DecidedCharge): (string | number | null)[] {
  const { provider, externalId, at, succeeded, currency, method, country, failureCode } = charge;
  return [provider, externalId, at, succeeded ? 1 : 0, currency, method, country, failureCode];
}

/**
 * Stores each charge once; a success is never taken back, whatever comes later and in whatever order. Returns the hours
 * in which something is different now.
 */
export async function saveCharges(tx: Tx, charges: readonly DecidedCharge[]): Promise<readonly UtcHour[]> {
  const hours: UtcHour[] = [];
  for (const succeeded of [false, true]) {
    const same = charges.filter((charge) => charge.succeeded === succeeded);
    // No id twice in one statement.
    const once = [...new Map(same.map((charge) => [charge.externalId, charge])).values()];
    for (let from = 0; from < once.length; from += rowsAtOnce)
      hours.push(...(await upsertCharges(tx, once.slice(from, from + rowsAtOnce))));
  }
  return hours;
}

async function upsertCharges(tx: Tx, charges: readonly DecidedCharge[]): Promise<UtcHour[]> {
  const text =
    `insert into charges (${columns.join(',')}) values ${placeholders(columns.length, charges.length, isPostgres(tx))} ` +
    'on conflict (provider, external_id) do update set succeeded = 1, failure_code = null ' +
    'where charges.succeeded = 0 and excluded.succeeded = 1 returning at';
  const { rows } = await tx.executeQuery<{ at: Instant }>(CompiledQuery.raw(text, charges.flatMap(valuesOf)));
  return rows.map(({ at }) => utcHourOf(at));
}
