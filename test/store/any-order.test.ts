import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { listViolations } from '../../src/store/invariants.ts';
import { loadNeighbourhood } from '../../src/store/load-neighbourhood.ts';
import { saveDecision } from '../../src/store/save-decision.ts';
import { decideEnv, replayInMemory, shownOf } from '../support/memory-ledger.ts';
import { scaledRuns } from '../support/scale.ts';
import { canonicalEvents, orderPlan, shuffledEvents, worldPlan } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';
import { emptyLedger, readWorld } from '../support/whole-world.ts';

async function replayInStore(store: Store, events: readonly DomainEvent[]): Promise<void> {
  const env = decideEnv();
  for (const event of events) {
    await inTransaction(store, async (tx) => {
      const known = await loadNeighbourhood(tx, event, env.now);
      await saveDecision(tx, decide(event, known, env), env);
    });
  }
}

describeStores('the ledger', ({ kind, open }) => {
  const runs = kind === 'sqlite' ? 60 : 12;

  it('holds what the whole world in memory comes to, whatever the order', async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(worldPlan, orderPlan, async (plan, order) => {
        await emptyLedger(store);
        await replayInStore(store, shuffledEvents(plan, order));
        expect(shownOf(await readWorld(store))).toEqual(shownOf(replayInMemory(canonicalEvents(plan))));
      }),
      scaledRuns(runs),
    );
  });

  it('breaks none of its own invariants, whatever the order', async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(worldPlan, orderPlan, async (plan, order) => {
        await emptyLedger(store);
        await replayInStore(store, shuffledEvents(plan, order));
        const { now, purchaseWindowMs } = decideEnv();
        expect(await listViolations(store.reader, now, purchaseWindowMs)).toEqual([]);
      }),
      scaledRuns(runs / 2),
    );
  });
});
