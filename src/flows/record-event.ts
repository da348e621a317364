import { decidedCharges } from '../domain/charges.ts';
import { decide, nothing } from '../domain/decide.ts';
import type { DecideEnv, Decision, Reread } from '../domain/decision.ts';
import { priorities } from '../domain/deliveries.ts';
import type { DomainEvent, FactSource } from '../domain/facts.ts';
import type { ProviderName } from '../domain/ids.ts';
import type { Neighbourhood } from '../domain/neighbourhood.ts';
import { noticeSubject } from '../domain/notices.ts';
import type { Normalised, RawWebhook, VerifiedWebhook } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import type { Notice } from '../domain/views.ts';
import { saveCharges } from '../store/charges.ts';
import { isStoreFailure, type Tx } from '../store/database.ts';
import { enqueueDeliveries, isOwedAlready } from '../store/enqueue.ts';
import { type InboxEntry, type InsertedOnce, insertInboxOnce } from '../store/inbox.ts';
import { loadNeighbourhood } from '../store/load-neighbourhood.ts';
import { saveDecision } from '../store/save-decision.ts';
import { armReread } from '../store/sync.ts';
import { listToldCards } from '../store/told-cards.ts';
import { decideEnvOf, type FlowDeps, nowOf } from './deps.ts';
import { withoutErased, withoutErasedText } from './erasure-gate.ts';
import { findNoticeRoutes } from './notice-routes.ts';
import { settleOrders } from './shop/settle-orders.ts';
import type { WebhookOutcome } from './types.ts';

type Notification = Pick<VerifiedWebhook, 'provider' | 'externalId'>;
export type Recorded = Readonly<{ outcome: WebhookOutcome; decision: Decision }>;

/** Owes a notice to everybody who is told of the system's own troubles: once per cause and episode. */
export async function enqueueNotice(
  tx: Tx,
  deps: FlowDeps,
  notice: Notice,
  cause: string,
  now: Instant,
): Promise<void> {
  const subjectId = noticeSubject(notice, cause, now);
  if (await isOwedAlready(tx, subjectId)) return;
  const deliveries = (await findNoticeRoutes(tx, deps)).map((route) => ({
    route,
    kind: 'notice' as const,
    subjectId,
    priority: priorities.alert,
    dueAt: now,
    notice,
  }));
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
}

/** What a decision rests on. Who was told what is asked only where somebody filters: else everybody is told all. */
export async function decideEnvFor(
  tx: Tx,
  deps: FlowDeps,
  { purchases }: Neighbourhood,
  now: Instant,
): Promise<DecideEnv> {
  const filtering = deps.policy.routes.cards.filter((route) => route.filter);
  const told = filtering.length === 0 ? new Set<string>() : await listToldCards(tx, filtering, [...purchases.keys()]);
  return decideEnvOf(deps, now, told);
}

/** The rows and deliveries that follow from one event's facts. Saying nothing new changes nothing. */
export async function applyEvent(tx: Tx, deps: FlowDeps, event: DomainEvent, now: Instant): Promise<Decision> {
  const safe = await withoutErased(tx, event);
  const known = await loadNeighbourhood(tx, safe, now);
  const env = await decideEnvFor(tx, deps, known, now);
  const decision = decide(safe, known, { ...env, quietBefore: await deps.quietBefore() });
  const charged = await saveCharges(tx, decidedCharges(event.facts));
  await saveDecision(tx, { ...decision, hours: [...decision.hours, ...charged] }, { now, newId: deps.newId });
  for (const { notice, cause } of await settleOrders(tx, deps, event, decision))
    await enqueueNotice(tx, deps, notice, cause, now);
  for (const reread of decision.rereads) {
    if (reread.kind === 'payment') await noticeConflict(tx, deps, decision, reread.externalId, now);
  }
  return decision;
}

async function noticeConflict(
  tx: Tx,
  deps: FlowDeps,
  decision: Decision,
  externalId: string,
  now: Instant,
): Promise<void> {
  const assessed = decision.payments.find(({ payment }) => payment.externalId === externalId);
  if (!assessed) return;
  const valuesMinor = assessed.payment.capturedValues.map((value) => value.amountMinor);
  const notice: Notice = {
    kind: 'payment_conflict',
    payment: externalId,
    valuesMinor,
    currency: assessed.summary.currency,
  };
  await enqueueNotice(tx, deps, notice, externalId, now);
}

export function entryState(normalised: Normalised): InboxEntry['state'] {
  switch (normalised.kind) {
    case 'event':
    case 'unconfirmed':
      return 'recorded';
    case 'ignored':
      return 'ignored';
    case 'other_mode':
      return 'other_mode';
    case 'unreadable':
      return 'quarantined';
  }
}

export function paymentRefOf(normalised: Normalised): string | null {
  if (normalised.kind !== 'event') return null;
  for (const fact of normalised.event.facts) {
    if (fact.kind === 'payment') return fact.externalId;
    if (fact.kind !== 'customer') return fact.paymentExternalId ?? fact.chargeId ?? null;
  }
  return null;
}

