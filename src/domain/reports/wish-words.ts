import { type Days, parseDays } from '../period-words.ts';
import type { BusinessDate } from '../time.ts';
import { type ReportKind, reportKinds } from './report.ts';
import { overviewOf, spanOf } from './view.ts';

/** Other words for the kinds; those that name a time as well (`week`) are taken for the time. */
const alike: Readonly<Record<ReportKind, readonly string[]>> = {
  daily: ['дневной', 'сводка', 'обзор', 'overview', 'stats'],
  weekly: ['недельный', 'еженедельный'],
  monthly: ['месячный', 'ежемесячный'],
  geo: ['countries', 'country', 'страны', 'страна', 'гео'],
  creatives: ['creative', 'креативы', 'креатив'],
  campaigns: ['campaign', 'кампании', 'кампания'],
  teams: ['team', 'команды', 'команда'],
};

/** What somebody asked for: without a period the one that is usual for the kind. */
export type TypedWish = Readonly<{ kind: ReportKind; period?: Days }>;

function kindOf(word: string): ReportKind | null {
  return reportKinds.find((kind) => kind === word || alike[kind].includes(word)) ?? null;
}

/** `geo last week`, `last week`, `2026-11-01..2026-11-15`, `страны вчера`; null where it is none of these. */
export function parseWish(typed: string, today: BusinessDate): TypedWish | null {
  const words = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  if (words === '') return { kind: 'daily', period: { from: today, to: today } };
  const [first = '', ...rest] = words.split(' ');
  const kind = kindOf(first);
  if (kind !== null && rest.length === 0) return { kind };
  const period = parseDays(kind === null ? words : rest.join(' '), today);
  if (period === null) return null;
  return { kind: kind ?? overviewOf(spanOf(period, period.to < today)), period };
}
