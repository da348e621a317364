import { comparePayment, type Drift, type PaymentLine, unreadablePayment } from '../domain/drift.ts';
import type { DomainEvent, Fact, PaymentFact } from '../domain/facts.ts';
import type { ObjectPage, PaymentSource, Window } from '../domain/ports.ts';
import { isOfOneObject } from '../domain/run-troubles.ts';
import type { Instant } from '../domain/time.ts';
import { afterTurn } from '../lib/wait.ts';
import { listPaid, type PaidId, readPaymentLines } from '../store/lines.ts';
import type { FlowDeps } from './deps.ts';
import { patiently } from './sweep-source.ts';

/** What the comparison hands on: the lines looked at, and each drift once. */
export type Noting = Readonly<{ looked: (lines: number) => Promise<void>; drift: (drift: Drift) => Promise<void> }>;

const paidAtOnce = 500;

function isChargeFact(fact: Fact): fact is PaymentFact {
  return fact.kind === 'payment' && fact.object === 'charge';
}

export function lineOfFact({ externalId, status, amount, refundedMinor = 0 }: PaymentFact): PaymentLine {
  return { externalId, status, amountMinor: amount.amountMinor, currency: amount.currency, refundedMinor };
}

type Listed = Readonly<{ line: PaymentLine; createdAt: Instant }>;

function listedIn({ events }: ObjectPage): readonly Listed[] {
  const facts = events.flatMap((event) => event.facts.filter(isChargeFact));
  return facts.map((fact) => ({ line: lineOfFact(fact), createdAt: fact.createdAt }));
}

/**
 * Line by line, provider against ledger, newest first. Each page is compared with the ledger's lines of the same ids and
 * of the same stretch of time and then forgotten, so that memory does not grow with the period.
 */
export async function compareProvider(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  noting: Noting,
  signal: AbortSignal,
): Promise<void> {
  // The ledger's own order is that of the paid time.
  const kind = source.objectKinds.includes('captures') ? 'captures' : 'charges';
  let seen = new Map<string, Instant>();
  let upTo = window.to;
  let cursor: string | null = null;
  do {
    const at: string | null = cursor;
    const page: ObjectPage = await patiently(() => source.listObjects(kind, window, at, signal), signal);
    const listed = listedIn(page);
    await compareListed(deps, source, listed, noting);
    for (const { line, createdAt } of listed) seen.set(line.externalId, createdAt);
    cursor = page.next;
    const oldest = listed.at(-1)?.createdAt ?? window.from;
    // What was made in the same second may stand on the next page.
    const from = cursor === null ? window.from : oldestOf(oldest, upTo);
    await compareUnlisted(deps, source, { from, to: upTo }, seen, noting, signal);
    seen = new Map([...seen].filter(([, createdAt]) => createdAt < from));
    upTo = from;
    await noting.looked(listed.length);
  } while (cursor !== null && !signal.aborted);
  signal.throwIfAborted();
}

/** The whole second after the oldest one seen. */
function oldestOf(oldest: Instant, upTo: Instant): Instant {
  const next = new Date(Date.parse(oldest) + 1_000).toISOString() as Instant;
  return next < upTo ? next : upTo;
}

async function compareListed(deps: FlowDeps, source: PaymentSource, listed: readonly Listed[], noting: Noting) {
  const captured = listed.filter(({ line }) => line.status === 'captured');
  const known = await readPaymentLines(
    deps.store.reader,
    source.name,
    captured.map(({ line }) => line.externalId),
  );
  for (const { line } of captured) {
    const drift = comparePayment(known.get(line.externalId) ?? null, line);
    if (drift) await noting.drift({ ...drift, provider: source.name });
  }
}

/** What the ledger has of that time and the list has not, or only as a failed try: each is asked for by its id. */
async function compareUnlisted(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  seen: ReadonlyMap<string, Instant>,
  noting: Noting,
  signal: AbortSignal,
): Promise<void> {
  let last: PaidId | null = null;
  for (;;) {
    const paid: readonly PaidId[] = await listPaid(deps.store.reader, source.name, window, last, paidAtOnce);
    const unlisted = paid.filter(({ externalId }) => !seen.has(externalId)).map(({ externalId }) => externalId);
    const known = await readPaymentLines(deps.store.reader, source.name, unlisted);
    for (const externalId of unlisted) {
      const here = known.get(externalId) ?? null;
      const there = await readThere(source, externalId, signal);
      const drift = there === 'unreadable' ? unreadablePayment(externalId, here) : comparePayment(here, there);
      if (drift) await noting.drift({ ...drift, provider: source.name });
    }
    if (paid.length < paidAtOnce) return;
    last = paid.at(-1) ?? null;
    await afterTurn();
  }
}

/** Null: the provider does not know it. */
async function readThere(
  source: PaymentSource,
  externalId: string,
  signal: AbortSignal,
): Promise<PaymentLine | null | 'unreadable'> {
  try {
    const event: DomainEvent = await patiently(() => source.readPayment(externalId, signal), signal);
    const payments = event.facts.filter((fact): fact is PaymentFact => fact.kind === 'payment');
    const fact = payments.find(isChargeFact) ?? payments[0];
    return fact ? lineOfFact(fact) : null;
  } catch (error) {
    if (!isOfOneObject(error)) throw error;
    return error.outcome === 'gone' ? null : 'unreadable';
  }
}