function noticeOf(webhook: VerifiedWebhook, normalised: Normalised): Notice | null {
  const { provider, externalId: event, type, livemode } = webhook;
  if (normalised.kind === 'unreadable') return { kind: 'quarantined', provider, event, type };
  return normalised.kind === 'other_mode' ? { kind: 'other_mode', livemode: livemode === true, event } : null;
}

export function confirmationOf({ provider, externalId }: Notification, dueAt: Instant): Reread {
  return { provider, kind: 'notified', externalId, cause: 'notification', dueAt };
}

/**
 * Nobody signed it, so a repeat may be the first true one: whoever sends it how often, its object is read once more. The
 * durable task is all that follows from it.
 */
async function confirmLater(tx: Tx, webhook: VerifiedWebhook, inserted: InsertedOnce, now: Instant): Promise<Recorded> {
  const reread = confirmationOf(webhook, now);
  await armReread(tx, reread);
  return { outcome: inserted === 'new' ? 'recorded' : 'duplicate', decision: { ...nothing, rereads: [reread] } };
}

/** One transaction: inbox once, then everything that follows. Both roads call this. */
export async function recordWebhook(
  tx: Tx,
  deps: FlowDeps,
  webhook: VerifiedWebhook,
  source: FactSource,
): Promise<Recorded> {
  const now = nowOf(deps);
  const normalised = deps.providers.get(webhook.provider)?.normalise(webhook, source) ?? { kind: 'ignored' as const };
  const issues = normalised.kind === 'unreadable' ? normalised.issues : null;
  const entry: InboxEntry = {
    webhook: await withoutErasedText(tx, webhook),
    state: entryState(normalised),
    source,
    paymentRef: paymentRefOf(normalised),
    issues,
  };
  const inserted = await insertInboxOnce(tx, entry, { now, newId: deps.newId });
  if (normalised.kind === 'unconfirmed') return confirmLater(tx, webhook, inserted, now);
  if (inserted === 'conflicting') {
    await enqueueNotice(tx, deps, { kind: 'conflicting_event', event: webhook.externalId }, webhook.externalId, now);
  }
  if (inserted !== 'new') return { outcome: 'duplicate', decision: nothing };
  const notice = noticeOf(webhook, normalised);
  if (notice) await enqueueNotice(tx, deps, notice, notice.kind === 'other_mode' ? 'mode' : webhook.type, now);
  if (normalised.kind !== 'event') return { outcome: entry.state, decision: nothing };
  return { outcome: 'recorded', decision: await applyEvent(tx, deps, normalised.event, now) };
}

/**
 * Takes a provider's call: verified over the raw bytes, then stored with everything that follows from it. Resolves only
 * after the commit, so an acknowledgement means durable; `unavailable` means that nothing was stored.
 */
export async function takeWebhook(deps: FlowDeps, name: ProviderName, raw: RawWebhook): Promise<WebhookOutcome> {
  const provider = deps.providers.get(name);
  if (!provider?.takesWebhooks) return 'not_configured';
  if (!deps.canStore()) return 'unavailable';
  const verified = provider.verify(raw);
  if (!verified.ok) return verified.reason === 'clock_skew' ? 'bad_signature' : verified.reason;
  try {
    const { outcome, decision } = await deps.commits.submit((tx) =>
      recordWebhook(tx, deps, verified.webhook, 'webhook'),
    );
    if (outcome === 'recorded' || outcome === 'quarantined') deps.wake();
    if (decision.rereads.length > 0) deps.wakeReread();
    return outcome;
  } catch (error) {
    deps.log.error({ event: 'webhook_not_stored', event_id: verified.webhook.externalId, error });
    if (isStoreFailure(error)) return 'unavailable';
    return quarantine(deps, verified.webhook, error);
  }
}

/** A genuine webhook that our own code cannot handle is kept and told, not refused for ever. */
async function quarantine(deps: FlowDeps, webhook: VerifiedWebhook, error: unknown): Promise<WebhookOutcome> {
  const issues = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  try {
    await deps.commits.submit((tx) => quarantineIn(tx, deps, webhook, 'webhook', issues));
    deps.wake();
    return 'quarantined';
  } catch {
    return 'unavailable';
  }
}

export async function quarantineIn(
  tx: Tx,
  deps: FlowDeps,
  webhook: VerifiedWebhook,
  source: FactSource,
  issues: string,
): Promise<void> {
  const now = nowOf(deps);
  const kept = await withoutErasedText(tx, webhook);
  const entry: InboxEntry = { webhook: kept, state: 'quarantined', source, paymentRef: null, issues };
  if ((await insertInboxOnce(tx, entry, { now, newId: deps.newId })) !== 'new') return;
  const { provider, externalId: event, type } = webhook;
  await enqueueNotice(tx, deps, { kind: 'quarantined', provider, event, type }, type, now);
}
