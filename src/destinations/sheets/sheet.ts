import type { DeliveryResult, Outgoing } from '../../domain/ports.ts';
import type { Notice } from '../../domain/views.ts';
import type { Clock } from '../../lib/clock.ts';
import { wait } from '../../lib/wait.ts';
import type { Failure } from '../parts.ts';
import { Refused, type SheetApi, type TabInfo } from './api.ts';
import { keyColumn, missingFrom } from './columns.ts';
import { type Located, locate } from './locate.ts';
import type { RowCells } from './render.ts';
import { createRowIndex, type RowIndex } from './row-index.ts';
import { openTab } from './tab.ts';
import { appendRows, rowRanges } from './write.ts';

export type SheetOptions = Readonly<{
  tabTitle: string;
  deletedRows: 'recreate' | 'leave';
  maxKeys: number;
  minIntervalMs: number;
  clock: Clock;
}>;

export type WantedRow = Readonly<{ outgoing: Outgoing; key: string; cells: RowCells; hash: string }>;
export type Told = ReadonlyMap<WantedRow, DeliveryResult>;

/** One document as this process knows it. What it remembers is verified before every write. */
export type Sheet = Readonly<{
  write: (api: SheetApi, rows: readonly WantedRow[], signal: AbortSignal) => Promise<Told>;
}>;

type State = {
  tab: TabInfo | null;
  /** Kept when the tab is forgotten: where our rows are. */
  sheetId: number | null;
  keyColumn: number | null;
  missingTold: string;
  /** Told with the next row that goes through. */
  readonly notices: Notice[];
  nextWriteAtMs: number;
  readonly index: RowIndex;
};

export function createSheet(options: SheetOptions): Sheet {
  const state: State = {
    tab: null,
    sheetId: null,
    keyColumn: null,
    missingTold: '',
    notices: [],
    nextWriteAtMs: Number.NEGATIVE_INFINITY,
    index: createRowIndex(options.maxKeys),
  };
  return { write: (api, rows, signal) => writeRound(api, rows, { state, options, signal }) };
}

type Round = Readonly<{ state: State; options: SheetOptions; signal: AbortSignal }>;

async function writeRound(api: SheetApi, rows: readonly WantedRow[], round: Round, isAgain = false): Promise<Told> {
  const told = new Map<WantedRow, DeliveryResult>();
  try {
    await attempt(api, rows, round, told);
  } catch (error) {
    const failure = failureIn(error, round.signal);
    forgetAfter(failure, round.state);
    // A tab may have been renamed since it was opened: by its id it is found again.
    const isStale = failure.code === 'tab_missing' && round.state.tab !== null && !isAgain;
    round.state.tab = isStale || failure.outcome === 'config' ? null : round.state.tab;
    const left = rows.filter((row) => !told.has(row));
    if (isStale) return new Map([...told, ...(await writeRound(api, left, round, true))]);
    for (const row of left) told.set(row, failure);
  }
  return told;
}

function failureIn(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof Refused) return error.failure;
  if (signal.aborted) return { outcome: 'not_sent', code: 'aborted', detail: 'given up before writing' };
  throw error;
}

/** After doubt, and after trouble that people will put right by hand, nothing remembered is trusted. */
function forgetAfter({ outcome }: Failure, { index }: State) {
  if (outcome === 'ambiguous' || outcome === 'config') index.forget();
}

async function attempt(api: SheetApi, rows: readonly WantedRow[], round: Round, told: Map<WantedRow, DeliveryResult>) {
  const { state, options } = round;
  state.tab ??= await open(api, rows, round);
  const { tab } = state;
  const latest = new Map(rows.map((row) => [row.key, row]));
  // Before looking, so that nothing moves while a look is already taken.
  await turnToWrite(round);
  const located = await locate(api, tab, state.index, [...latest.keys()], state.keyColumn);
  state.keyColumn = located.layout.get(keyColumn) ?? null;
  state.notices.push(...missingNotices(located, state));

  const tell = (written: readonly WantedRow[], isUnchanged = false) => {
    const keys = new Set(written.map(({ key }) => key));
    for (const row of rows)
      if (keys.has(row.key)) told.set(row, delivered(row, tab, state.notices.shift(), isUnchanged));
  };
  const wanted = [...latest.values()];
  const standing = wanted.filter(({ key }) => located.rows.has(key));
  const absent = wanted.filter(({ key }) => !located.rows.has(key));
  const left = options.deletedRows === 'leave' ? absent.filter(({ outgoing }) => outgoing.remoteId !== null) : [];
  tell(left, true);
  await update(api, tab, located, standing, round);
  tell(standing);
  const fresh = absent.filter((row) => !left.includes(row));
  // A second writing call in one round waits its turn, too; an append needs no fresh look.
  if (standing.length > 0 && fresh.length > 0) await turnToWrite(round);
  await add(api, tab, located, fresh, round);
  tell(fresh);
}

function delivered(row: WantedRow, tab: TabInfo, notice: Notice | undefined, isUnchanged: boolean): DeliveryResult {
  const remoteId = `${tab.sheetId}!${row.key}`;
  const extra = { ...(notice ? { notice } : {}), ...(isUnchanged ? { unchanged: true } : {}) };
  return { outcome: 'delivered', remoteId, shownHash: row.hash, ...extra };
}

async function open(api: SheetApi, rows: readonly WantedRow[], { state, options }: Round) {
  const known = rows.map(({ outgoing }) => sheetIdOf(outgoing.remoteId)).find((id) => id !== null) ?? null;
  const opened = await openTab(api, { title: options.tabTitle, knownSheetId: state.sheetId ?? known });
  state.sheetId = opened.tab.sheetId;
  state.keyColumn = null;
  if (opened.added.length > 0) state.notices.push({ kind: 'sheet_columns_added', columns: opened.added });
  return opened.tab;
}

/** A row's remote id is `<sheet id>!<key>`. */
function sheetIdOf(remoteId: string | null): number | null {
  const digits = /^(\d+)!/.exec(remoteId ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Once for each set of missing columns. */
function missingNotices({ layout }: Located, state: State): readonly Notice[] {
  const columns = missingFrom(layout);
  const names = columns.join();
  const isNew = names !== '' && names !== state.missingTold;
  state.missingTold = names;
  return isNew ? [{ kind: 'sheet_columns_missing', columns }] : [];
}

async function update(api: SheetApi, tab: TabInfo, located: Located, rows: readonly WantedRow[], round: Round) {
  if (rows.length === 0) return;
  const data = rows.flatMap(({ key, cells }) => rowRanges(tab, located.layout, located.rows.get(key) ?? 0, cells));
  noteWrite(round);
  await api.write(data);
  for (const { key } of rows) round.state.index.note(key, located.rows.get(key) ?? 0);
}

async function add(api: SheetApi, tab: TabInfo, located: Located, rows: readonly WantedRow[], round: Round) {
  if (rows.length === 0) return;
  const cells = rows.map((row) => row.cells);
  noteWrite(round);
  const firstRow = await appendRows(api, tab, located, cells);
  for (const [offset, { key }] of rows.entries()) round.state.index.note(key, firstRow + offset);
}

async function turnToWrite({ state, options, signal }: Round): Promise<void> {
  const waitMs = state.nextWriteAtMs - options.clock.nowMs();
  if (waitMs > 0) await wait(waitMs, signal);
}

function noteWrite({ state, options }: Round) {
  state.nextWriteAtMs = options.clock.nowMs() + options.minIntervalMs;
}
