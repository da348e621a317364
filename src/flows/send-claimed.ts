import { type DeliveryStep, isSuspect, nextStep, ownError, poison } from '../domain/decide-delivery.ts';
import { type DeliveryKind, placeOf } from '../domain/deliveries.ts';
import type { DeliveryId } from '../domain/ids.ts';
import type { Arrived, Content, DeliveryResult, Destination, Outgoing } from '../domain/ports.ts';
import { isQuiet } from '../domain/route-filter.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import { type Instant, plusMs, secondMs } from '../domain/time.ts';
import { wait } from '../lib/wait.ts';
import { isStoreFailure, type Tx } from '../store/database.ts';
import {
  type ClaimedDelivery,
  keepArrived,
  markSending,
  releaseClaimed,
  type Settlement,
  settleAsMerged,
  settleDelivery,
} from '../store/deliveries.ts';
import { findContent, findShown } from '../store/delivery-content.ts';
import { findMovedTo } from '../store/destinations.ts';
import { findChatLocale, insertHandle } from '../store/people.ts';
import { readEntriesBytes } from './contests/entries-bytes.ts';
import { type FlowDeps, isHeldBack, nowOf } from './deps.ts';
import { noteConsequences, noteOutage, proveHealthy } from './destination-health.ts';
import { isLastResort } from './notice-routes.ts';

/** Where messages have buttons. */
const chatDestination = 'telegram';
/** Given back untried, a delivery comes again after this. */
const untriedMs = 5 * secondMs;
/** A try that takes longer is broken off, whatever it waits for. */
const tryMs = 45 * secondMs;
const storeRetryMs = 500;

/** Renders, calls and settles what was claimed. Whatever fails, each one is settled or given back. */
export async function sendAll(
  deps: FlowDeps,
  destination: Destination,
  claimed: readonly ClaimedDelivery[],
  { stopping, lease }: Readonly<{ stopping: AbortSignal; lease: AbortSignal }>,
): Promise<void> {
  const signal = AbortSignal.any([stopping, lease, AbortSignal.timeout(tryMs)]);
  const doubtful = claimed.some((delivery) => delivery.doubt > 0) && !destination.keyed;
  if (doubtful && !(await proveHealthy(destination, signal))) {
    for (const delivery of claimed) await giveBack(deps, delivery, stopping);
    return;
  }
  const run = { deps, destination, signal, stopping };
  const suspects = claimed.filter(({ crashes }) => isSuspect(crashes));
  await sendTogether(
    run,
    claimed.filter(({ crashes }) => !isSuspect(crashes)),
  );
  for (const suspect of suspects) await sendTogether(run, [suspect]);
}

async function sendTogether(run: Run, deliveries: readonly ClaimedDelivery[]): Promise<void> {
  const { deps, destination, stopping } = run;
  const prepare = (delivery: ClaimedDelivery) => prepareOrGiveBack(deps, destination, delivery, stopping);
  const prepared = (await Promise.all(deliveries.map(prepare))).filter((one) => one !== null);
  if (prepared.length === 0) return;
  if (destination.pacing.batchSize > 1) await callAndSettle(run, prepared);
  else await Promise.all(prepared.map((one) => callAndSettle(run, [one])));
}

/**
 * What must be written, because nobody else will: on SQLite a lease ends only with its process. While the database is
 * locked or the disk full it is tried again, which holds this destination, until the process is stopped.
 */
async function surely(deps: FlowDeps, work: (tx: Tx) => Promise<unknown>, stopping: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await deps.commits.submit(work);
      return;
    } catch (error) {
      if (!isStoreFailure(error) || stopping.aborted) throw error;
      deps.log.warn({ event: 'waiting_for_the_database', error });
      await wait(storeRetryMs, stopping).catch(() => undefined);
    }
  }
}

async function giveBack(deps: FlowDeps, delivery: ClaimedDelivery, stopping: AbortSignal): Promise<void> {
  const now = nowOf(deps);
  await surely(deps, (tx) => releaseClaimed(tx, delivery, plusMs(now, untriedMs), now), stopping);
}

type Prepared = Readonly<{ delivery: ClaimedDelivery; outgoing: Outgoing; isRepeatable: boolean }>;

async function prepareOrGiveBack(
  deps: FlowDeps,
  destination: Destination,
  delivery: ClaimedDelivery,
  stopping: AbortSignal,
): Promise<Prepared | null> {
  try {
    return await prepare(deps, destination, delivery, stopping);
  } catch (error) {
    deps.log.error({ event: 'delivery_not_prepared', delivery_id: delivery.id, error });
    if (isStoreFailure(error)) await giveBack(deps, delivery, stopping);
    else await settleAsBroken(deps, destination, delivery, error, stopping);
    return null;
  }
}

