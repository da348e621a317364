import { doubleChargeMs, judgeCharges } from '../domain/double-charges.ts';
import { type Finding, type KindSummary, summariseFindings } from '../domain/findings.ts';
import { judgeCustomers } from '../domain/like-customers.ts';
import { type Actor, may } from '../domain/permissions.ts';
import { type RunTrouble, troubleOf } from '../domain/run-troubles.ts';
import { type RowCache, type SheetBook, SheetError, type SheetLine } from '../domain/sheet-book.ts';
import { idsInCell, judgeDoubled, judgeForeign, judgeMerged } from '../domain/sheet-duplicates.ts';
import type { Instant } from '../domain/time.ts';
import { afterTurn } from '../lib/wait.ts';
import { findKnownKeys, findRowsOfPayments, nearEqualPayments, readCharges } from '../store/find-doubles.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findLikeCustomers } from './find-like-customers.ts';
import { persistently } from './run-steps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;

export type Scan = Readonly<{
  at: Instant;
  kinds: readonly KindSummary[];
  findings: readonly Finding[];
  /** Rows of the sheet that were looked at; null: there is no sheet, or it was not looked at. */
  sheetRows: number | null;
  /** Why the sheet was not looked at: what is found in the ledger is true without it. */
  sheetTrouble: RunTrouble | null;
  /** More was found than is kept: what is here is dealt with first. */
  isCut: boolean;
}>;

/** Of each kind; the rest shows itself when these are dealt with. */
const keptOfKind = 2_000;
const linesAtOnce = 100;
/** Then others have their turn. */
const rowsAtOnce = 500;

/** What is doubled in the sheet and in the ledger. Changes nothing. */
export async function findDuplicates(
  deps: FlowDeps,
  actor: Actor,
  signal: AbortSignal,
): Promise<Result<{ scan: Scan }>> {
  if (!may(actor, 'see_duplicates')) return forbidden;
  const [sheet, ledger] = await Promise.all([lookAtSheet(deps, signal), scanLedger(deps, signal)]);
  const findings = [...sheet.findings, ...ledger.findings];
  const isCut = sheet.isCut || ledger.isCut;
  const kinds = summariseFindings(findings);
  return {
    ok: true,
    scan: { at: nowOf(deps), kinds, findings, sheetRows: sheet.rows, sheetTrouble: sheet.trouble, isCut },
  };
}

type Looked = Found & Readonly<{ rows: number | null; trouble: RunTrouble | null }>;
const noSheet: Looked = { findings: [], rows: null, trouble: null, isCut: false };
/** Somebody waits for the answer: a sheet that is away is told rather than waited for. */
export const sheetTries = 3;

async function lookAtSheet(deps: FlowDeps, signal: AbortSignal): Promise<Looked> {
  const { book } = deps;
  if (!book) return noSheet;
  try {
    const found = await persistently(() => scanSheet(deps, book, signal), signal, sheetTries);
    return { ...found, trouble: null };
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    // Before the first sale there is no tab.
    return error.code === 'tab_missing' ? noSheet : { ...noSheet, trouble: troubleOf(error) };
  }
}

type Found = Readonly<{ findings: readonly Finding[]; isCut: boolean }>;

/** In the scanner's thread. */
export async function scanLedger(deps: Pick<FlowDeps, 'store'>, signal: AbortSignal): Promise<Found> {
  const charges = await findDoubleCharges(deps, signal);
  const people = await findLikeCustomers(deps, keptOfKind, signal);
  const found = judgeCustomers(people.pairs);
  const isCut = charges.isCut || people.isCut || found.length > keptOfKind;
  return { findings: [...charges.findings, ...found.slice(0, keptOfKind)], isCut };
}

/** Part by part: reports have their turn between two. */
async function findDoubleCharges(deps: Pick<FlowDeps, 'store'>, signal: AbortSignal): Promise<Found> {
  const findings: Finding[] = [];
  for await (const ids of nearEqualPayments(deps.store.scanner, doubleChargeMs)) {
    signal.throwIfAborted();
    if (ids.length > 0) findings.push(...judgeCharges(await readCharges(deps.store.scanner, ids)));
    if (findings.length >= keptOfKind) return { findings: findings.slice(0, keptOfKind), isCut: true };
  }
  return { findings, isCut: false };
}

type Survey = {
  rows: number;
  /** A key's rows; one number while it has only one. */
  readonly byKey: Map<string, number | number[]>;
  readonly merged: { key: string; row: number }[];
  readonly foreign: { key: string; row: number; keptUnder: readonly string[] }[];
};

