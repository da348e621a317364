import type { Actor } from '../domain/permissions.ts';
import type { Window } from '../domain/ports.ts';
import { SheetError } from '../domain/sheet-book.ts';
import type { FlowDeps } from './deps.ts';
import type { Flows, Result, SyncResult } from './types.ts';

export type Loaded = SyncResult & Readonly<{ sheetRows: number | null }>;

/** History from the provider, quietly, and then what the sheet has: the row cache knows where each key stands. */
export async function loadExisting(
  deps: FlowDeps,
  actor: Actor,
  window: Window,
  dryRun: boolean,
  resync: Flows['resync'],
  signal: AbortSignal,
): Promise<Result<Loaded>> {
  const read = await resync(actor, window, dryRun);
  if (!read.ok) return read;
  const cache = await deps.book?.refreshCache(signal).catch((error: unknown) => {
    if (error instanceof SheetError) return null;
    throw error;
  });
  return { ...read, sheetRows: cache?.rows ?? null };
}