/** Nothing was sent, and trying at once would fail the same way: after five tries it is poison, and seen. */
async function settleAsBroken(
  deps: FlowDeps,
  destination: Destination,
  delivery: ClaimedDelivery,
  error: unknown,
  stopping: AbortSignal,
): Promise<void> {
  const outgoing = { handle: '', address: delivery.address };
  await settle(
    { deps, destination, stopping },
    { delivery, outgoing, isRepeatable: true },
    brokenResult(nameOf(error)),
    {
      startedAt: nowOf(deps),
      durationMs: 0,
    },
  );
}

/** Renders what is to be said now; null where there is nothing to say or the lease is gone. */
async function prepare(
  deps: FlowDeps,
  destination: Destination,
  delivery: ClaimedDelivery,
  stopping: AbortSignal,
): Promise<Prepared | null> {
  const { reader } = deps.store;
  const content = await findContent(reader, delivery);
  const shown = await findShown(reader, destination.name, delivery);
  const neverShown = content?.kind === 'purchase' && content.purchase.state === 'merged' && shown === null;
  if (content === null || neverShown) {
    await deps.commits.submit((tx) => settleAsMerged(tx, delivery, nowOf(deps)));
    return null;
  }
  const address = await findMovedTo(reader, destination.name, delivery.address);
  const locale = (await findChatLocale(reader, placeOf(delivery.address).chat)) ?? deps.policy.defaultLocale;
  if (!(await deps.commits.submit((tx) => markSending(tx, delivery)))) return null;
  const outgoing: Outgoing = {
    deliveryId: delivery.id as DeliveryId,
    address,
    locale,
    content,
    remoteId: shown?.remoteId ?? null,
    shownHash: shown?.shownHash ?? null,
    mayRepeat: delivery.doubt > 0,
    silent: isQuietNow(deps, delivery, content),
    handle: shown?.handle ?? deps.randomHandle(),
    arrived: delivery.arrived,
    keepArrived: (arrived) => surely(deps, (tx) => keepOrRefuse(tx, delivery, arrived), stopping),
    openFile: (file) => openStoredFile(deps, file),
  };
  return { delivery, outgoing, isRepeatable: destination.keyed || outgoing.remoteId !== null };
}

/** In its quiet hours a place hears the system's own troubles and what is critical, nothing else. */
function isQuietNow(deps: FlowDeps, { address }: ClaimedDelivery, content: Content): boolean {
  const { routes, zone } = deps.policy;
  const reports = Object.values(routes.reports).flat();
  const route = [...routes.cards, ...routes.vip, ...routes.alerts, ...reports].find((one) => one.address === address);
  return !isHeardAlways(content) && route?.quiet !== undefined && isQuiet(route.quiet, nowOf(deps), zone);
}

function isHeardAlways(content: Content): boolean {
  if (content.kind === 'incidents' || content.kind === 'reminder')
    return content.incidents.some(({ state, level }) => state === 'firing' && level === 'critical');
  return content.kind === 'notice';
}

async function openStoredFile({ store, log }: FlowDeps, file: StoredFile): Promise<Uint8Array | null> {
  const bytes = await readEntriesBytes(store.scanner, file);
  if (bytes === null) log.error({ event: 'stored_file_not_as_published', kind: file.kind, contest: file.contest });
  return bytes;
}

async function keepOrRefuse(tx: Tx, delivery: ClaimedDelivery, arrived: Arrived): Promise<void> {
  if (!(await keepArrived(tx, delivery, arrived))) throw new Error('the lease was lost in the middle of a message');
}

/** A stop that came after the claim still holds this back: nothing was sent. */
const heldBack: DeliveryResult = {
  outcome: 'told_when',
  code: 'stopped',
  detail: 'stopped before the call',
  retryAfterMs: 0,
};

type Run = Readonly<{ deps: FlowDeps; destination: Destination; signal: AbortSignal; stopping: AbortSignal }>;

async function callAndSettle(run: Run, prepared: readonly Prepared[]): Promise<void> {
  const { deps, destination } = run;
  const startedAt = nowOf(deps);
  const startedMs = performance.now();
  const results = isHeldBack(deps, destination) ? prepared.map(() => heldBack) : await call(run, prepared);
  const durationMs = performance.now() - startedMs;
  await Promise.all(
    prepared.map((one, index) => {
      const result = results[index] ?? brokenResult('no result for this delivery');
      return settle(run, one, result, { startedAt, durationMs });
    }),
  );
}

