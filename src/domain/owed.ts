import type { DecideEnv } from './decision.ts';
import { type NewDelivery, priorities, type Route, toldKey } from './deliveries.ts';
import type { DomainEvent } from './facts.ts';
import { assess, isQuietSource, type Neighbourhood, type Purchase } from './neighbourhood.ts';
import type { Regrouped } from './regroup.ts';
import { passes } from './route-filter.ts';
import { plusMs, secondMs } from './time.ts';

/** A new card waits so long at most for the facts that its first line needs. */
export const cardHoldMs = 3 * secondMs;

function isComplete(purchase: Purchase, { assessed }: Regrouped): boolean {
  for (const { payment, summary } of assessed.values()) {
    if (payment.purchaseId === purchase.id && summary.paidAt !== null && !summary.complete) return false;
  }
  return true;
}

/** What a held card waited for came just now, though it says nothing new: the card need not wait any longer. */
function becameComplete(purchase: Purchase, known: Neighbourhood, regrouped: Regrouped): boolean {
  for (const { payment } of regrouped.assessed.values()) {
    const before = known.payments.get(payment.id);
    if (payment.purchaseId !== purchase.id || before === undefined) continue;
    if (!assess(before, known).summary.complete) return isComplete(purchase, regrouped);
  }
  return false;
}

/** `waiting`: only a card that is held already is meant, none is owed anew. */
type CardNews = 'changed' | 'waiting' | null;

function cardNews(now: Purchase, known: Neighbourhood, regrouped: Regrouped): CardNews {
  if (!now.loud) return null;
  const before = known.purchases.get(now.id);
  if (!before?.loud || before.view.revision !== now.view.revision) return 'changed';
  return now.mergedInto === null && becameComplete(now, known, regrouped) ? 'waiting' : null;
}

/** A place that filters gets what passes now, and what it was told of before. */
function wants(route: Route, purchase: Purchase, { told }: DecideEnv): boolean {
  if (!route.filter || passes(route.filter, purchase.view)) return true;
  return told.has(toldKey(route, purchase.id));
}

function cardDeliveries(known: Neighbourhood, regrouped: Regrouped, env: DecideEnv): NewDelivery[] {
  return [...regrouped.after.purchases.values()].flatMap((purchase) => {
    const news = cardNews(purchase, known, regrouped);
    if (news === null) return [];
    const dueAt = isComplete(purchase, regrouped) ? env.now : plusMs(env.now, cardHoldMs);
    const wanted = env.routes.cards.filter((route) => wants(route, purchase, env));
    return wanted.map((route) => ({
      route,
      kind: 'purchase' as const,
      subjectId: purchase.id,
      priority: purchase.view.vip ? priorities.vip : priorities.card,
      dueAt,
      ...(news === 'waiting' ? { hastens: true } : {}),
    }));
  });
}

function vipDeliveries(known: Neighbourhood, { after }: Regrouped, env: DecideEnv): NewDelivery[] {
  const reached = [...after.purchases.values()].filter(
    (now) => now.loud && now.vipTold && now.mergedInto === null && !known.purchases.get(now.id)?.vipTold,
  );
  return reached.flatMap((purchase) =>
    env.routes.vip
      .filter((route) => wants(route, purchase, env))
      .map((route) => ({
        route,
        kind: 'vip' as const,
        subjectId: purchase.id,
        priority: priorities.vip,
        dueAt: env.now,
      })),
  );
}

function rowDeliveries(known: Neighbourhood, { after }: Regrouped, event: DomainEvent, env: DecideEnv): NewDelivery[] {
  const priority = isQuietSource(event.source) ? priorities.quietRow : priorities.row;
  const changed = [...after.rows.values()].filter((row) => known.rows.get(row.key) !== row);
  const onRoute = (route: Route) =>
    changed.map((row) => ({ route, kind: 'row' as const, subjectId: row.key, priority, dueAt: env.now }));
  return env.routes.rows.flatMap(onRoute);
}

/** What is owed to whom for the difference between what was known and what is now. */
export function owedDeliveries(
  known: Neighbourhood,
  regrouped: Regrouped,
  event: DomainEvent,
  env: DecideEnv,
): readonly NewDelivery[] {
  return [
    ...cardDeliveries(known, regrouped, env),
    ...vipDeliveries(known, regrouped, env),
    ...rowDeliveries(known, regrouped, event, env),
  ];
}
