import { columnsOf } from '../csv-columns.ts';
import { dateOf } from '../metrics/read-rates.ts';
import { type Currency, currency, parseDecimal } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import { dayOfSerial } from './sheet-cells.ts';
import type { Spend } from './spend.ts';

/** A line as it stands in a file, a sheet or a request, with its number there. */
export type WrittenSpend = Readonly<{ line: number; campaign: string; date: string; amount: string; currency: string }>;
export type LineProblem = Readonly<{ line: number; problem: string }>;

const longestName = 500;

/** `1 234,56`, `1,234.56`, `1234.56`: the last comma or point with one to three digits after it is the decimal one. */
function plainNumber(text: string): string {
  const bare = text.replace(/[\s\u00a0\u202f']/g, '');
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return bare.replaceAll(',', '');
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(bare)) return bare.replaceAll('.', '').replace(',', '.');
  return bare.replace(',', '.');
}

function codeOf(text: string, base: Currency): Currency | null {
  try {
    return text.trim() === '' ? base : currency(text.trim());
  } catch {
    return null;
  }
}

function minorOf(text: string, code: Currency): number | null {
  try {
    return parseDecimal(plainNumber(text), code).amountMinor;
  } catch {
    return null;
  }
}

/** Also `20.11.2026`, as spreadsheets of some countries write it, and a count of days, as they hold it. */
function dayOf(text: string): BusinessDate | null {
  const counted = dayOfSerial(text.trim());
  if (counted !== null) return counted;
  const dotted = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text.trim());
  return dateOf(dotted ? `${dotted[3]}-${dotted[2]}-${dotted[1]}` : text.trim());
}

/** One line, or what is wrong with it. A currency that is not named is the base one. */
export function readSpend(
  written: WrittenSpend,
  base: Currency,
  today: BusinessDate,
): Readonly<{ spend: Spend } | { problem: string }> {
  const campaign = written.campaign.trim();
  if (campaign === '') return { problem: 'the campaign is missing' };
  if (campaign.length > longestName) return { problem: `the campaign is longer than ${longestName} signs` };
  const date = dayOf(written.date);
  if (date === null) return { problem: 'the date must be like 2026-11-20' };
  if (date > today) return { problem: `the date ${date} has not come yet` };
  const code = codeOf(written.currency, base);
  if (code === null) return { problem: 'the currency must be three letters, like USD' };
  const amountMinor = minorOf(written.amount, code);
  if (amountMinor === null) return { problem: `the spend must be an amount of ${code}, like 120.50` };
  return { spend: { campaign, date, currency: code, amountMinor } };
}

const columns = {
  campaign: ['campaign name', 'campaign_name', 'кампания', 'название кампании'],
  date: ['day', 'дата', 'день'],
  amount: ['spend', 'cost', 'amount spent', 'расход', 'расходы', 'затраты', 'потрачено'],
} as const;
const currencyWords = ['currency', 'валюта'];

/** Lines of cells, the first of them the head; null where the head lacks a column. */
export function writtenSpend(
  lines: readonly Readonly<{ line: number; cells: readonly string[] }>[],
): readonly WrittenSpend[] | null {
  const head = lines[0]?.cells ?? [];
  const found = columnsOf(head, columns);
  if (found === null) return null;
  const { places, hasHead } = found;
  const own = head.findIndex((cell) => currencyWords.includes(cell.trim().toLowerCase()));
  const currencyAt = hasHead ? own : 3;
  return lines.slice(hasHead ? 1 : 0).map(({ line, cells }) => ({
    line,
    campaign: cells[places.campaign] ?? '',
    date: cells[places.date] ?? '',
    amount: cells[places.amount] ?? '',
    currency: cells[currencyAt] ?? '',
  }));
}
