import type { DeliveryId } from '../../src/domain/ids.ts';
import type { Arrived, Content, DeliveryResult, Destination, Outgoing } from '../../src/domain/ports.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { SheetRowView } from '../../src/domain/views.ts';
import { usd } from '../messages/samples.ts';

let lastId = 0;

export function outgoing(address: string, content: Content, changes: Partial<Outgoing> = {}): Outgoing {
  lastId += 1;
  let arrived: Arrived | null = null;
  return {
    deliveryId: `dlv_${lastId}` as DeliveryId,
    address,
    locale: 'en',
    content,
    remoteId: null,
    shownHash: null,
    mayRepeat: false,
    silent: false,
    handle: `h${lastId}`,
    get arrived() {
      return arrived;
    },
    keepArrived: async (now) => {
      arrived = now;
    },
    openFile: async () => null,
    ...changes,
  };
}

/** The same subject again, after this result. */
export function next(before: Outgoing, result: DeliveryResult, changes: Partial<Outgoing> = {}): Outgoing {
  if (result.outcome !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(result)}`);
  const { remoteId, shownHash } = result;
  return { ...outgoing(before.address, before.content), remoteId, shownHash, ...changes };
}

export async function deliverOne(destination: Destination, entry: Outgoing): Promise<DeliveryResult> {
  const [result] = await destination.deliver([entry], AbortSignal.timeout(15_000));
  if (!result) throw new Error('no result');
  return result;
}

const at = '2026-11-20T21:25:00.000Z' as Instant;

export function row(customer: string, changes: Partial<SheetRowView> = {}): SheetRowView {
  return {
    key: `purchase_${customer}`,
    customerKey: customer,
    email: `${customer}@gmail.com`,
    capturedMinor: 999,
    reversedMinor: 0,
    currency: usd,
    paymentCount: 1,
    paymentExternalIds: [`pi_${customer}`],
    firstPaidAt: at,
    lastPaidAt: at,
    status: 'paid',
    mergedIntoKey: null,
    country: 'US',
    city: 'New York City',
    campaign: { utm_source: 'fb', ad_name: 'ad' },
    team: null,
    ...changes,
  };
}