export async function scanSheet(deps: FlowDeps, book: SheetBook, signal: AbortSignal) {
  const survey: Survey = { rows: 0, byKey: new Map(), merged: [], foreign: [] };
  for await (const page of book.scan(['Purchase ID', 'Status', 'Payment Intent IDs'], signal)) {
    for (let from = 0; from < page.length; from += rowsAtOnce) {
      await surveyPart(deps, page.slice(from, from + rowsAtOnce), survey);
      await afterTurn();
    }
  }
  const doubled = [...survey.byKey].flatMap(([key, rows]) => (Array.isArray(rows) ? [{ key, rows }] : []));
  const inDoubled = new Set(doubled.map(({ key }) => key));
  const merged = survey.merged.filter(({ key }) => !inDoubled.has(key)).slice(0, keptOfKind);
  const foreign = survey.foreign.filter(({ key }) => !inDoubled.has(key)).slice(0, keptOfKind);
  const kept = doubled.slice(0, keptOfKind);
  const map = await book.look(signal);
  const lines = await readLines(
    book,
    [...kept.flatMap(({ rows }) => rows), ...rowsOf(merged), ...rowsOf(foreign)],
    signal,
  );
  const lineOf = (row: number): SheetLine => lines.get(row) ?? { row, cells: [] };
  const findings = [
    ...kept.map(({ key, rows }) => judgeDoubled(key, rows.map(lineOf), map)),
    ...merged.map(({ key, row }) => judgeMerged(key, lineOf(row), map)),
    ...foreign.map(({ key, row, keptUnder }) => judgeForeign(key, lineOf(row), keptUnder, map)),
  ];
  return { findings: onceEach(findings), rows: survey.rows, isCut: kept.length < doubled.length, map };
}

function rowsOf(found: readonly { row: number }[]): readonly number[] {
  return found.map(({ row }) => row);
}

function onceEach(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

async function surveyPart(deps: FlowDeps, page: readonly SheetLine[], survey: Survey): Promise<void> {
  const named = page.flatMap(({ row, cells: [key, status, ids] }) =>
    typeof key === 'string' && key !== '' ? [{ key, row, status, ids: ids ?? null }] : [],
  );
  survey.rows += named.length;
  for (const { key, row, status } of named) {
    const known = survey.byKey.get(key);
    if (known === undefined) survey.byKey.set(key, row);
    else if (Array.isArray(known)) known.push(row);
    else survey.byKey.set(key, [known, row]);
    if (status === 'merged') survey.merged.push({ key, row });
  }
  const ours = await findKnownKeys(
    deps.store.reader,
    named.map(({ key }) => key),
  );
  for (const { key, row, ids, status } of named) {
    if (ours.has(key) || status === 'merged') continue;
    const keptUnder = await keptElsewhere(deps, idsInCell(ids));
    if (keptUnder) survey.foreign.push({ key, row, keptUnder });
  }
}

const idsLooked = 200;

/** Where payops counts these payments, where it knows all of them. */
async function keptElsewhere(deps: FlowDeps, ids: readonly string[]): Promise<readonly string[] | null> {
  if (ids.length === 0 || ids.length > idsLooked) return null;
  const known = await findRowsOfPayments(deps.store.reader, ids);
  return ids.every((id) => known.has(id)) ? [...new Set(known.values())] : null;
}

async function readLines(book: SheetBook, rows: readonly number[], signal: AbortSignal) {
  const wanted = [...new Set(rows)].toSorted((a, b) => a - b);
  const lines = new Map<number, SheetLine>();
  for (let from = 0; from < wanted.length; from += linesAtOnce) {
    for (const line of await book.read(wanted.slice(from, from + linesAtOnce), signal)) lines.set(line.row, line);
  }
  return lines;
}

export function rowCache(deps: FlowDeps, actor: Actor): Result<{ cache: RowCache }> {
  if (!may(actor, 'see_duplicates')) return forbidden;
  return deps.book ? { ok: true, cache: deps.book.cache() } : { ok: false, reason: 'not_found' };
}

export async function refreshRowCache(
  deps: FlowDeps,
  actor: Actor,
  signal: AbortSignal,
): Promise<Result<{ cache: RowCache }>> {
  if (!may(actor, 'clean_duplicates')) return forbidden;
  if (!deps.book) return { ok: false, reason: 'not_found' };
  return { ok: true, cache: await deps.book.refreshCache(signal) };
}