function brokenResult(detail: string): DeliveryResult {
  return { outcome: 'unrecognised', code: ownError, detail };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

async function call(
  { deps, destination, signal, stopping }: Run,
  prepared: readonly Prepared[],
): Promise<readonly DeliveryResult[]> {
  const held = AbortSignal.any([deps.stopLatch.signal, deps.gradedStops.signal]);
  try {
    return await destination.deliver(
      prepared.map((one) => one.outgoing),
      signal,
      held,
    );
  } catch (error) {
    deps.log.error({ event: 'destination_failed', destination: destination.name, error });
    if (prepared.length === 1 || !destination.keyed) return prepared.map(() => brokenResult(nameOf(error)));
  }
  return callByHalves({ deps, destination, signal, stopping }, prepared);
}

/** One of a batch makes our own code fail: it is found by halves, the others arrive. Rows by key may be written again. */
async function callByHalves(run: Run, prepared: readonly Prepared[]): Promise<readonly DeliveryResult[]> {
  const half = Math.ceil(prepared.length / 2);
  return [...(await call(run, prepared.slice(0, half))), ...(await call(run, prepared.slice(half)))];
}

const givenUp: DeliveryStep = { state: 'dead' };

/** Told to one person, whom nobody can reach for him: given up at once, where others wait for somebody to look. */
const endsWhenGone: ReadonlySet<DeliveryKind> = new Set<DeliveryKind>(['broadcast', 'won']);

type Tried = Pick<Prepared, 'delivery' | 'isRepeatable'> & Readonly<{ outgoing: Pick<Outgoing, 'handle' | 'address'> }>;

async function settle(
  { deps, destination, stopping }: Omit<Run, 'signal'>,
  one: Tried,
  answer: DeliveryResult,
  timing: Pick<Settlement, 'startedAt' | 'durationMs'>,
): Promise<void> {
  const { delivery, outgoing, isRepeatable } = one;
  const now = nowOf(deps);
  const isOurFault = answer.outcome !== 'delivered' && answer.code === ownError;
  const ownErrors = delivery.ownErrors + (isOurFault ? 1 : 0);
  const { attempts, doubt } = delivery;
  const situation = { attempts, doubt, isRepeatable, ownErrors, scheduleMs: destination.retryScheduleMs };
  const isLost = answer.outcome === 'gone' && (endsWhenGone.has(delivery.kind) || isLastResort(deps, delivery));
  const step = isLost ? givenUp : nextStep(answer, situation, { now, random: deps.random() });
  const result = isOurFault && step.state === 'dead' ? { ...answer, code: poison } : answer;
  const counts = { own_errors: ownErrors };
  const handle = outgoing.handle;
  const settlement = { destination: destination.name, delivery, result, step, handle, now, counts, ...timing };
  const settleInFull = async (tx: Tx) => {
    if ((await settleDelivery(tx, settlement)) === 'lease_lost') return;
    await bindButtons(tx, destination, one, result, now);
    await noteConsequences(tx, deps, destination, { delivery, result, step, now });
  };
  await surely(deps, settleInFull, stopping).catch(async (error: unknown) => {
    if (isStoreFailure(error)) throw error;
    // A mistake of ours in what follows must not leave the delivery under way for ever.
    deps.log.error({ event: 'settled_in_part', delivery_id: delivery.id, error });
    await surely(deps, (tx) => settleDelivery(tx, settlement), stopping);
  });
  deps.meters.attempt(destination.name, result.outcome, timing.durationMs / 1_000);
  await noteOutage(deps, destination, result);
}

/** What the buttons of a message are about; those that are missing have none of their own. */
const boundTo: Readonly<Partial<Record<DeliveryKind, string>>> = {
  purchase: 'purchase',
  vip: 'purchase',
  row: 'purchase',
  probe: 'purchase',
  notice: 'failures',
  incidents: 'incidents',
  reminder: 'incidents',
  order: 'order',
};

/** Buttons of a chat message mean something only in that chat and for that subject. */
async function bindButtons(
  tx: Tx,
  { name }: Destination,
  { delivery, outgoing }: Tried,
  result: DeliveryResult,
  now: Instant,
): Promise<void> {
  const kind = boundTo[delivery.kind];
  if (name !== chatDestination || result.outcome !== 'delivered' || !result.remoteId || kind === undefined) return;
  const [messageId] = result.remoteId.split(',');
  // A reminder is about what its message is about.
  const subjectId = kind === 'incidents' ? (delivery.subjectId.split('~')[0] ?? '') : delivery.subjectId;
  const chatId = placeOf(result.movedTo ?? outgoing.address).chat;
  await insertHandle(tx, outgoing.handle, { chatId, messageId: messageId ?? null, kind, subjectId }, now);
}
