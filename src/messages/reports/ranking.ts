import { moneyOf } from '../../domain/metrics/catalogue.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import type { Currency, Money } from '../../domain/money.ts';
import type { Ranking, Row } from '../../domain/reports/report.ts';
import type { Block } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { dimensionText, valueText } from './names.ts';
import { amountText, countText, shareText, sumText } from './numbers.ts';

type Table = Readonly<{ header: readonly string[]; rows: readonly (readonly string[])[] }>;

/** What a row is worth: gross, or what is left of its own sales. */
export function worthOf({ basis, rankedBy }: Ranking, measures: Measures, currency: Currency): Money {
  const isNet = rankedBy === 'netOfSales' || (rankedBy === 'purchases' && basis === 'sale');
  return moneyOf(isNet ? 'netOfSales' : 'gross', measures, currency) as Money;
}

/** Place, value, money, purchases, and how far it has moved; at most `most` rows, and how many more there are. */
export function rankingBlocks(ranking: Ranking, locale: Locale, most: number): readonly Block[] {
  const lines = linesOf(ranking);
  const shown = lines.slice(0, most);
  if (shown.length === 0) return [];
  const hidden = lines.length - shown.length + ranking.more;
  const table = tableOf(ranking, shown, locale);
  const rest = hidden > 0 ? [[text(locale, 'bot-more', { count: hidden })]] : [];
  return [
    { kind: 'heading', text: titleOf(ranking, locale) },
    { kind: 'table', header: table.header, rows: [...table.rows, ...rest] },
  ];
}

/** One line a place where a place is one sum, else one a row. */
export function linesOf({ base, rows }: Ranking): readonly Row[] {
  return !base ? rows : rows.filter((row, index) => row.place !== rows[index - 1]?.place);
}

/** What a line of the ranking tells: of its row, or of all currencies of its place, about. */
export function lineOf(ranking: Ranking, row: Row): Readonly<{ worth: Money; purchases: number; share: number }> {
  const { base } = ranking;
  if (base && row.whole) return { worth: { amountMinor: row.whole.amountMinor, currency: base }, ...row.whole };
  return { worth: worthOf(ranking, row.measures, row.currency), purchases: row.measures.purchases, share: row.share };
}

function titleOf(ranking: Ranking, locale: Locale): string {
  const name = dimensionText(ranking.dimension, locale);
  const title = text(locale, worthIsNet(ranking) ? 'report-ranking-net' : 'report-ranking-gross', { name });
  return ranking.rankedBy === 'purchases' ? text(locale, 'report-ranking-by-count', { title }) : title;
}

function worthIsNet({ basis, rankedBy }: Ranking): boolean {
  return rankedBy === 'netOfSales' || (rankedBy === 'purchases' && basis === 'sale');
}

function tableOf(ranking: Ranking, rows: readonly Row[], locale: Locale): Table {
  const lines = rows.map((row) => lineOf(ranking, row));
  const [only, ...others] = new Set(lines.map(({ worth }) => worth.currency));
  const isOne = others.length === 0;
  const hasMoves = rows.some(({ placeBefore }) => placeBefore !== undefined);
  const cells = rows.map((row, index) => {
    const { worth, purchases, share } = lines[index] as (typeof lines)[number];
    const isFirstOfPlace = row.place !== rows[index - 1]?.place;
    return [
      isFirstOfPlace ? `${row.place}. ${valueText(ranking.dimension, row.value, locale)}` : '',
      isOne ? sumText(worth.amountMinor, worth.currency, locale) : amountText(worth, locale),
      countText(purchases, locale),
      ...(hasMoves ? [isFirstOfPlace ? moveText(row, locale) : ''] : [shareText(share)]),
    ];
  });
  const last = hasMoves ? text(locale, 'report-column-move') : text(locale, 'report-column-share');
  const about = ranking.base ? '≈ ' : '';
  const money = isOne && only ? `${about}${only}` : text(locale, 'report-column-money');
  return { header: ['', money, text(locale, 'report-column-purchases'), last], rows: cells };
}

/** How many places up or down since the report before; `new` where it was not there. */
export function moveText({ place, placeBefore }: Row, locale: Locale): string {
  if (placeBefore === undefined) return '';
  if (placeBefore === null) return text(locale, 'report-move-new');
  if (placeBefore === place) return '=';
  return placeBefore > place ? `▲${placeBefore - place}` : `▼${place - placeBefore}`;
}
