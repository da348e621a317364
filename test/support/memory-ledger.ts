import { decide } from '../../src/domain/decide.ts';
import type { DecideEnv, Decision } from '../../src/domain/decision.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import type { NewId } from '../../src/domain/ids.ts';
import type { Neighbourhood } from '../../src/domain/neighbourhood.ts';
import { summarise } from '../../src/domain/payment.ts';
import { hourMs, instantOfSeconds } from '../../src/domain/time.ts';
import { eachReport } from '../../src/flows/live-policy.ts';
import { worldStart } from './small-world.ts';

export function countingIds(): NewId {
  let made = 0;
  return (prefix) => `${prefix}_${String(++made).padStart(6, '0')}`;
}

export function decideEnv(change: Partial<DecideEnv> = {}): DecideEnv {
  return {
    now: instantOfSeconds(worldStart + 100_000),
    newId: countingIds(),
    purchaseWindowMs: 3 * hourMs,
    vipThresholds: new Map(),
    told: new Set(),
    routes: { cards: [], vip: [], rows: [], notices: [], alerts: [], reports: eachReport(() => []) },
    ...change,
  };
}

export function emptyNeighbourhood(): Neighbourhood {
  return {
    payments: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    payers: new Map(),
    customers: new Map(),
    purchases: new Map(),
    rows: new Map(),
    sharedEmails: new Set(),
  };
}

function put<K, V>(known: ReadonlyMap<K, V>, values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, V> {
  const next = new Map(known);
  for (const value of values) next.set(keyOf(value), value);
  return next;
}

export function applied(known: Neighbourhood, decision: Decision): Neighbourhood {
  return {
    payments: put(
      known.payments,
      decision.payments.map((one) => one.payment),
      (payment) => payment.id,
    ),
    refunds: put(known.refunds, decision.refunds, ({ fact }) => `${fact.provider}:${fact.externalId}`),
    disputes: put(known.disputes, decision.disputes, ({ fact }) => `${fact.provider}:${fact.externalId}`),
    payers: put(known.payers, decision.payers, (payer) => payer.id),
    customers: put(known.customers, decision.customers, (customer) => customer.id),
    purchases: put(known.purchases, decision.purchases, (purchase) => purchase.id),
    rows: put(known.rows, decision.rows, (row) => row.key),
    sharedEmails: new Set(),
  };
}

/** The whole world in memory: every event sees everything. */
export function replayInMemory(events: readonly DomainEvent[], env: DecideEnv = decideEnv()): Neighbourhood {
  return events.reduce((known, event) => applied(known, decide(event, known, env)), emptyNeighbourhood());
}

function sorted<T>(values: Iterable<T>): T[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** What people see, without ids of ours and without how it came to be. */
export function shownOf({ payments, purchases, rows, customers }: Neighbourhood) {
  const captured = [...payments.values()].filter((payment) => summarise(payment).status === 'captured');
  const byCustomer = Map.groupBy(captured, (payment) => payment.customerId);
  return {
    purchases: sorted(
      [...purchases.values()]
        .filter((purchase) => purchase.mergedInto === null)
        .map(({ id, view: { id: _id, revision: _revision, customerId: _customerId, ...view } }) => ({
          ...view,
          payments: captured
            .filter((payment) => payment.purchaseId === id)
            .map((payment) => payment.externalId)
            .sort(),
        })),
    ),
    rows: sorted([...rows.values()].filter((row) => row.view.status !== 'merged').map((row) => row.view)),
    customers: sorted(
      [...byCustomer].map(([id, own]) => ({
        key: id === null ? null : customers.get(id)?.key,
        payments: own.map((payment) => payment.externalId).sort(),
      })),
    ),
  };
}
