import { type Action, type Actor, actorName, approvingRoles, may, permissions } from '../domain/permissions.ts';
import { hourMs, plusMs } from '../domain/time.ts';
import {
  type Approval,
  decideApprovalOnce,
  type Effect,
  findApproval,
  insertApproval,
  listWaitingApprovals,
  settleApproval,
} from '../store/approvals.ts';
import { listOperators } from '../store/people.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findRole } from './people.ts';
import { enqueueNotice } from './record-event.ts';
import type { Refusal, Result } from './types.ts';

/** So long somebody may say yes; afterwards it has to be asked again, with today's effect. */
const lifeMs = 24 * hourMs;
const mostShown = 50;
const forbidden = { ok: false, reason: 'forbidden' } as const;

/** What was allowed is done by this: per action, with the asker's rights and the argument of then. */
export type Executors = Readonly<Partial<Record<Action, (asker: Actor, argument: unknown) => Promise<Result>>>>;

export type Asked = Readonly<{
  action: Action;
  /** JSON: what the executor gets. Like the effect, ids and numbers only: an erasure does not look in here. */
  argument: unknown;
  /** Numbers and names for the words `approval-<action>`. */
  effect: Effect;
}>;

async function countApprovers(deps: FlowDeps): Promise<number> {
  const operators = await listOperators(deps.store.reader);
  const admins = operators.filter((one) => approvingRoles.includes(one.role)).map((one) => one.telegramId);
  return new Set([...admins, ...deps.policy.ownerIds]).size;
}

/**
 * Does it at once, or, where the action needs a second person and there are two who could be one, writes down what is
 * asked, tells the operations chats, and answers `needs_approval`.
 */
export async function orApproval<T>(
  deps: FlowDeps,
  actor: Actor,
  asked: Asked,
  run: () => Promise<Result<T>>,
): Promise<Result<T>> {
  if (!may(actor, asked.action)) return forbidden;
  if (!permissions[asked.action].secondPerson || (await countApprovers(deps)) < 2) return run();
  return askApproval(deps, actor, asked);
}

async function askApproval(deps: FlowDeps, actor: Actor, asked: Asked): Promise<Refusal> {
  const now = nowOf(deps);
  const id = deps.randomHandle();
  const askedBy = actorName(actor);
  await deps.commits.submit(async (tx) => {
    const askedById = actor.kind === 'operator' ? actor.telegramId : null;
    const expiresAt = plusMs(now, lifeMs);
    await insertApproval(tx, { id, ...asked, askedBy, askedById, asker: actor, askedAt: now, expiresAt });
    await auditIn(tx, deps, actor, asked.action, id, 'asked');
    const { action, effect } = asked;
    await enqueueNotice(tx, deps, { kind: 'approval_asked', approval: id, by: askedBy, action, effect }, id, now);
  });
  deps.wake();
  return { ok: false, reason: 'needs_approval', approvalId: id };
}

export async function listApprovals(deps: FlowDeps, actor: Actor): Promise<Result<{ approvals: readonly Approval[] }>> {
  if (!may(actor, 'approve')) return forbidden;
  return { ok: true, approvals: await listWaitingApprovals(deps.store.reader, nowOf(deps), mostShown) };
}

/** Only a person, and never the one who asked: `forbidden`. Too late, or decided by somebody else: `expired`. */
export async function decideApproval(
  deps: FlowDeps,
  executors: Executors,
  actor: Actor,
  id: string,
  isAllowed: boolean,
): Promise<Result<{ approval: Approval; outcome: Result }>> {
  if (!may(actor, 'approve') || actor.kind !== 'operator') return forbidden;
  const approval = await findApproval(deps.store.reader, id);
  if (!approval) return { ok: false, reason: 'not_found' };
  if (approval.askedById === actor.telegramId) return forbidden;
  const state = isAllowed ? 'approved' : 'rejected';
  const isDecided = await deps.commits.submit(async (tx) => {
    const isFirst = await decideApprovalOnce(tx, id, { state, by: actorName(actor), now: nowOf(deps) });
    if (isFirst) await auditIn(tx, deps, actor, 'approve', id, `${state} ${approval.action}`);
    return isFirst;
  });
  if (!isDecided) return { ok: false, reason: 'expired' };
  const outcome: Result = isAllowed ? await execute(deps, executors, approval) : { ok: true };
  const decided = await findApproval(deps.store.reader, id);
  return { ok: true, approval: decided ?? approval, outcome };
}

/** With the rights that the asker has now, not those of then. */
async function execute(deps: FlowDeps, executors: Executors, approval: Approval): Promise<Result> {
  const asker = await asNow(deps, approval.asker);
  const run = executors[approval.action];
  const outcome: Result = asker && run ? await run(asker, approval.argument) : forbidden;
  const state = outcome.ok ? 'done' : 'failed';
  await deps.commits.submit((tx) => settleApproval(tx, approval.id, state, outcome.ok ? 'ok' : outcome.reason));
  return outcome;
}

async function asNow(deps: FlowDeps, asker: Actor): Promise<Actor | null> {
  if (asker.kind !== 'operator') return asker;
  const role = await findRole(deps, asker.telegramId);
  return role && { ...asker, role };
}
