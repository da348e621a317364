import { isAlive, nextCheck, type Order, type PayAttempt, remindAt } from '../../domain/shop/order.ts';
import { dayMs, hourMs, type Instant, later, minuteMs, msOf, plusMs } from '../../domain/time.ts';
import { changeAttempt, listAttempts, listDueAttempts } from '../../store/shop/attempts.ts';
import { changeOrder, findOrder, listExpired, listUnreminded } from '../../store/shop/orders.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { type Answered, callOffAttempt, lookAtAttempt, openAttempt } from './ask-provider.ts';
import { endOrder, oweOrderMessage } from './paid.ts';

const atOnce = 50;
/** Questions to providers under way at the same time. */
const questionsAtOnce = 5;
/** A provider that does not answer holds an order's end up so long, and no longer. */
const graceMs = 10 * minuteMs;
/** So long a try that nobody answers for is asked about; the sweep sees what comes later. */
const givenUpMs = 8 * dayMs;

/**
 * One round over the orders: those whose time is over end, those at half of it are reminded of, and tries to pay without
 * an end are asked about at the provider, whether their webhooks came or not. Returns how many were touched.
 */
export async function tendOrders(deps: FlowDeps, signal: AbortSignal): Promise<number> {
  if (deps.stopLatch.isStopped) return 0;
  const done = (await checkDue(deps, signal)) + (await expireDue(deps, signal)) + (await remindDue(deps));
  if (done > 0) deps.wake();
  return done;
}

async function checkDue(deps: FlowDeps, signal: AbortSignal): Promise<number> {
  const due = await listDueAttempts(deps.store.reader, nowOf(deps), atOnce);
  await inParts(due, signal, (attempt) => checkAttempt(deps, attempt, signal));
  return due.length;
}

async function inParts<T>(all: readonly T[], signal: AbortSignal, work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length && !signal.aborted; from += questionsAtOnce)
    await Promise.all(all.slice(from, from + questionsAtOnce).map(work));
}

/** Asked anew where no answer was kept, else looked at; called off where its order is over. */
async function checkAttempt(deps: FlowDeps, attempt: PayAttempt, signal: AbortSignal): Promise<void> {
  const order = await findOrder(deps.store.reader, attempt.orderId);
  if (!order || !isAlive(attempt)) return keepCheck(deps, attempt, null);
  const answered = await settleAttempt(deps, order, attempt, signal);
  if (signal.aborted) return;
  const now = nowOf(deps);
  if (answered.ok) return keepCheck(deps, { ...attempt, checks: attempt.checks + 1 }, nextAfter(attempt, now));
  if (answered.why === 'refused') return endTry(deps, attempt);
  const ageMs = msOf(now) - msOf(attempt.createdAt);
  const againAt = ageMs > givenUpMs ? null : plusMs(now, ageMs < hourMs ? minuteMs : hourMs);
  await keepCheck(deps, attempt, againAt);
}

function nextAfter({ createdAt, checks }: PayAttempt, now: Instant): Instant | null {
  const at = nextCheck({ createdAt, checks: checks + 1 });
  return at && later(at, plusMs(now, minuteMs));
}

async function keepCheck(deps: FlowDeps, attempt: PayAttempt, nextCheckAt: Instant | null): Promise<void> {
  const { checks } = attempt;
  await deps.commits.submit((tx) => changeAttempt(tx, attempt, { checks, nextCheckAt }));
}

async function endTry(deps: FlowDeps, attempt: PayAttempt): Promise<void> {
  await deps.commits.submit((tx) => changeAttempt(tx, attempt, { state: 'ended', nextCheckAt: null }));
}

/** Whatever the provider says of it is in the books when this resolves. */
async function settleAttempt(
  deps: FlowDeps,
  order: Order,
  attempt: PayAttempt,
  signal: AbortSignal,
): Promise<Answered> {
  const known = attempt.ref === null ? await openAttempt(deps, order, attempt, signal) : null;
  if (known && !known.ok) return known;
  const named = { ...attempt, ref: known?.asked.externalId ?? attempt.ref };
  const isOver = order.status !== 'waiting' || order.expiresAt <= nowOf(deps);
  if (isOver) return callOffAttempt(deps, named, signal);
  if (known === null) return lookAtAttempt(deps, named, signal);
  // The page that the buyer has waited for since he chose it.
  await deps.commits.submit((tx) => oweOrderMessage(tx, deps, order));
  return known;
}

/** Before an order ends its open tries are called off, and so looked at: money that is there already still pays it. */
async function expireDue(deps: FlowDeps, signal: AbortSignal): Promise<number> {
  const expired = await listExpired(deps.store.reader, nowOf(deps), atOnce);
  let ended = 0;
  await inParts(expired, signal, async (order) => {
    const attempts = (await listAttempts(deps.store.reader, order.id)).filter(isAlive);
    const answers = await Promise.all(attempts.map((attempt) => settleAttempt(deps, order, attempt, signal)));
    const isSilent = answers.some((answer) => !answer.ok && answer.why === 'no_answer');
    if (isSilent && nowOf(deps) < plusMs(order.expiresAt, graceMs)) return;
    if (await deps.commits.submit((tx) => endOrder(tx, deps, order, 'expired'))) ended += 1;
  });
  return ended;
}

async function remindDue(deps: FlowDeps): Promise<number> {
  const now = nowOf(deps);
  const due = (await listUnreminded(deps.store.reader, atOnce)).filter(
    (order) => remindAt(order) <= now && now < order.expiresAt,
  );
  for (const order of due) {
    await deps.commits.submit(async (tx) => {
      if (await changeOrder(tx, order.id, ['waiting'], { remindedAt: now }))
        await oweOrderMessage(tx, deps, order, 'order_reminder');
    });
  }
  return due.length;
}
