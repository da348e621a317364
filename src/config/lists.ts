import { currency, type Money, parseDecimal } from '../domain/money.ts';
import type { RawEnv } from './checks.ts';
import { variables } from './variables.ts';

export type MoneyEntry = Readonly<{ amount: string; currency: string | null }>;

/** Throws a RangeError where the amount has more decimals than its currency. */
export function moneyOf(entry: MoneyEntry, base: string): Money {
  return parseDecimal(entry.amount, currency(entry.currency ?? base));
}

const moneyLists = [
  'VIP_PURCHASE_THRESHOLD',
  'REFUND_ALONE_UP_TO',
  'DAILY_REVENUE_TARGET',
  'MONTHLY_REVENUE_TARGET',
] as const;

/** What is wrong inside lists whose entries are right one by one. */
export function moneyProblems(env: RawEnv): readonly string[] {
  const base = variables.BASE_CURRENCY.schema.safeParse(env['BASE_CURRENCY']).data ?? 'USD';
  return moneyLists.flatMap((name) => {
    const entries = variables[name].schema.safeParse(env[name]).data ?? [];
    const codes = entries.map((entry) => entry.currency ?? base);
    return [
      ...(hasTwice(codes) ? [`${name}: names one currency twice; give each currency one amount`] : []),
      ...(entries.every((entry) => isMoney(entry, base))
        ? []
        : [`${name}: has more decimals than its currency allows; for example 100, 9.99 USD or 1500 JPY`]),
    ];
  });
}

export function tokenProblems(env: RawEnv): readonly string[] {
  const tokens = variables.API_TOKENS.schema.safeParse(env['API_TOKENS']).data ?? [];
  return hasTwice(tokens.map(({ name }) => name)) ? ['API_TOKENS: two entries have one name; give each its own'] : [];
}

function hasTwice(words: readonly string[]): boolean {
  return new Set(words).size < words.length;
}

function isMoney(entry: MoneyEntry, base: string): boolean {
  try {
    moneyOf(entry, base);
    return true;
  } catch {
    return false;
  }
}
