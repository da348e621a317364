import { decideAnew } from '../domain/decide.ts';
import type { DomainEvent } from '../domain/facts.ts';
import type { PayerId } from '../domain/ids.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { Tx } from '../store/database.ts';
import { loadNeighbourhood } from '../store/load-neighbourhood.ts';
import { findLivingCustomer, setPin } from '../store/pins.ts';
import { findRun, insertRun, moveRun } from '../store/runs.ts';
import { saveDecision } from '../store/save-decision.ts';
import { orApproval } from './approvals.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { decideEnvFor } from './record-event.ts';
import type { Result } from './types.ts';

type Pair = readonly [PayerId, PayerId];
export type Merged = Readonly<{ runId: string; keys: readonly [string, string] }>;

/** Two customers are one from now on, whatever evidence says; undone, they are never joined by evidence again. */
export async function mergeCustomers(deps: FlowDeps, actor: Actor, a: string, b: string): Promise<Result<Merged>> {
  if (!may(actor, 'merge_customers')) return { ok: false, reason: 'forbidden' };
  const [first, second] = [
    await findLivingCustomer(deps.store.reader, a),
    await findLivingCustomer(deps.store.reader, b),
  ];
  if (!first || !second || first.id === second.id) return { ok: false, reason: 'not_found' };
  const effect = { a: first.key, b: second.key };
  return orApproval(deps, actor, { action: 'merge_customers', argument: { a, b }, effect }, () =>
    join(deps, actor, a, b),
  );
}

export async function join(deps: FlowDeps, actor: Actor, a: string, b: string): Promise<Result<Merged>> {
  const runId = deps.newId('run');
  const keys = await deps.commits.submit(async (tx) => {
    const [first, second] = [await findLivingCustomer(tx, a), await findLivingCustomer(tx, b)];
    if (!first || !second || first.id === second.id) return null;
    const now = nowOf(deps);
    const payers: Pair = [first.originPayerId, second.originPayerId];
    await setPin(tx, payers, { kind: 'together', by: actorName(actor), now });
    await regroupPayers(tx, deps, payers);
    const summary = { payers, keys: [first.key, second.key] };
    await insertRun(tx, { id: runId, kind: 'merge', state: 'done', summary, askedBy: actorName(actor), now });
    await auditIn(tx, deps, actor, 'merge_customers', runId, `${first.id} ${second.id}`);
    return [first.key, second.key] as const;
  });
  if (!keys) return { ok: false, reason: 'expired' };
  deps.wake();
  return { ok: true, runId, keys };
}

/** Takes them apart again, and pins them apart. */
export async function undoMerge(deps: FlowDeps, actor: Actor, runId: string): Promise<boolean> {
  const isUndone = await deps.commits.submit(async (tx) => {
    const run = await findRun(tx, runId);
    const now = nowOf(deps);
    if (run?.kind !== 'merge' || !(await moveRun(tx, runId, ['done'], { state: 'undone', now }))) return false;
    const { payers } = run.summary as { payers: Pair };
    await setPin(tx, payers, { kind: 'apart', by: actorName(actor), now });
    await regroupPayers(tx, deps, payers);
    await auditIn(tx, deps, actor, 'merge_customers', runId, 'undone');
    return true;
  });
  if (isUndone) deps.wake();
  return isUndone;
}

async function regroupPayers(tx: Tx, deps: FlowDeps, payers: Pair): Promise<void> {
  const now = nowOf(deps);
  const event: DomainEvent = {
    provider: 'stripe',
    externalId: null,
    type: 'customers.pinned',
    occurredAt: now,
    source: 'resync',
    facts: [],
  };
  const known = await loadNeighbourhood(tx, event, now, payers);
  const decision = decideAnew(event, known, [], await decideEnvFor(tx, deps, known, now));
  await saveDecision(tx, decision, { now, newId: deps.newId });
}
