import { type Actor, may } from '../../domain/permissions.ts';
import { callBack, findDraw, type KeptDraw, undoFrozen, undoProof } from '../../store/contests/draws.ts';
import type { Tx } from '../../store/database.ts';
import { orApproval } from '../approvals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Refusal, Result } from '../types.ts';
import { publications } from './publish.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;
const expired = { ok: false, reason: 'expired' } as const;

/** Before anybody was told: a draw goes back to its published entries, entries are frozen anew. */
export async function undoDraw(deps: FlowDeps, actor: Actor, code: string): Promise<Result> {
  if (!may(actor, 'undo_draw')) return forbidden;
  const draw = await findDraw(deps.store.reader, code);
  if (!draw) return notFound;
  if (draw.state === 'published' || draw.announcedAt !== null) return invalid;
  const asked = { action: 'undo_draw', argument: { code }, effect: { contest: code, step: draw.state } } as const;
  return orApproval(deps, actor, asked, () => undoNow(deps, actor, code));
}

export async function undoNow(deps: FlowDeps, actor: Actor, code: string): Promise<Result> {
  if (!may(actor, 'undo_draw')) return forbidden;
  try {
    return await deps.commits.submit(async (tx) => {
      const draw = await findDraw(tx, code);
      const isUndone = draw !== null && (await undoIn(tx, deps, actor, draw));
      // Thrown, so that nothing of a half is kept: what waits to be sent goes on waiting.
      if (!isUndone) throw new TooLate();
      await auditIn(tx, deps, actor, 'undo_draw', code, `${draw.state} ${draw.entriesHash}`);
      return { ok: true as const };
    });
  } catch (error) {
    if (error instanceof TooLate) return expired satisfies Refusal;
    throw error;
  }
}

class TooLate extends Error {}

async function undoIn(tx: Tx, deps: FlowDeps, actor: Actor, draw: KeptDraw): Promise<boolean> {
  const { contestCode, entriesHash, state } = draw;
  if (state === 'drawn') return undoProof(tx, contestCode);
  const subject = publications.entries(contestCode, entriesHash);
  const by = actor.kind === 'operator' ? actor.name : actor.kind;
  return (await callBack(tx, subject, by, nowOf(deps))) && (await undoFrozen(tx, contestCode));
}
