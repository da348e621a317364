import type { Actor } from '../../domain/permissions.ts';
import type { FlowDeps } from '../deps.ts';
import type { Result } from '../types.ts';
import { type SavedSpend, saveSpend } from './save-spend.ts';

const deadlineMs = 60_000;
const reader: Actor = { kind: 'job', name: 'ad spend' };

/** Takes the ad spend over from the sheet; null where no range is set. Throws SheetError where it cannot be read. */
export async function readSheetSpend(
  deps: FlowDeps,
  signal: AbortSignal,
): Promise<Result<{ spend: SavedSpend }> | null> {
  const { spendRange } = deps.policy;
  if (!deps.book || spendRange === null) return null;
  const rows = await deps.book.readRange(spendRange, AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]));
  const result = await saveSpend(deps, reader, { source: 'sheet', rows }, false);
  if (result.ok && result.spend.problems.length > 0)
    deps.log.warn({ event: 'spend_sheet_unreadable', problems: result.spend.problems });
  return result;
}
