import { z } from 'zod';
import type { RunStatus } from '../../flows/mend.ts';
import { count, instant } from './shapes.ts';

/** Work of many steps: what it is to do, how far it is, and the id that undoes it. */
export const run = z
  .object({
    id: z.string().nullable(),
    state: z.enum(['looking', 'planned', 'running', 'done', 'cancelled', 'undoing', 'undone', 'failed', 'nothing']),
    dryRun: z.boolean(),
    counts: z.object({ planned: count, told: count, done: count, skipped: count, undone: count }),
    summary: z.looseObject({}),
    looked: count.nullable(),
    changedAt: instant.nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'Run', description: 'Undone with POST /api/duplicates/undo/{id}; confirmed with dryRun false' });

export function runBody({ id, state, counts, summary, progress, changedAt, detail }: RunStatus) {
  const looked = progress?.looked ?? null;
  return { id, state, dryRun: state === 'planned', counts, summary, looked, changedAt, detail };
}

/** There is nothing to do, so there is nothing to undo. */
export const nothingToDo = {
  id: null,
  state: 'nothing',
  dryRun: true,
  counts: { planned: 0, told: 0, done: 0, skipped: 0, undone: 0 },
  summary: {},
  looked: null,
  changedAt: null,
  detail: null,
} as const;
