import type { Access } from '../../domain/access/access.ts';
import {
  type BusinessEvent,
  type BusinessEventType,
  businessAddress,
  planAddress,
} from '../../domain/access/business-event.ts';
import type { AccessNews } from '../../domain/access/view.ts';
import { type AccessDeliveryKind, type NewDelivery, priorities } from '../../domain/deliveries.ts';
import type { Tx } from '../../store/database.ts';
import { enqueueDeliveries, isOwedAlready } from '../../store/enqueue.ts';
import { type FlowDeps, nowOf } from '../deps.ts';

const priority = priorities.order;

async function owe(
  tx: Tx,
  deps: FlowDeps,
  owed: Pick<NewDelivery, 'route' | 'subjectId' | 'event'> & Readonly<{ kind: AccessDeliveryKind }>,
): Promise<void> {
  const now = nowOf(deps);
  await enqueueDeliveries(tx, [{ ...owed, priority, dueAt: now }], { now, newId: deps.newId });
}

/** Something to be done at a chat's door, for an order (`invite`) or about a person. */
export function oweAtTheDoor(
  tx: Tx,
  deps: FlowDeps,
  kind: 'invite' | 'join' | 'removal' | 'link_end',
  { place, subjectId }: Readonly<{ place: string; subjectId: string }>,
): Promise<void> {
  return owe(tx, deps, { kind, route: { destination: 'access', address: place }, subjectId });
}

/** The person's message about what he has: sent, or edited to how it stands now. */
export function oweAccessMessage(
  tx: Tx,
  deps: FlowDeps,
  { telegramId, orderId }: Pick<Access, 'telegramId' | 'orderId'>,
): Promise<void> {
  return owe(tx, deps, {
    kind: 'access',
    route: { destination: 'telegram', address: telegramId },
    subjectId: orderId,
  });
}

/** A message of its own, since an edit makes no sound. */
export function oweAccessNews(
  tx: Tx,
  deps: FlowDeps,
  { telegramId, orderId }: Pick<Access, 'telegramId' | 'orderId'>,
  { what, days }: Pick<AccessNews, 'what' | 'days'>,
): Promise<void> {
  const route = { destination: 'telegram', address: telegramId };
  return owe(tx, deps, { kind: 'access_news', route, subjectId: `${orderId}:${what}:${days}` });
}

type Told = Readonly<{ type: BusinessEventType; subjectId: string; data: BusinessEvent['data'] }>;

/** Told once per subject, however often it is asked for. */
async function oweEventTo(tx: Tx, deps: FlowDeps, address: string, { type, subjectId, data }: Told): Promise<void> {
  if (await isOwedAlready(tx, subjectId)) return;
  const event: BusinessEvent = { type, timestamp: nowOf(deps), data };
  await owe(tx, deps, { kind: 'event', route: { destination: 'webhook', address }, subjectId, event });
}

/** To the plan's own system, whose yes is the delivery of what was bought. */
export function owePlanEvent(tx: Tx, deps: FlowDeps, planCode: string, told: Told): Promise<void> {
  return oweEventTo(tx, deps, planAddress(planCode), told);
}

/**
 * To the owner's system of the configuration, where there is one. `cause` tells one happening of its kind from the next:
 * an order, a refund, a ledger entry.
 */
export async function oweBusinessEvent(
  tx: Tx,
  deps: FlowDeps,
  type: BusinessEventType,
  cause: string,
  data: BusinessEvent['data'],
): Promise<void> {
  if (!deps.access.tellsBusiness) return;
  await oweEventTo(tx, deps, businessAddress, { type, subjectId: `${type}:${cause}`, data });
}
