import { withoutEmails } from '../domain/erasure.ts';
import { type Action, type Actor, actorName, may } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import {
  type AuditFilter,
  type AuditNames,
  type AuditProof,
  type AuditRow,
  appendAudit,
  findAuditOf,
  findAuditSeq,
  hasAuditHash,
  listAuditNames,
  listAuditRows,
  proveAudit,
} from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
/** Besides what somebody may do: what somebody tried and may not. */
export type Audited = Action | 'press_refused' | 'code_refused' | 'join_declined';

const mostRows = 200;

/**
 * Who did what: written in the transaction that does it. Subject and detail hold ids and numbers only, never a person's
 * data: rows of the audit are never rewritten, not even for an erasure. An address that somebody typed all the same, say
 * as the reason of a stop, is left out.
 */
export async function auditIn(
  tx: Tx,
  deps: FlowDeps,
  actor: Actor,
  action: Audited,
  subject: string | null,
  detail: string | null,
): Promise<void> {
  const told = { subject: subject && withoutEmails(subject), detail: detail && withoutEmails(detail) };
  await appendAudit(tx, deps.newId('aud'), { actor: actorName(actor), action, ...told }, nowOf(deps));
}

export async function auditAction(
  deps: FlowDeps,
  actor: Actor,
  action: Audited,
  subject: string | null,
  detail: string | null,
): Promise<void> {
  await deps.commits.submit((tx) => auditIn(tx, deps, actor, action, subject, detail));
}

/** The newest first; `before` is the number of the last row seen. */
export async function listAudit(
  deps: FlowDeps,
  actor: Actor,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<Result<{ rows: readonly AuditRow[] }>> {
  if (!may(actor, 'see_audit')) return forbidden;
  return { ok: true, rows: await listAuditRows(deps.store.reader, filter, before, Math.min(limit, mostRows)) };
}

/** Where in the record stands what this actor has just done; null where it is not there (yet). */
export function auditMark(deps: FlowDeps, actor: Actor, action: Action, since: Instant): Promise<number | null> {
  return findAuditSeq(deps.store.reader, { actor: actorName(actor), action, since });
}

/** Who did the last thing to one subject, and its number. */
export function auditOf(
  deps: FlowDeps,
  action: Action,
  subject: string,
): Promise<Readonly<{ seq: number; by: string }> | null> {
  return findAuditOf(deps.store.reader, { action, subject });
}

export async function auditNames(deps: FlowDeps, actor: Actor): Promise<Result<AuditNames>> {
  if (!may(actor, 'see_audit')) return forbidden;
  return { ok: true, ...(await listAuditNames(deps.store.reader)) };
}

/** Recomputes the chain of hashes. `knownHead`: a head noted down earlier, which must still stand in it. */
export async function verifyAudit(
  deps: FlowDeps,
  actor: Actor,
  knownHead: string | null,
): Promise<Result<{ proof: AuditProof; holdsKnownHead: boolean }>> {
  if (!may(actor, 'see_audit')) return forbidden;
  const proof = await proveAudit(deps.store.scanner);
  const holdsKnownHead = knownHead === null || (await hasAuditHash(deps.store.scanner, knownHead));
  return { ok: true, proof, holdsKnownHead };
}
