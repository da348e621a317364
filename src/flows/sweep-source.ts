import { nothing } from '../domain/decide.ts';
import type { Decision } from '../domain/decision.ts';
import type { DomainEvent, FactSource } from '../domain/facts.ts';
import {
  type EventList,
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
import { inTransaction, isStoreFailure } from '../store/database.ts';
import { countLedger, findCompleteUntil, findCursor, findUnsettled, moveCursor } from '../store/sync.ts';
import { type FlowDeps, isSyncHeld, nowOf } from './deps.ts';
import { keepEvent } from './kept-event.ts';
import { applyEvent, enqueueNotice, quarantineIn, type Recorded, recordWebhook } from './record-event.ts';
import type { Tally } from './sync-tally.ts';

/** A refused page is asked for again so often before the window is given up until the next sweep. */
const pageTries = 8;
/** Providers count requests by the second and often name no time, so a short wait comes first; doubled each time. */
const firstWaitMs = 250;
/** A catch-up this much behind says in one line what it brought. */
const worthTellingMs = 2 * hourMs;

/** Asks again where the provider said when, or did not answer; gives up by throwing. */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isPassing = error instanceof SourceError && ['not_sent', 'told_when', 'ambiguous'].includes(error.outcome);
      if (!isPassing || attempt >= pageTries || signal.aborted) throw error;
      await wait(Math.min(error.retryAfterMs ?? firstWaitMs * 2 ** (attempt - 1), minuteMs), signal);
    }
  }
}

/** One listed event that our own code cannot handle is kept and told, as a webhook would be: the rest goes on. */
async function recordOne(deps: FlowDeps, webhook: VerifiedWebhook, source: FactSource): Promise<Recorded> {
  try {
    return await deps.commits.submit((tx) => recordWebhook(tx, deps, webhook, source));
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    deps.log.error({ event: 'listed_event_not_stored', event_id: webhook.externalId, error });
    const issues = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
    await deps.commits.submit((tx) => quarantineIn(tx, deps, webhook, source, issues));
    return { outcome: 'quarantined', decision: nothing };
  }
}

async function recordListed(
  deps: FlowDeps,
  webhooks: readonly VerifiedWebhook[],
  source: FactSource,
  tally: Tally,
): Promise<void> {
  const recorded = await Promise.all(webhooks.map((webhook) => recordOne(deps, webhook, source)));
  for (const { decision } of recorded) tally.note(1, decision);
  deps.wake();
}

/** So many objects are one transaction: enough to share their reads and their sync, few enough for 50 ms. */
const objectsAtOnce = 25;

/** A part of a page is one event: its people and purchases are loaded, regrouped and written together. */
async function recordObjects(
  deps: FlowDeps,
  events: readonly DomainEvent[],
  source: FactSource,
  tally: Tally,
): Promise<void> {
  const parts: Promise<void>[] = [];
  for (let from = 0; from < events.length; from += objectsAtOnce)
    parts.push(recordPart(deps, events.slice(from, from + objectsAtOnce), source, tally));
  await Promise.all(parts);
  deps.wake();
}

async function recordPart(
  deps: FlowDeps,
  events: readonly DomainEvent[],
  source: FactSource,
  tally: Tally,
): Promise<void> {
  const [first] = events;
  if (!first) return;
  const page: DomainEvent = { ...first, source, facts: events.flatMap((event) => event.facts) };
  let decision: Decision;
  try {
    decision = await deps.commits.submit((tx) => applyEvent(tx, deps, page, nowOf(deps)));
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    await putAside(deps, events, source, tally, error);
    return;
  }
  tally.note(events.length, decision);
}

/** Something in the part makes our own code fail: it is found by halves and kept for a person, the rest goes on. */
async function putAside(
  deps: FlowDeps,
  events: readonly DomainEvent[],
  source: FactSource,
  tally: Tally,
  error: unknown,
): Promise<void> {
  const half = Math.ceil(events.length / 2);
  if (events.length > 1) {
    await recordPart(deps, events.slice(0, half), source, tally);
    await recordPart(deps, events.slice(half), source, tally);
    return;
  }
  const [event] = events;
  if (!event) return;
  deps.log.error({ event: 'listed_object_not_stored', type: event.type, error });
  const issues = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  await deps.commits.submit((tx) => quarantineIn(tx, deps, keepEvent(event), source, issues));
}

