import { type Currency, currency, parseDecimal } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import { plusDays, startOfDay, type Zone } from '../zone.ts';
import { planCodeShape } from './plan.ts';
import type { Promo } from './promo.ts';

type Reading = Readonly<{ zone: Zone; base: Currency }>;

/**
 * `SPRING 20% x100 until 31.12.2026 club`: a code, what it takes off, and, if wanted, how many orders may use it, its
 * last day, and the plans that it is for. Null for what cannot be read whole.
 */
export function readPromo(line: string, { zone, base }: Reading): Omit<Promo, 'used'> | null {
  const [code = '', ...words] = line.trim().split(/\s+/);
  const rest = words.join(' ');
  const [found = '', percent, amount, unit] =
    /^(?:(\d{1,3})\s?%|(\d+(?:\.\d+)?)\s?([A-Za-z]{3})?)(?=\s|$)/.exec(rest) ?? [];
  const off = readOff({ percent, amount, unit }, base);
  if (off === null) return null;
  const tail = readTail(rest.slice(found.length).trim(), zone);
  return tail && { code: code.toUpperCase(), off, ...tail, active: true };
}

type Off = Readonly<{ percent: string | undefined; amount: string | undefined; unit: string | undefined }>;

function readOff({ percent, amount, unit }: Off, base: Currency): Promo['off'] | null {
  if (percent !== undefined) {
    const value = Number(percent);
    return value >= 1 && value <= 100 ? { kind: 'percent', percent: value } : null;
  }
  if (amount === undefined) return null;
  try {
    const sum = parseDecimal(amount, unit === undefined ? base : currency(unit.toUpperCase()));
    return sum.amountMinor > 0 ? { kind: 'sum', ...sum } : null;
  } catch {
    return null;
  }
}

function readTail(words: string, zone: Zone): Pick<Promo, 'limit' | 'expiresAt' | 'plans'> | null {
  const limit = /(?:^|\s)[xх×](\d{1,6})(?=\s|$)/i.exec(words);
  const until = /(?:^|\s)(?:until|до)\s+(\d{1,2})\.(\d{1,2})\.(\d{4})(?=\s|$)/i.exec(words);
  const plans = words
    .replace(limit?.[0] ?? '', ' ')
    .replace(until?.[0] ?? '', ' ')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (!plans.every((plan) => planCodeShape.test(plan))) return null;
  const expiresAt = until ? endOfDay(until.slice(1).map(Number), zone) : null;
  if (until && expiresAt === null) return null;
  return { limit: limit ? Number(limit[1]) : null, expiresAt, plans };
}

function endOfDay([day = 0, month = 0, year = 0]: readonly number[], zone: Zone) {
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
  return isReal ? startOfDay(plusDays(date as BusinessDate, 1), zone) : null;
}
