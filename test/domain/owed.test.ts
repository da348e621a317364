import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import { instantOfSeconds, msOf } from '../../src/domain/time.ts';
import { eachReport } from '../../src/flows/live-policy.ts';
import { applied, decideEnv, emptyNeighbourhood } from '../support/memory-ledger.ts';
import { canonicalEvents, worldStart } from '../support/small-world.ts';

const route = { destination: 'telegram', address: '-1' };
const routes = { cards: [route], vip: [route], rows: [], notices: [], alerts: [], reports: eachReport(() => []) };
const guest = {
  customer: null,
  email: 0,
  sessionEmail: null,
  at: 0,
  amount: 100,
  currency: 'usd',
  outcome: 'paid' as const,
  telegram: null,
  laterEmail: null,
  refunds: [],
  dispute: null,
  road: 'webhook' as const,
};
const [charge, intent] = canonicalEvents({ payments: [guest], customers: [] });
const regular = {
  payments: [{ ...guest, customer: 0 }],
  customers: [{ customer: 0, emails: [0], road: 'webhook' as const }],
};

const env = decideEnv({ routes, now: instantOfSeconds(worldStart + 60) });

/** What is owed of the card after each event. */
function cardsOf(events: readonly (DomainEvent | undefined)[]) {
  let known = emptyNeighbourhood();
  return events.map((event) => {
    if (!event) throw new Error('the small world has fewer events');
    const decision = decide(event, known, env);
    known = applied(known, decision);
    return decision.deliveries.find(({ kind }) => kind === 'purchase');
  });
}

/** In how many milliseconds the card is due after each event; null where none is owed. */
function holds(events: readonly (DomainEvent | undefined)[]): (number | null)[] {
  return cardsOf(events).map((card) => (card ? msOf(card.dueAt) - msOf(env.now) : null));
}

describe('a new card', () => {
  it('waits for the other half of its payment, and goes at once when that has come', () => {
    expect(holds([intent, charge])).toEqual([3_000, 0]);
  });

  it('goes at once when the other half comes, though it says nothing new', () => {
    expect(holds([charge, intent])).toEqual([3_000, 0]);
    // One that went out already is not told again.
    expect(cardsOf([charge, intent]).map((card) => card?.hastens ?? false)).toEqual([false, true]);
  });

  it('does not wait for its customer, who may know a campaign', () => {
    expect(holds(canonicalEvents(regular))).toEqual([3_000, 0, null]);
  });

  it('is not owed again when the same is told once more', () => {
    expect(holds([charge, charge])).toEqual([3_000, null]);
  });
});
