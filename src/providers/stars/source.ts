import type { DomainEvent } from '../../domain/facts.ts';
import {
  type DeliveryResult,
  type ObjectPage,
  type PaymentSource,
  SourceError,
  type Window,
} from '../../domain/ports.ts';
import { hourMs, type Instant, instantOfSeconds } from '../../domain/time.ts';
import { fullPage, type StarCalls } from './calls.ts';
import { factOf, listedEvent, refundFact } from './facts.ts';
import type { StarTransaction } from './payloads.ts';

const overlapMs = hourMs;

export type StarsOptions = Readonly<{ calls: StarCalls; now: () => Instant }>;

/**
 * Where in the list the first movement at or after an instant stands: the list is in order of time and says neither its
 * length nor where a time begins, so it is found by doubling and halving, in some twenty small questions for a million.
 */
export async function offsetOf(calls: StarCalls, from: Instant, signal: AbortSignal): Promise<number> {
  const isBefore = async (offset: number) => {
    const [one] = await calls.list(offset, 1, signal);
    return one !== undefined && instantOfSeconds(one.date) < from;
  };
  if (!(await isBefore(0))) return 0;
  let low = 0;
  let high = 1;
  while (await isBefore(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function isWithin({ date }: StarTransaction, { from, to }: Window): boolean {
  const at = instantOfSeconds(date);
  return at >= from && at < to;
}

/** The movements of a window, page by page; what is neither a payment nor its refund is passed over. */
async function page(
  { calls, now }: StarsOptions,
  window: Window,
  cursor: string | null,
  signal: AbortSignal,
): Promise<ObjectPage> {
  const offset = cursor === null ? await offsetOf(calls, window.from, signal) : Number(cursor);
  const asOf = now();
  const listed = await calls.list(offset, fullPage, signal);
  const facts = listed
    .filter((one) => isWithin(one, window))
    .map(factOf)
    .filter((fact) => fact !== null);
  const isLast = listed.length < fullPage || instantOfSeconds(listed.at(-1)?.date ?? 0) >= window.to;
  return {
    events: facts.map((fact) => listedEvent('transaction.listed', [fact], asOf, 'sweep')),
    unreadable: [],
    next: isLast ? null : String(offset + listed.length),
  };
}

/** All movements that carry this charge's id; Telegram has no question for one. */
async function findCharge({ calls, now }: StarsOptions, chargeId: string, signal: AbortSignal): Promise<DomainEvent> {
  const asOf = now();
  for (let offset = 0; ; offset += fullPage) {
    const listed = await calls.list(offset, fullPage, signal);
    const facts = listed.filter(({ id }) => id === chargeId).map(factOf);
    if (facts.length > 0)
      return listedEvent(
        'payment.reread',
        facts.filter((fact) => fact !== null),
        asOf,
        'reread',
      );
    if (listed.length < fullPage) throw new SourceError('stars: no such charge', 'gone', null);
  }
}

/** Only as a whole, and to whoever paid; asked again for what went back already, it answers the same. */
function refunder({ calls, now }: StarsOptions): PaymentSource['refund'] {
  return async ({ externalId, amount, payer }, signal) => {
    const personId = Number(/^tg_(\d+)$/.exec(payer ?? '')?.[1]);
    if (!Number.isSafeInteger(personId)) throw new SourceError('stars: it is not known who paid', 'ours', null);
    await calls.refund(personId, externalId, signal);
    const fact = refundFact({ chargeId: externalId, amount: amount.amountMinor, payload: '', personId, at: now() });
    return { refundId: fact.externalId, event: listedEvent('refund.asked', [fact], now(), 'reread') };
  };
}

async function probe(calls: StarCalls, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    await calls.probe(signal);
    return { outcome: 'delivered', remoteId: null, shownHash: null };
  } catch (error) {
    if (!(error instanceof SourceError) || error.outcome === 'delivered') throw error;
    return { outcome: error.outcome, code: error.outcome, detail: error.message };
  }
}

/** The second road of Stars: what an update's loss hid stands in the bot's own list of movements. */
export function createStarsSource(options: StarsOptions): PaymentSource {
  const { calls, now } = options;
  return {
    name: 'stars',
    events: null,
    objectKinds: ['charges'],
    overlapMs,
    listObjects: async (kind, window, cursor, signal) =>
      kind === 'charges' ? page(options, window, cursor, signal) : { events: [], unreadable: [], next: null },
    readPayment: (chargeId, signal) => findCharge(options, chargeId, signal),
    readRefunds: (chargeId, signal) => findCharge(options, chargeId, signal),
    // Nobody asks: Telegram keeps no customers.
    readCustomer: async () => listedEvent('customer.reread', [], now(), 'reread'),
    refund: refunder(options),
    probe: (signal) => probe(calls, signal),
  };
}
