import { retryScheduleMs } from '../domain/decide-delivery.ts';
import type { DomainEvent, FactSource } from '../domain/facts.ts';
import { type Actor, may } from '../domain/permissions.ts';
import {
  type EventPage,
  type ObjectKind,
  type ObjectPage,
  type PaymentSource,
  SourceError,
  type VerifiedWebhook,
  type Window,
} from '../domain/ports.ts';
import { hourMs, type Instant, instantOf, minuteMs, msOf, plusMs, secondMs } from '../domain/time.ts';
import { wait } from '../lib/wait.ts';
import { inTransaction } from '../store/database.ts';
import {
  countLedger,
  type DueReread,
  findCursor,
  hasMissingRefunds,
  listDueRereads,
  moveCursor,
  type RereadEnd,
  settleReread,
} from '../store/sync.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent, enqueueNotice, quarantineIn, recordWebhook } from './record-event.ts';
import type { Result, SyncResult } from './types.ts';

const cursorName = 'stripe_events';
/** Events may be listed a little late: each sweep looks an hour back. */
const overlapMs = hourMs;
/** A refused page is asked for again so often before the window is given up until the next sweep. */
const pageTries = 6;
/** Refunds before their charges, so that no charge seems to lack them. */
const objectKinds: readonly ObjectKind[] = ['refunds', 'disputes', 'charges', 'sessions'];
/** A catch-up this much behind says in one line what it brought. */
const worthTellingMs = 2 * hourMs;

type Counts = { events: number; newPayments: number; changedPayments: number };

/** Asks again where the provider said when, or did not answer; gives up by throwing. */
async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isPassing = error instanceof SourceError && ['not_sent', 'told_when', 'ambiguous'].includes(error.outcome);
      if (!isPassing || attempt >= pageTries || signal.aborted) throw error;
      await wait(Math.min(error.retryAfterMs ?? secondMs * 2 ** (attempt - 1), minuteMs), signal);
    }
  }
}

async function recordListed(
  deps: FlowDeps,
  webhooks: readonly VerifiedWebhook[],
  source: FactSource,
  counts: Counts,
): Promise<void> {
  const recorded = await Promise.all(
    webhooks.map((webhook) => deps.commits.submit((tx) => recordWebhook(tx, deps, webhook, source))),
  );
  for (const one of recorded) {
    counts.events += 1;
    counts.newPayments += one.newPayments;
    counts.changedPayments += one.changedPayments;
  }
  deps.wake();
}

/** A whole page of objects is one event: its people and purchases are loaded, regrouped and written together. */
async function recordObjects(
  deps: FlowDeps,
  events: readonly DomainEvent[],
  source: FactSource,
  counts: Counts,
): Promise<void> {
  const [first] = events;
  if (!first) return;
  const page: DomainEvent = { ...first, source, facts: events.flatMap((event) => event.facts) };
  const decision = await deps.commits.submit((tx) => applyEvent(tx, deps, page, nowOf(deps)));
  counts.events += events.length;
  counts.newPayments += decision.newPaymentIds.size;
  counts.changedPayments += decision.payments.length - decision.newPaymentIds.size;
  deps.wake();
}

async function sweepEvents(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  as: FactSource,
  signal: AbortSignal,
  counts: Counts,
): Promise<void> {
  let cursor: string | null = null;
  do {
    const at: string | null = cursor;
    const page: EventPage = await patiently(() => source.listEvents(window, at, signal), signal);
    await recordListed(deps, page.webhooks, as, counts);
    cursor = page.next;
  } while (cursor !== null && !signal.aborted);
}

/** One object that we cannot read is kept and told; it does not stop the rest. */
async function quarantineListed(
  deps: FlowDeps,
  unreadable: ObjectPage['unreadable'],
  source: FactSource,
): Promise<void> {
  for (const { webhook, issues } of unreadable) {
    await deps.commits.submit((tx) => quarantineIn(tx, deps, webhook, source, issues));
  }
}

/** The next page is fetched while this one is written: one page ahead, never more. */
async function sweepObjects(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  as: FactSource,
  signal: AbortSignal,
  counts: Counts,
): Promise<void> {
  for (const kind of objectKinds) {
    const ask = (cursor: string | null) => patiently(() => source.listObjects(kind, window, cursor, signal), signal);
    let page = await ask(null);
    while (!signal.aborted) {
      const ahead = page.next === null ? null : ask(page.next);
      ahead?.catch(() => undefined);
      await recordObjects(deps, page.events, as, counts);
      await quarantineListed(deps, page.unreadable, as);
      if (ahead === null) break;
      page = await ahead;
    }
  }
}

function stoppedEarly(deps: FlowDeps, signal: AbortSignal): boolean {
  return signal.aborted || deps.stopLatch.isStopped;
}

/** Where the last whole window ended; null at the very first start. */
async function planSweep(deps: FlowDeps, source: PaymentSource, now: Instant) {
  const cursor = await findCursor(deps.store.reader, cursorName);
  const reach = plusMs(now, -source.eventsReachMs + hourMs);
  if (cursor === null)
    return {
      objects: { from: deps.policy.historyFrom ?? instantOf(0), to: now },
      as: 'history' as const,
      eventsFrom: plusMs(now, -overlapMs),
    };
  const eventsFrom = plusMs(cursor, -overlapMs);
  if (eventsFrom >= reach) return { objects: null, as: 'sweep' as const, eventsFrom };
  return { objects: { from: eventsFrom, to: now }, as: 'sweep' as const, eventsFrom: reach };
}

/**
 * One sweep: everything that happened at Stripe since the cursor, whether or not a webhook told of it. The cursor moves
 * only when the whole window is done, so a failure or a kill repeats it and loses nothing.
 */
