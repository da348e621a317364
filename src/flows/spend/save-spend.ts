import type { Currency } from '../../domain/money.ts';
import { type Actor, actorName, may } from '../../domain/permissions.ts';
import type { SheetCell } from '../../domain/sheet-book.ts';
import { type LineProblem, readSpend, type WrittenSpend, writtenSpend } from '../../domain/spend/read-spend.ts';
import { cellText } from '../../domain/spend/sheet-cells.ts';
import {
  addedUp,
  changeOf,
  type Spend,
  type SpendChange,
  type SpendSource,
  spendKey,
} from '../../domain/spend/spend.ts';
import type { BusinessDate } from '../../domain/time.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { readCsv } from '../../lib/read-csv.ts';
import { deleteSpend, listSpendOf, upsertSpend } from '../../store/spend.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';

const mostLines = 10_000;
const mostProblems = 20;
/** One commit's share: the event loop is held for some milliseconds. */
const rowsAtOnce = 300;

export type SpendTotal = Readonly<{ currency: Currency; amountMinor: number }>;

/** What a file, sheet or request holds, what it would change or did, and which of its lines cannot be read. */
export type SavedSpend = SpendChange &
  Readonly<{
    saved: boolean;
    problems: readonly LineProblem[];
    /** Problems that are not named. */
    moreProblems: number;
    campaigns: number;
    from: BusinessDate | null;
    to: BusinessDate | null;
    totals: readonly SpendTotal[];
    /** Taken away, since a sheet that is read as a whole no longer tells it. */
    removed: number;
  }>;

export type SpendInput = Readonly<
  | { source: 'file'; csv: string }
  | { source: 'api'; lines: readonly Omit<WrittenSpend, 'line'>[] }
  | { source: 'sheet'; rows: readonly (readonly SheetCell[])[] }
>;

const none = (problem: string): SavedSpend => summaryOf([], [{ line: 1, problem }]);

function summaryOf(spends: readonly Spend[], problems: readonly LineProblem[]): SavedSpend {
  const dates = spends.map(({ date }) => date).sort();
  const totals = new Map<Currency, number>();
  for (const { currency, amountMinor } of spends) totals.set(currency, (totals.get(currency) ?? 0) + amountMinor);
  return {
    saved: false,
    problems: problems.slice(0, mostProblems),
    moreProblems: Math.max(0, problems.length - mostProblems),
    campaigns: new Set(spends.map(({ campaign }) => campaign)).size,
    from: dates[0] ?? null,
    to: dates.at(-1) ?? null,
    totals: [...totals].map(([currency, amountMinor]) => ({ currency, amountMinor })),
    ...{ added: 0, changed: 0, same: 0, removed: 0 },
  };
}

/** Rows of a sheet with something in them, by their number in the range. */
function sheetLines(rows: readonly (readonly SheetCell[])[]) {
  return rows
    .map((row, index) => ({ line: index + 1, cells: row.map(cellText) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

/** The lines of any input, or why there are none. */
function linesOf(input: SpendInput): readonly WrittenSpend[] | string {
  if (input.source === 'api') return input.lines.map((line, index) => ({ ...line, line: index + 1 }));
  const cells = input.source === 'file' ? readCsv(input.csv) : sheetLines(input.rows);
  if (cells === null) return 'this is no CSV file: a quotation mark is open';
  return writtenSpend(cells) ?? 'the columns must be: campaign, date, spend, and currency where it is not the base one';
}

type Read = Readonly<{ spends: readonly Spend[]; problems: readonly LineProblem[] }>;

function readLines(deps: FlowDeps, lines: readonly WrittenSpend[]): Read {
  const { baseCurrency, zone } = deps.policy;
  const today = businessDateOf(nowOf(deps), zone);
  const spends: Spend[] = [];
  const problems: LineProblem[] = [];
  for (const line of lines) {
    const read = readSpend(line, baseCurrency, today);
    if ('spend' in read) spends.push(read.spend);
    else problems.push({ line: line.line, problem: read.problem });
  }
  return { spends: addedUp(spends), problems };
}

async function write(
  deps: FlowDeps,
  actor: Actor,
  source: SpendSource,
  spends: readonly Spend[],
  gone: readonly Spend[],
) {
  const by = { name: actorName(actor), now: nowOf(deps) };
  for (let from = 0; from < spends.length; from += rowsAtOnce)
    await deps.commits.submit((tx) => upsertSpend(tx, spends.slice(from, from + rowsAtOnce), source, by));
  for (let from = 0; from < gone.length; from += rowsAtOnce)
    await deps.commits.submit((tx) => deleteSpend(tx, gone.slice(from, from + rowsAtOnce), source));
  const told = `${spends.length} ${source}${gone.length > 0 ? `, ${gone.length} removed` : ''}`;
  await deps.commits.submit((tx) => auditIn(tx, deps, actor, 'change_spend', null, told));
}

/**
 * Ad spend by campaign and day. What is told again takes the place of what was told before, so the same file twice is
 * the same as once; a sheet is read as a whole, so what it no longer tells of its days goes. A line that cannot be read
 * is named, and then nothing is saved. With `dryRun` it is only told what would be different.
 */
export async function saveSpend(
  deps: FlowDeps,
  actor: Actor,
  input: SpendInput,
  dryRun: boolean,
): Promise<Result<{ spend: SavedSpend }>> {
  if (!may(actor, 'change_spend')) return { ok: false, reason: 'forbidden' };
  const lines = linesOf(input);
  if (typeof lines === 'string') return { ok: true, spend: none(lines) };
  if (lines.length === 0) return { ok: true, spend: none('there is no line in it') };
  if (lines.length > mostLines) return { ok: true, spend: none(`at most ${mostLines} lines at once`) };
  const { spends, problems } = readLines(deps, lines);
  const summary = summaryOf(spends, problems);
  const { from, to } = summary;
  if (problems.length > 0 || from === null || to === null) return { ok: true, spend: summary };
  const stored = await listSpendOf(deps.store.reader, input.source, { from, to });
  const told = new Set(spends.map(spendKey));
  const gone = input.source === 'sheet' ? stored.filter((one) => !told.has(spendKey(one))) : [];
  const spend = { ...summary, ...changeOf(spends, stored), removed: gone.length, saved: !dryRun };
  // What is the same is written too: its source has spoken last now.
  if (!dryRun) await write(deps, actor, input.source, spends, gone);
  return { ok: true, spend };
}
