import type { WebhookClient } from '../../clients/webhook.ts';
import type { DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import { hourMs, minuteMs, secondMs } from '../../domain/time.ts';
import { failureOf, healthy, notForHere } from '../judged.ts';

/** Of the Standard Webhooks: together more than three days. */
const retryScheduleMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

export type WebhookDestinationOptions = Readonly<{
  client: WebhookClient;
  /** Where events go whose plan names no system of its own. */
  url: string | null;
}>;

/**
 * Signed Standard Webhooks to the owner's systems. The delivery's id is the message's id on every try, a replay by hand
 * included, so that the other side knows a repeat; 410 ends the deliveries to its address until somebody looks.
 */
export function createWebhookDestination({ client, url }: WebhookDestinationOptions): Destination {
  const deliverOne = async (outgoing: Outgoing, signal: AbortSignal): Promise<DeliveryResult> => {
    const { content, deliveryId } = outgoing;
    if (content.kind !== 'event') return notForHere(content.kind);
    const to = content.url ?? url;
    if (to === null) return { outcome: 'ours', code: 'no_url', detail: 'no address is configured', scope: 'address' };
    const wire = await client.post({ url: to, id: deliveryId, body: JSON.stringify(content.event) }, signal);
    return failureOf('webhook', wire) ?? { outcome: 'delivered', remoteId: null, shownHash: null };
  };
  return {
    name: 'webhook',
    keyed: true,
    servesApart: true,
    retryScheduleMs,
    pacing: { concurrency: 8, batchSize: 1, minIntervalMs: 0, perAddress: 4 },
    readyInMs: () => 0,
    deliver: (batch, signal) => Promise.all(batch.map((outgoing) => deliverOne(outgoing, signal))),
    // There is nothing that could be asked without telling something.
    probe: async () => healthy,
  };
}
