import { type Action, type Actor, actorName } from '../domain/permissions.ts';
import type { Tx } from '../store/database.ts';
import { insertAudit } from '../store/people.ts';
import { type FlowDeps, nowOf } from './deps.ts';

/** Who did what: written in the transaction that does it. */
export async function auditIn(
  tx: Tx,
  deps: FlowDeps,
  actor: Actor,
  action: Action,
  subject: string | null,
  detail: string | null,
): Promise<void> {
  await insertAudit(tx, deps.newId('aud'), { actor: actorName(actor), action, subject, detail }, nowOf(deps));
}

export async function auditAction(
  deps: FlowDeps,
  actor: Actor,
  action: Action,
  subject: string | null,
  detail: string | null,
): Promise<void> {
  await deps.commits.submit((tx) => auditIn(tx, deps, actor, action, subject, detail));
}
