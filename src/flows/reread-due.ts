import { retryScheduleMs } from '../domain/decide-delivery.ts';
import type { DomainEvent } from '../domain/facts.ts';
import { type Confirmation, type PaymentSource, SourceError } from '../domain/ports.ts';
import { plusMs } from '../domain/time.ts';
import type { Tx } from '../store/database.ts';
import { settleEntry } from '../store/inbox.ts';
import { type DueReread, hasMissingRefunds, listDueRereads, type RereadEnd, settleReread } from '../store/sync.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent, enqueueNotice, paymentRefOf } from './record-event.ts';

const rereadsAtOnce = 20;
/** Questions to one provider under way at once: a burst of notifications is read fast, and no limit is met. */
const questionsAtOnce = 5;

/**
 * Durable re-reads: a conflict's object, a charge's refunds, what a notification named. Retried by the outbox's schedule
 * until answered; a provider that does not answer holds up no other.
 */
export async function rereadDue(deps: FlowDeps, signal: AbortSignal): Promise<number> {
  if (deps.stopLatch.isStopped) return 0;
  const counts = await Promise.all([...deps.sources.values()].map((source) => rereadFrom(deps, source, signal)));
  const done = counts.reduce((sum, count) => sum + count, 0);
  if (done > 0) deps.wake();
  return done;
}

async function rereadFrom(deps: FlowDeps, source: PaymentSource, signal: AbortSignal): Promise<number> {
  const due = await listDueRereads(deps.store.reader, source.name, nowOf(deps), rereadsAtOnce);
  let done = 0;
  for (let from = 0; from < due.length && !signal.aborted; from += questionsAtOnce) {
    const part = due.slice(from, from + questionsAtOnce);
    const answered = await Promise.all(part.map((reread) => rereadOne(deps, source, reread, signal)));
    done += answered.filter((isAnswered) => isAnswered).length;
    // The others would not fare better now.
    if (answered.includes(false)) break;
  }
  return done;
}

/** False where the provider did not answer. */
async function rereadOne(
  deps: FlowDeps,
  source: PaymentSource,
  reread: DueReread,
  signal: AbortSignal,
): Promise<boolean> {
  const isNeeded = reread.kind !== 'refunds' || (await hasMissingRefunds(deps.store.reader, reread.externalId));
  try {
    const told = isNeeded ? await readAgain(source, reread, signal) : null;
    await deps.commits.submit(async (tx) => {
      if (told) await applyEvent(tx, deps, told.event, nowOf(deps));
      if (told && reread.kind === 'notified') await settleNotified(tx, deps, reread, told);
      await settleReread(tx, reread, { state: 'done' });
    });
    deps.meters.reread(reread.kind, 'done');
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    await noteFailedReread(deps, reread, error);
    return error instanceof SourceError && isAnswer(error);
  }
}

/** What it named counts as the provider tells it; where that is less than it said, people are warned. */
async function settleNotified(
  tx: Tx,
  deps: FlowDeps,
  { provider, externalId }: DueReread,
  { event, isTrue }: Confirmation,
): Promise<void> {
  const end = { state: 'recorded' as const, paymentRef: paymentRefOf({ kind: 'event', event }) };
  await settleEntry(tx, provider, externalId, end);
  if (!isTrue)
    await enqueueNotice(tx, deps, { kind: 'not_confirmed', provider, event: externalId }, provider, nowOf(deps));
}

/** The provider said something, though not what was hoped for: it will not say otherwise by itself. */
function isAnswer({ outcome }: SourceError): boolean {
  return outcome === 'gone' || outcome === 'unrecognised' || outcome === 'ours';
}

async function readAgain(
  source: PaymentSource,
  { kind, externalId }: DueReread,
  signal: AbortSignal,
): Promise<Confirmation> {
  const read = (event: DomainEvent): Confirmation => ({ event, isTrue: true });
  switch (kind) {
    case 'payment':
      return read(await source.readPayment(externalId, signal));
    case 'customer':
      return read(await source.readCustomer(externalId, signal));
    case 'refunds':
      return read(await source.readRefunds(externalId, signal));
    case 'notified':
      if (source.readNotified) return source.readNotified(externalId, signal);
      throw new Error(`${source.name} signs its webhooks: there is nothing to confirm`);
  }
}

/** Null: it is given up. A notification whose object is unknown or unreadable is a person's to look at, at once. */
function nextWaitMs({ kind, attempts }: DueReread, error: unknown): number | null {
  if (kind === 'notified' && error instanceof SourceError && isAnswer(error)) return null;
  const toldMs = error instanceof SourceError ? error.retryAfterMs : null;
  return toldMs ?? retryScheduleMs[attempts] ?? null;
}

async function noteFailedReread(deps: FlowDeps, reread: DueReread, error: unknown): Promise<void> {
  const detail = detailOf(error);
  const waitMs = nextWaitMs(reread, error);
  const end: RereadEnd =
    waitMs === null ? { state: 'dead', detail } : { state: 'waiting', dueAt: plusMs(nowOf(deps), waitMs), detail };
  await deps.commits.submit(async (tx) => {
    await settleReread(tx, reread, end);
    if (end.state === 'dead' && reread.kind === 'notified') await putAside(tx, deps, reread, error);
  });
  deps.meters.reread(reread.kind, 'failed');
  deps.log.warn({ event: 'reread_failed', kind: reread.kind, attempt: reread.attempts + 1, detail });
}

/**
 * Never dropped: the notification is kept with the reason and told; reading it again asks the provider once more. What
 * the provider does not know may be anybody's.
 */
async function putAside(tx: Tx, deps: FlowDeps, { provider, externalId }: DueReread, error: unknown): Promise<void> {
  await settleEntry(tx, provider, externalId, { state: 'quarantined', issues: detailOf(error) });
  const type = externalId.split(':')[1] ?? '';
  const isUnknown = error instanceof SourceError && error.outcome === 'gone';
  if (isUnknown)
    await enqueueNotice(tx, deps, { kind: 'not_confirmed', provider, event: externalId }, provider, nowOf(deps));
  else await enqueueNotice(tx, deps, { kind: 'quarantined', provider, event: externalId, type }, type, nowOf(deps));
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'unknown';
}
