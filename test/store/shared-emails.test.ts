import { expect, it } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import { instantOfSeconds } from '../../src/domain/time.ts';
import { readObject, type StripeObject } from '../../src/providers/stripe/normalise.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { loadNeighbourhood } from '../../src/store/load-neighbourhood.ts';
import { saveDecision } from '../../src/store/save-decision.ts';
import { decideEnv, replayInMemory, shownOf } from '../support/memory-ledger.ts';
import { worldStart } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';
import { readWorld } from '../support/whole-world.ts';

function event(object: StripeObject, body: Readonly<Record<string, unknown>>, at: number): DomainEvent {
  const asOf = instantOfSeconds(worldStart + at);
  const read = readObject(object, body, { asOf, reread: false });
  if ('issues' in read) throw new Error(read.issues);
  return { provider: 'stripe', externalId: null, type: object, occurredAt: asOf, source: 'webhook', facts: read.facts };
}

/** Customer number n pays; all share one e-mail, which only their customer objects tell. */
function paid(n: number): DomainEvent {
  const created = worldStart + n * 86_400;
  const charge = { id: `ch_${n}`, amount: 100, captured: true, created, currency: 'usd', status: 'succeeded' };
  return event('charge', { ...charge, customer: `cus_${n}`, payment_intent: `pi_${n}` }, n * 86_400);
}

function named(n: number, email: string, at = 0): DomainEvent {
  return event('customer', { id: `cus_${n}`, email }, n * 86_400 + at);
}

function crowd(size: number): DomainEvent[] {
  return Array.from({ length: size }, (_, n) => [paid(n), named(n, 'office@x.io')]).flat();
}

async function customersAfter(store: Store, events: readonly DomainEvent[]): Promise<number> {
  const env = decideEnv();
  for (const one of events) {
    await inTransaction(store, async (tx) => {
      const known = await loadNeighbourhood(tx, one, env.now);
      await saveDecision(tx, decide(one, known, env), env);
    });
  }
  const shown = shownOf(await readWorld(store));
  expect(shown).toEqual(shownOf(replayInMemory(events)));
  return shown.customers.length;
}

describeStores('an e-mail', ({ open }) => {
  it.each([
    [5, 1],
    [6, 6],
    [12, 12],
  ])('shared by %i customers makes of them %i persons', async (size, persons) => {
    expect(await customersAfter(await open(), crowd(size))).toBe(persons);
  });

  it('shared by six makes of them six persons in the opposite order too', async () => {
    expect(await customersAfter(await open(), crowd(6).reverse())).toBe(6);
  });

  it('is evidence again when one of six has replaced it', async () => {
    expect(await customersAfter(await open(), [...crowd(6), named(3, 'own@x.io', 60)])).toBe(2);
  });
});
