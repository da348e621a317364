import type { GoogleClient } from '../../clients/google.ts';
import type { DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import type { Instant } from '../../domain/time.ts';
import type { Clock } from '../../lib/clock.ts';
import { fingerprint } from '../../lib/hash.ts';
import { monotonicClock } from '../../lib/wait.ts';
import { healthy, notForHere } from '../judged.ts';
import type { Failure } from '../parts.ts';
import { createSheetApi, Refused } from './api.ts';
import { examineSheet } from './examine.ts';
import { renderRow } from './render.ts';
import { createSheet, type Sheet, type SheetOptions, type WantedRow } from './sheet.ts';
import { createTurns, type Turns } from './turns.ts';

export type SheetsDestinationOptions = Readonly<{
  client: GoogleClient;
  /** The document that `probe` looks at. */
  documentId: string;
  /** `YYYY-MM-DD HH:MM:SS` in the business zone. */
  formatLocal: (instant: Instant) => string;
  /** The tab's title where we make it. */
  tabTitle?: string;
  /** What becomes of a row that somebody deleted, when its purchase changes. */
  deletedRows?: 'recreate' | 'leave';
  batchSize?: number;
  /** At the least so long between two writing calls. */
  minIntervalMs?: number;
  /** Row numbers held in memory. */
  maxKeys?: number;
  /** For spans of time only. */
  clock?: Clock;
  /** Shared with those who mend the same sheet. */
  turns?: Turns;
}>;

/** One row per customer and currency, found by key, in a sheet that people sort, filter and extend. */
export function createSheetsDestination(options: SheetsDestinationOptions): Destination {
  const minIntervalMs = options.minIntervalMs ?? 2_000;
  const sheetOptions: SheetOptions = {
    tabTitle: options.tabTitle ?? 'Purchases',
    deletedRows: options.deletedRows ?? 'recreate',
    maxKeys: options.maxKeys ?? 100_000,
    minIntervalMs,
    clock: options.clock ?? monotonicClock,
  };
  const sheets = new Map<string, Sheet>();
  const sheetOf = (documentId: string) => {
    const sheet = sheets.get(documentId) ?? createSheet(sheetOptions);
    sheets.set(documentId, sheet);
    return sheet;
  };
  const turns = options.turns ?? createTurns();

  async function deliver(batch: readonly Outgoing[], signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    const results = new Map<Outgoing, DeliveryResult>();
    for (const [address, group] of Map.groupBy(batch, (outgoing) => outgoing.address)) {
      const rows = wantedRows(group, options, results);
      if (rows.length > 0) {
        const told = await sheetOf(address).write(createSheetApi(options.client, address, signal), rows, signal);
        for (const row of rows) results.set(row.outgoing, told.get(row) ?? lost);
      }
    }
    return batch.map((outgoing) => results.get(outgoing) ?? lost);
  }

  return {
    name: 'sheets',
    keyed: true,
    pacing: { concurrency: 1, batchSize: options.batchSize ?? 200, minIntervalMs },
    readyInMs: () => 0,
    // One writer: two rounds at once would each add the same new key.
    deliver: (batch, signal) => turns.take(() => deliver(batch, signal)),
    probe: (signal) => probe(options, signal),
    examine: (_, signal) =>
      examineSheet(createSheetApi(options.client, options.documentId, signal), sheetOptions.tabTitle),
  };
}

const lost: Failure = { outcome: 'not_sent', code: 'not_reached', detail: 'the round ended before this row' };

async function probe({ client, documentId }: SheetsDestinationOptions, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    await createSheetApi(client, documentId, signal).exists();
    return healthy;
  } catch (error) {
    if (error instanceof Refused) return error.failure;
    throw error;
  }
}

/** Answers at once for what needs no call. */
function wantedRows(
  group: readonly Outgoing[],
  { formatLocal }: SheetsDestinationOptions,
  results: Map<Outgoing, DeliveryResult>,
): readonly WantedRow[] {
  const wanted: WantedRow[] = [];
  for (const outgoing of group) {
    const { content, remoteId, shownHash } = outgoing;
    if (content.kind !== 'row') {
      results.set(outgoing, notForHere(content.kind));
      continue;
    }
    const cells = renderRow(content.row, formatLocal);
    const hash = fingerprint(cells);
    if (remoteId !== null && shownHash === hash) {
      results.set(outgoing, { outcome: 'delivered', remoteId, shownHash, unchanged: true });
    } else wanted.push({ outgoing, key: content.row.key, cells, hash });
  }
  return wanted;
}