async function sweepEvents(
  deps: FlowDeps,
  { list }: EventList,
  { window, as, signal, tally }: Omit<Sweeping, 'source'>,
): Promise<void> {
  let cursor: string | null = null;
  do {
    const at: string | null = cursor;
    const page: EventPage = await patiently(() => list(window, at, signal), signal);
    await recordListed(deps, page.webhooks, as, tally);
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

/** So many pages are written at once, while the next is fetched: they share commits, and memory stays bounded. */
const pagesAtOnce = 3;

/** A list that is refused for good, to a key without that right say, is thrown after all others are read. */
export async function sweepObjects(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  as: FactSource,
  signal: AbortSignal,
  tally: Tally,
): Promise<void> {
  const refused = new Refusals();
  for (const kind of source.objectKinds)
    await refused.keep(sweepKind(deps, kind, { source, window, as, signal, tally }));
  refused.throwFirst();
}

type Sweeping = Readonly<{
  source: PaymentSource;
  window: Window;
  as: FactSource;
  signal: AbortSignal;
  tally: Tally;
}>;

async function sweepKind(deps: FlowDeps, kind: ObjectKind, sweeping: Sweeping): Promise<void> {
  const { source, window, as, signal, tally } = sweeping;
  const writing: Promise<void>[] = [];
  let cursor: string | null = null;
  do {
    const at: string | null = cursor;
    const page: ObjectPage = await patiently(() => source.listObjects(kind, window, at, signal), signal);
    const written = recordPage(deps, page, as, tally);
    // A failure is met where its turn comes; until then it must not count as unhandled.
    written.catch(() => undefined);
    writing.push(written);
    if (writing.length >= pagesAtOnce) await writing.shift();
    cursor = page.next;
  } while (cursor !== null && !signal.aborted);
  await Promise.all(writing);
}

/** What the provider refuses for good holds up nothing else; it is thrown when the rest is done. */
class Refusals {
  #first: SourceError | null = null;

  async keep(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof SourceError) || !['config', 'gone', 'unrecognised'].includes(error.outcome)) throw error;
      this.#first ??= error;
    }
  }

  throwFirst(): void {
    if (this.#first) throw this.#first;
  }
}

async function recordPage(deps: FlowDeps, page: ObjectPage, as: FactSource, tally: Tally): Promise<void> {
  await recordObjects(deps, page.events, as, tally);
  await quarantineListed(deps, page.unreadable, as);
}

function stoppedEarly(deps: FlowDeps, signal: AbortSignal): boolean {
  return signal.aborted || isSyncHeld(deps);
}

/** `before`: where the last whole window ended; null at the very first start. */
function planSweep({ policy }: FlowDeps, { events, overlapMs }: PaymentSource, before: Instant | null, now: Instant) {
  if (before === null)
    return {
      objects: { from: policy.historyFrom ?? instantOf(0), to: now },
      as: 'history' as const,
      eventsFrom: plusMs(now, -overlapMs),
    };
  const eventsFrom = plusMs(before, -overlapMs);
  const reach = plusMs(now, hourMs - (events?.reachMs ?? 0));
  if (eventsFrom >= reach) return { objects: null, as: 'sweep' as const, eventsFrom };
  return { objects: { from: eventsFrom, to: now }, as: 'sweep' as const, eventsFrom: reach };
}

/** What was paid lately in other currencies is listed once more, a hundred a call, until its booking is known. */
async function sweepSettlements(deps: FlowDeps, sweeping: Sweeping): Promise<void> {
  const { source, window } = sweeping;
  if (!source.tellsSettlement) return;
  const { store, policy } = deps;
  const from = await findUnsettled(store.reader, source.name, policy.baseCurrency, window.from);
  if (from !== null) await sweepKind(deps, 'charges', { ...sweeping, window: { ...window, from } });
}

/**
 * One sweep of one provider: everything that happened there since the cursor, whether or not a webhook told of it. The
 * cursor moves only when the whole window is done, so a failure or a kill repeats it and loses nothing.
 */
export async function sweepSource(
  deps: FlowDeps,
  source: PaymentSource,
  outer: AbortSignal,
  tally: Tally,
): Promise<Window> {
  const now = nowOf(deps);
  const signal = AbortSignal.any([outer, deps.stopLatch.signal]);
  const before = await findCursor(deps.store.reader, source.name);
  const plan = planSweep(deps, source, before, now);
  const already = tally.counts().newPayments;
  const refused = new Refusals();
  if (plan.objects) await refused.keep(sweepObjects(deps, source, plan.objects, plan.as, signal, tally));
  const window = { from: plan.eventsFrom, to: plusMs(now, secondMs) };
  const as = plan.as === 'history' ? 'sweep' : plan.as;
  if (source.events) await sweepEvents(deps, source.events, { window, as, signal, tally });
  if (!plan.objects) await refused.keep(sweepSettlements(deps, { source, window, as, signal, tally }));
  refused.throwFirst();
  const swept = source.events ? window : (plan.objects ?? window);
  if (stoppedEarly(deps, signal)) return swept;
  await endSweep(deps, source, { before, now, newPayments: tally.counts().newPayments - already });
  return swept;
}

type Swept = Readonly<{ before: Instant | null; now: Instant; newPayments: number }>;

/** What a long window brought is told in one line; of history, when the last provider's is there. */
async function endSweep(deps: FlowDeps, { name }: PaymentSource, { before, now, newPayments }: Swept): Promise<void> {
  await inTransaction(deps.store, async (tx) => {
    await moveCursor(tx, name, now, now);
    const isLast = (await findCompleteUntil(tx, deps.sources.keys())) !== null;
    const loaded = before === null && isLast ? await countLedger(tx) : null;
    if (loaded && loaded.payments > 0)
      await enqueueNotice(tx, deps, { kind: 'history_loaded', ...loaded }, 'history', now);
    else if (before !== null && msOf(now) - msOf(before) > worthTellingMs && newPayments > 0) {
      const notice = { kind: 'catch_up', payments: newPayments, since: before } as const;
      await enqueueNotice(tx, deps, notice, `catch_up ${name}`, now);
    }
  });
  deps.wake();
  deps.meters.sweep('done');
  deps.log.info({ event: 'sweep_done', provider: name, new_payments: newPayments, from: before });
}
