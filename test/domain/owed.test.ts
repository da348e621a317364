import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import { instantOfSeconds, msOf } from '../../src/domain/time.ts';
import { applied, decideEnv, emptyNeighbourhood } from '../support/memory-ledger.ts';
import { canonicalEvents, worldStart } from '../support/small-world.ts';

const route = { destination: 'telegram', address: '-1' };
const routes = { cards: [route], vip: [route], rows: [], notices: [] };
const payment = {
  customer: 0,
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
const [charge, intent] = canonicalEvents({ payments: [payment], customers: [] });

/** In how many milliseconds the card is due after each of two events; null where none is owed. */
function holds(first = charge, second = intent): (number | null)[] {
  const env = decideEnv({ routes, now: instantOfSeconds(worldStart + 60) });
  const waits = ({ deliveries }: ReturnType<typeof decide>) => {
    const card = deliveries.find(({ kind }) => kind === 'purchase');
    return card ? msOf(card.dueAt) - msOf(env.now) : null;
  };
  if (!first || !second) throw new Error('two events');
  const one = decide(first, emptyNeighbourhood(), env);
  return [waits(one), waits(decide(second, applied(emptyNeighbourhood(), one), env))];
}

describe('a new card', () => {
  it('waits for the other half of its payment, and goes at once when that has come', () => {
    expect(holds(intent, charge)).toEqual([3_000, 0]);
  });

  it('goes at once when the other half comes, though it says nothing new', () => {
    expect(holds(charge, intent)).toEqual([3_000, 0]);
  });

  it('is not owed again when the same is told once more', () => {
    expect(holds(charge, charge)).toEqual([3_000, null]);
  });
});
