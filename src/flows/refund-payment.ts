import { isLargeRefund } from '../domain/findings.ts';
import type { ProviderName } from '../domain/ids.ts';
import { type Money, money, moneyText } from '../domain/money.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import { SourceError } from '../domain/ports.ts';
import { isSettledNo, refundRefusal } from '../domain/refund-refusals.ts';
import { type RunTrouble, troubleOf } from '../domain/run-troubles.ts';
import type { Tx } from '../store/database.ts';
import { findCharge } from '../store/find-doubles.ts';
import { insertRun, listRunsThatFailed, moveRun } from '../store/runs.ts';
import { findPayer } from '../store/shop/money-back.ts';
import { orApproval } from './approvals.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent } from './record-event.ts';
import type { Result } from './types.ts';

export type Refunded = Readonly<{ refundId: string; amount: Money }>;

/**
 * Gives back all that is left of a payment. The intent and its key are stored before the call, and the key is the
 * payment's own: asked twice, after whatever lost answer, the money goes back once. A large sum waits for a second person.
 */
export async function refundPayment(
  deps: FlowDeps,
  actor: Actor,
  externalId: string,
  signal: AbortSignal,
): Promise<Result<Refunded>> {
  if (!may(actor, 'refund')) return { ok: false, reason: 'forbidden' };
  const [charge] = await findCharge(deps.store.reader, externalId);
  if (!charge || !deps.sources.has(charge.provider)) return { ok: false, reason: 'not_found' };
  const leftMinor = charge.amountMinor - charge.reversedMinor;
  if (leftMinor <= 0) return { ok: false, reason: 'expired' };
  const left = money(leftMinor, charge.currency);
  const action = isLargeRefund(left, deps.policy.values.refund_alone) ? ('refund_large' as const) : ('refund' as const);
  const effect = { payment: externalId, amount: moneyText(left) };
  const refund = { provider: charge.provider, externalId, left };
  return orApproval(deps, actor, { action, argument: refund, effect }, () => giveBack(deps, actor, refund, signal));
}

export type RefundWanted = Readonly<{ provider: ProviderName; externalId: string; left: Money }>;

export async function giveBack(
  deps: FlowDeps,
  actor: Actor,
  { provider, externalId, left }: RefundWanted,
  signal: AbortSignal,
): Promise<Result<Refunded>> {
  const source = deps.sources.get(provider);
  if (!source) return { ok: false, reason: 'not_found' };
  const runId = deps.newId('run');
  const key = await deps.commits.submit(async (tx) => {
    const key = await keyOf(tx, externalId, left);
    const run = {
      id: runId,
      kind: 'refund' as const,
      state: 'planned' as const,
      askedBy: actorName(actor),
      now: nowOf(deps),
    };
    await insertRun(tx, { ...run, summary: { externalId, key, ...left } });
    await auditIn(tx, deps, actor, 'refund', externalId, `asked ${left.amountMinor} ${left.currency}`);
    return key;
  });
  try {
    const payer = (await findPayer(deps.store.reader, { provider, externalId })) ?? undefined;
    const asked = { externalId, amount: left, key, ...(payer ? { payer } : {}) };
    const { refundId, event } = await source.refund(asked, signal);
    await deps.commits.submit(async (tx) => {
      await applyEvent(tx, deps, event, nowOf(deps));
      await moveRun(tx, runId, ['planned'], {
        state: 'done',
        now: nowOf(deps),
        summary: { externalId, key, refundId },
      });
      await auditIn(tx, deps, actor, 'refund', externalId, `done ${refundId}`);
    });
    deps.wake();
    return { ok: true, refundId, amount: left };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const refusal = refundRefusal(provider, error);
    const detail = isSettledNo(refusal) ? saidNo : troubleOf(error);
    const change = { state: 'failed' as const, now: nowOf(deps), detail };
    await deps.commits.submit((tx) => moveRun(tx, runId, ['planned'], change));
    return {
      ok: false,
      reason: 'not_done',
      notDone: { what: 'refund', ...refusal, payment: externalId, amount: left },
    };
  }
}

const saidNo: RunTrouble = 'provider_said_no';

/** A provider repeats the answer that it gave to a key, and so also its no: after one, the key is another. */
async function keyOf(tx: Tx, externalId: string, { amountMinor }: Money): Promise<string> {
  const failed = await listRunsThatFailed(tx, 'refund', saidNo);
  const noes = failed.filter(({ summary }) => summary['externalId'] === externalId).length;
  return `payops:refund:${externalId}:${amountMinor}${noes === 0 ? '' : `:${noes}`}`;
}
