import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Neighbourhood } from '../../src/domain/neighbourhood.ts';
import { summarise } from '../../src/domain/payment.ts';
import { replayInMemory, shownOf } from '../support/memory-ledger.ts';
import { scaledRuns } from '../support/scale.ts';
import { canonicalEvents, orderPlan, shuffledEvents, worldPlan } from '../support/small-world.ts';

function capturedByCurrency({ payments }: Neighbourhood): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const payment of payments.values()) {
    const { status, currency, amountMinor } = summarise(payment);
    if (status === 'captured') sums[currency] = (sums[currency] ?? 0) + amountMinor;
  }
  return sums;
}

function shownByCurrency(totals: readonly { currency: string; capturedMinor: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { currency, capturedMinor } of totals) sums[currency] = (sums[currency] ?? 0) + capturedMinor;
  return sums;
}

describe('a small world of Stripe facts', () => {
  it('shows the same whatever the order, the repeats and the road of its facts', () => {
    fc.assert(
      fc.property(worldPlan, orderPlan, (plan, order) => {
        const shown = shownOf(replayInMemory(shuffledEvents(plan, order)));
        expect(shown).toEqual(shownOf(replayInMemory(canonicalEvents(plan))));
      }),
      scaledRuns(1_000),
    );
  });

  it('shows each captured payment once, in purchases and in rows, and never more money back than came in', () => {
    fc.assert(
      fc.property(worldPlan, orderPlan, (plan, order) => {
        const world = replayInMemory(shuffledEvents(plan, order));
        const shown = shownOf(world);
        const captured = capturedByCurrency(world);
        expect(shownByCurrency(shown.purchases.flatMap((purchase) => purchase.totals))).toEqual(captured);
        expect(shownByCurrency(shown.rows)).toEqual(captured);
        for (const { reversedMinor, capturedMinor } of shown.purchases.flatMap((purchase) => purchase.totals)) {
          expect(reversedMinor).toBeGreaterThanOrEqual(0);
          expect(reversedMinor).toBeLessThanOrEqual(capturedMinor);
        }
      }),
      scaledRuns(500),
    );
  });

  it('says nothing new when everything is told once more', () => {
    fc.assert(
      fc.property(worldPlan, orderPlan, (plan, order) => {
        const events = shuffledEvents(plan, order);
        const once = replayInMemory(events);
        expect(shownOf(replayInMemory([...events, ...events]))).toEqual(shownOf(once));
      }),
      scaledRuns(200),
    );
  });
});
