import { decideAnew } from '../domain/decide.ts';
import type { Drift } from '../domain/drift.ts';
import type { DomainEvent } from '../domain/facts.ts';
import { compareText, type Payment } from '../domain/payment.ts';
import type { PaymentSource } from '../domain/ports.ts';
import { isOfOneObject } from '../domain/run-troubles.ts';
import { fingerprint } from '../lib/hash.ts';
import type { Tx } from '../store/database.ts';
import { loadNeighbourhood } from '../store/load-neighbourhood.ts';
import { findPaymentByExternalId } from '../store/payment-snapshot.ts';
import { noteStood, type Run, type Step } from '../store/runs.ts';
import { saveDecision } from '../store/save-decision.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent, decideEnvFor } from './record-event.ts';
import { repairRows, revertRows } from './repair-rows.ts';
import type { RunKind, StepEnd } from './run-steps.ts';
import { patiently } from './sweep-source.ts';

/** What stood there, null where nothing did; and what its facts were when it was repaired. */
type Stood = Readonly<{ payment: Payment | null; left?: string }>;

const stays = 'a payment that the provider has stays in the books';
const changed = 'the payment has changed since';
const unread = 'the provider does not show it';

/**
 * Payments are read again from the provider, rows are written anew from the ledger. Undoing gives a payment back the facts
 * that it had, and a row the cells that it had; a row that was added goes to the tab of duplicates. What has changed since
 * it was repaired is left alone, and a payment that was missing here stays: the books never forget money that was taken.
 */
export function repairKind(deps: FlowDeps): RunKind {
  return {
    atOnce: 50,
    apply: async (run, steps, signal) => [
      ...(await repairPayments(deps, run, steps.filter(isOf('provider')), signal)),
      ...(await repairRows(deps, run, steps.filter(isOf('sheet')), signal)),
    ],
    revert: async (run, steps, signal) => [
      ...(await revertPayments(deps, steps.filter(isOf('provider')))),
      ...(await revertRows(deps, run, steps.filter(isOf('sheet')), signal)),
    ],
  };
}

function isOf(place: Drift['place']): (step: Step) => boolean {
  return ({ work }) => (work as Drift).place === place;
}

async function repairPayments(deps: FlowDeps, run: Run, steps: readonly Step[], signal: AbortSignal) {
  const ends: StepEnd[] = [];
  for (const step of steps) {
    const source = deps.sources.get((step.work as Drift).provider ?? 'stripe');
    if (!source) {
      ends.push({ seq: step.seq, state: 'skipped', detail: 'no provider' });
      continue;
    }
    const events = await readAgain(source, step.subject, signal).catch((error: unknown) => {
      if (isOfOneObject(error)) return null;
      throw error;
    });
    if (events === null) {
      ends.push({ seq: step.seq, state: 'skipped', detail: unread });
      continue;
    }
    await deps.commits.submit(async (tx) => {
      const find = () => findPaymentByExternalId(tx, source.name, step.subject);
      const stood = (step.stood as Stood | null) ?? { payment: await find() };
      for (const event of events) await applyEvent(tx, deps, event, nowOf(deps));
      await noteStood(tx, run.id, step.seq, { ...stood, left: factsHash(await find()) } satisfies Stood);
    });
    ends.push({ seq: step.seq, state: 'done' });
  }
  if (ends.length > 0) deps.wake();
  return ends;
}

/** Quietly: what is put right is news to nobody. */
async function readAgain(source: PaymentSource, externalId: string, signal: AbortSignal): Promise<DomainEvent[]> {
  const payment = await patiently(() => source.readPayment(externalId, signal), signal);
  const charges = payment.facts.flatMap((fact) =>
    fact.kind === 'payment' && fact.chargeId && fact.refundedMinor !== undefined ? [fact.chargeId] : [],
  );
  const events = [payment];
  for (const charge of new Set(charges))
    events.unshift(await patiently(() => source.readRefunds(charge, signal), signal));
  return events.filter(({ facts }) => facts.length > 0).map((event) => ({ ...event, source: 'resync' }));
}

/** Of what the objects say, not of when it was said: telling the same again changes nothing. */
function factsHash(payment: Payment | null): string {
  const facts = [payment?.intent, payment?.charge, payment?.session].map((fact) => {
    if (!fact) return null;
    const { asOf: _asOf, reread: _reread, ...said } = fact;
    return JSON.stringify(Object.entries(said).toSorted(([a], [b]) => compareText(a, b)));
  });
  return fingerprint(facts);
}

async function revertPayments(deps: FlowDeps, steps: readonly Step[]) {
  const ends: StepEnd[] = [];
  for (const { seq, stood } of steps) {
    const { payment, left } = (stood as Stood | null) ?? { payment: null };
    if (!payment) ends.push({ seq, state: 'skipped', detail: stays });
    else {
      const isRestored = await deps.commits.submit((tx) => restorePayment(tx, deps, payment, left));
      ends.push(isRestored ? { seq, state: 'undone' } : { seq, state: 'skipped', detail: changed });
    }
  }
  if (ends.length > 0) deps.wake();
  return ends;
}

/** False where something was told of it since it was repaired. */
async function restorePayment(tx: Tx, deps: FlowDeps, before: Payment, left: string | undefined): Promise<boolean> {
  const now = nowOf(deps);
  const current = factsHash(await findPaymentByExternalId(tx, before.provider, before.externalId));
  if (current === factsHash(before)) return true;
  if (current !== left) return false;
  const facts = [before.intent, before.charge, before.session].filter((fact) => fact !== null);
  const event: DomainEvent = {
    provider: before.provider,
    externalId: null,
    type: 'repair.undone',
    occurredAt: now,
    source: 'resync',
    facts,
  };
  const known = await loadNeighbourhood(tx, event, now);
  const { customerId = before.customerId, purchaseId = before.purchaseId } = known.payments.get(before.id) ?? {};
  const decision = decideAnew(
    event,
    known,
    [{ ...before, customerId, purchaseId }],
    await decideEnvFor(tx, deps, known, now),
  );
  await saveDecision(tx, decision, { now, newId: deps.newId });
  return true;
}