export async function sweepStripe(deps: FlowDeps, source: PaymentSource, outer: AbortSignal): Promise<SyncResult> {
  const now = nowOf(deps);
  const signal = AbortSignal.any([outer, deps.stopLatch.signal]);
  const before = await findCursor(deps.store.reader, cursorName);
  const plan = await planSweep(deps, source, now);
  const counts: Counts = { events: 0, newPayments: 0, changedPayments: 0 };
  if (plan.objects) await sweepObjects(deps, source, plan.objects, plan.as, signal, counts);
  const window = { from: plan.eventsFrom, to: plusMs(now, secondMs) };
  await sweepEvents(deps, source, window, plan.as === 'history' ? 'sweep' : plan.as, signal, counts);
  const result = { window, ...counts, dryRun: false };
  if (stoppedEarly(deps, signal)) return result;
  await inTransaction(deps.store, async (tx) => {
    await moveCursor(tx, cursorName, now, now);
    const loaded = before === null ? await countLedger(tx) : null;
    if (loaded && loaded.payments > 0)
      await enqueueNotice(tx, deps, { kind: 'history_loaded', ...loaded }, 'history', now);
    else if (before !== null && msOf(now) - msOf(before) > worthTellingMs && counts.newPayments > 0) {
      await enqueueNotice(tx, deps, { kind: 'catch_up', payments: counts.newPayments, since: before }, 'catch_up', now);
    }
  });
  deps.wake();
  deps.log.info({ event: 'sweep_done', ...counts, from: window.from });
  return result;
}

class DryRun extends Error {}

/** Runs the same code in a transaction that is thrown away: the counts are those of the real run. */
async function countOnly(deps: FlowDeps, event: DomainEvent, counts: Counts): Promise<void> {
  await inTransaction(deps.store, async (tx) => {
    const decision = await applyEvent(tx, deps, event, nowOf(deps));
    counts.newPayments += decision.newPaymentIds.size;
    counts.changedPayments += decision.payments.length - decision.newPaymentIds.size;
    throw new DryRun();
  }).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
}

/** Reads a window again, quietly: rows and sheet, no cards. A dry run changes nothing and counts what would change. */
export async function resyncStripe(
  deps: FlowDeps,
  actor: Actor,
  window: Window,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Result<SyncResult>> {
  if (!may(actor, 'resync')) return { ok: false, reason: 'forbidden' };
  const { source } = deps;
  if (!source || window.from >= window.to) return { ok: false, reason: 'invalid' };
  const counts: Counts = { events: 0, newPayments: 0, changedPayments: 0 };
  if (dryRun) await dryRunObjects(deps, source, window, signal, counts);
  else {
    await auditAction(deps, actor, 'resync', `${window.from}…${window.to}`, null);
    await sweepObjects(deps, source, window, 'resync', signal, counts);
  }
  return { ok: true, window, ...counts, dryRun };
}

async function dryRunObjects(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  signal: AbortSignal,
  counts: Counts,
): Promise<void> {
  for (const kind of objectKinds) {
    let cursor: string | null = null;
    do {
      const at: string | null = cursor;
      const page: ObjectPage = await patiently(() => source.listObjects(kind, window, at, signal), signal);
      counts.events += page.events.length;
      const [first] = page.events;
      const facts = page.events.flatMap((event) => event.facts);
      if (first) await countOnly(deps, { ...first, source: 'resync', facts }, counts);
      cursor = page.next;
    } while (cursor !== null && !signal.aborted);
  }
}

const rereadsAtOnce = 20;

/** Durable re-reads: a conflict's object, a charge's refunds. Retried by the outbox's schedule until answered. */
export async function rereadDue(deps: FlowDeps, source: PaymentSource, signal: AbortSignal): Promise<number> {
  if (deps.stopLatch.isStopped) return 0;
  const due = await listDueRereads(deps.store.reader, nowOf(deps), rereadsAtOnce);
  let done = 0;
  for (const reread of due) {
    if (signal.aborted || !(await rereadOne(deps, source, reread, signal))) break;
    done += 1;
  }
  if (done > 0) deps.wake();
  return done;
}

/** False where the provider did not answer: the others would not fare better now. */
async function rereadOne(
  deps: FlowDeps,
  source: PaymentSource,
  reread: DueReread,
  signal: AbortSignal,
): Promise<boolean> {
  const isNeeded = reread.kind !== 'refunds' || (await hasMissingRefunds(deps.store.reader, reread.externalId));
  try {
    const event = isNeeded ? await readAgain(source, reread, signal) : null;
    await deps.commits.submit(async (tx) => {
      if (event) await applyEvent(tx, deps, event, nowOf(deps));
      await settleReread(tx, reread, { state: 'done' });
    });
    return true;
  } catch (error) {
    await noteFailedReread(deps, reread, error);
    return false;
  }
}

function readAgain(source: PaymentSource, { kind, externalId }: DueReread, signal: AbortSignal): Promise<DomainEvent> {
  switch (kind) {
    case 'payment':
      return source.readPayment(externalId, signal);
    case 'customer':
      return source.readCustomer(externalId, signal);
    case 'refunds':
      return source.readRefunds(externalId, signal);
  }
}

async function noteFailedReread(deps: FlowDeps, reread: DueReread, error: unknown): Promise<void> {
  const detail = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  const toldMs = error instanceof SourceError ? error.retryAfterMs : null;
  const waitMs = toldMs ?? retryScheduleMs[reread.attempts];
  const end: RereadEnd =
    waitMs === undefined ? { state: 'dead', detail } : { state: 'waiting', dueAt: plusMs(nowOf(deps), waitMs), detail };
  await deps.commits.submit((tx) => settleReread(tx, reread, end));
  deps.log.warn({ event: 'reread_failed', kind: reread.kind, attempt: reread.attempts + 1, detail });
}
