import { decide } from '../../src/domain/decide.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import { instantOfSeconds } from '../../src/domain/time.ts';
import { readObject, type StripeObject } from '../../src/providers/stripe/normalise.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { loadNeighbourhood } from '../../src/store/load-neighbourhood.ts';
import { saveDecision } from '../../src/store/save-decision.ts';
import { decideEnv } from './memory-ledger.ts';
import { worldStart } from './small-world.ts';

type Body = Readonly<Record<string, unknown>>;

let at = worldStart;

/** What one object of Stripe tells; each is told later than the last. */
export function eventOf(object: StripeObject, body: Body): DomainEvent {
  const occurredAt = instantOfSeconds(++at);
  const read = readObject(object, body, { asOf: occurredAt, reread: false });
  if ('issues' in read) throw new Error(read.issues);
  return { provider: 'stripe', externalId: null, type: object, occurredAt, source: 'webhook', facts: read.facts };
}

/** A charge of 1.00 USD that succeeded `n` seconds after the world's start, but for what is given. */
export function chargeEvent(n: number, { customer = null, ...given }: Body = {}): DomainEvent {
  const { status = 'succeeded', amount = 100 } = given;
  return eventOf('charge', {
    id: `ch_${n}`,
    amount,
    amount_captured: status === 'succeeded' ? amount : 0,
    captured: status === 'succeeded',
    created: worldStart + n,
    currency: 'usd',
    payment_intent: `pi_${n}`,
    status,
    customer,
    metadata: {},
    ...given,
  });
}

/** Each in a transaction of its own, as webhooks are. */
export async function recordEvents(store: Store, ...events: readonly DomainEvent[]): Promise<void> {
  const env = decideEnv();
  for (const event of events)
    await inTransaction(store, async (tx) => {
      const known = await loadNeighbourhood(tx, event, env.now);
      await saveDecision(tx, decide(event, known, env), env);
    });
}
