import { decideAnew } from '../domain/decide.ts';
import type { Drift, OurCells } from '../domain/drift.ts';
import type { DomainEvent } from '../domain/facts.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentSource, SheetBook, SheetCell } from '../domain/ports.ts';
import { isOfOneObject } from '../domain/run-troubles.ts';
import { readSheetRows } from '../store/lines.ts';
import { loadNeighbourhood } from '../store/load-neighbourhood.ts';
import { findPaymentByExternalId } from '../store/payment-snapshot.ts';
import { noteStood, type Run, type Step } from '../store/runs.ts';
import { saveDecision } from '../store/save-decision.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent, decideEnvFor } from './record-event.ts';
import type { RunKind, StepEnd } from './run-steps.ts';
import { patiently } from './sync-stripe.ts';

/** What stood there: a payment's facts, or our cells of a row; null where there was nothing. */
type Stood = Readonly<{ payment: Payment | null } | { cells: OurCells | null }>;

const stays = 'a payment that the provider has stays in the books';
const gone = 'the row is no longer there';
const unread = 'the provider does not show it';

/**
 * Payments are read again from the provider, rows are written anew from the ledger. Undoing gives a payment back the facts
 * that it had, and a row the cells that it had; a row that was added goes to the tab of duplicates. A payment that was
 * missing here stays: the books never forget money that was taken.
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
    if (!deps.source) return steps.map(({ seq }): StepEnd => ({ seq, state: 'skipped', detail: 'no provider' }));
    const events = await readAgain(deps.source, step.subject, signal).catch((error: unknown) => {
      if (isOfOneObject(error)) return null;
      throw error;
    });
    if (events === null) {
      ends.push({ seq: step.seq, state: 'skipped', detail: unread });
      continue;
    }
    await deps.commits.submit(async (tx) => {
      const before = await findPaymentByExternalId(tx, deps.source?.name ?? '', step.subject);
      if (step.stood === null) await noteStood(tx, run.id, step.seq, { payment: before } satisfies Stood);
      for (const event of events) await applyEvent(tx, deps, event, nowOf(deps));
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

async function revertPayments(deps: FlowDeps, steps: readonly Step[]) {
  const ends: StepEnd[] = [];
  for (const step of steps) {
    const stood = step.stood as { payment: Payment | null } | null;
    if (stood?.payment) await deps.commits.submit((tx) => restorePayment(tx, deps, stood.payment as Payment));
    ends.push(stood?.payment ? { seq: step.seq, state: 'undone' } : { seq: step.seq, state: 'skipped', detail: stays });
  }
  if (ends.length > 0) deps.wake();
  return ends;
}

type Tx = Parameters<typeof saveDecision>[0];

async function restorePayment(tx: Tx, deps: FlowDeps, before: Payment): Promise<void> {
  const now = nowOf(deps);
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
}

async function repairRows(deps: FlowDeps, run: Run, steps: readonly Step[], signal: AbortSignal) {
  if (steps.length === 0 || !deps.book) return [];
  const keys = steps.map(({ subject }) => subject);
  const views = new Map((await readSheetRows(deps.store.reader, keys)).map(({ key, view }) => [key, view]));
  const standing = await readRows(deps.book, keys, signal);
  await deps.commits.submit(async (tx) => {
    for (const { seq, subject, stood } of steps)
      if (stood === null)
        await noteStood(tx, run.id, seq, { cells: standing.get(subject)?.cells ?? null } satisfies Stood);
  });
  const wanted = keys.flatMap((key) => views.get(key) ?? []);
  if (wanted.length > 0) await deps.book.rewrite(wanted, signal);
  return steps.map(({ seq, subject }): StepEnd => {
    return views.has(subject)
      ? { seq, state: 'done' }
      : { seq, state: 'skipped', detail: 'the ledger has no such row' };
  });
}

type Standing = Readonly<{ row: number; cells: OurCells }>;

/** Our cells of the upper row of each key. */
async function readRows(book: SheetBook, keys: readonly string[], signal: AbortSignal) {
  const wanted = new Set(keys);
  const found = new Map<string, number>();
  for await (const page of book.scan(['Purchase ID'], signal)) {
    for (const { row, cells } of page) {
      const key = String(cells[0] ?? '');
      if (wanted.has(key) && !found.has(key)) found.set(key, row);
    }
  }
  const { ours } = await book.look(signal);
  const lines = found.size === 0 ? [] : await book.read([...found.values()], signal);
  const cellsOf = new Map(lines.map(({ row, cells }) => [row, cells]));
  const byName = (row: number): OurCells =>
    Object.fromEntries([...ours].map(([name, column]) => [name, (cellsOf.get(row)?.[column] ?? null) as SheetCell]));
  return new Map([...found].map(([key, row]): [string, Standing] => [key, { row, cells: byName(row) }]));
}

async function revertRows(deps: FlowDeps, run: Run, steps: readonly Step[], signal: AbortSignal) {
  const { book } = deps;
  if (steps.length === 0 || !book) return [];
  const standing = await readRows(
    book,
    steps.map(({ subject }) => subject),
    signal,
  );
  const ends: StepEnd[] = [];
  for (const step of steps) {
    const now = standing.get(step.subject);
    const { cells } = step.stood as { cells: OurCells | null };
    if (now && cells) await book.put(now.row, cells, signal);
    ends.push(
      now || cells === null ? { seq: step.seq, state: 'undone' } : { seq: step.seq, state: 'skipped', detail: gone },
    );
  }
  const added = steps.flatMap((step) => {
    const now = standing.get(step.subject);
    const wasAbsent = (step.stood as { cells: OurCells | null }).cells === null;
    return now && wasAbsent ? [{ id: `${run.id}:${step.seq}`, row: now.row, why: 'repair undone' }] : [];
  });
  await book.moveAway(added, signal);
  return ends;
}
