import type { WebhookProvider } from '../../domain/ports.ts';
import { readKept } from './kept.ts';
import { normaliseStripe } from './normalise.ts';
import { verifyStripe } from './verify.ts';

/** `secrets`: all that are active while rotating; `livemode`: the mode of our key. */
export function createStripeProvider({
  secrets,
  livemode,
}: {
  secrets: readonly string[];
  livemode: boolean;
}): WebhookProvider {
  return {
    name: 'stripe',
    takesWebhooks: secrets.length > 0,
    verify: (raw) => verifyStripe(raw, secrets),
    normalise: (webhook, source) => normaliseStripe(webhook, source, livemode),
    readKept: (kept, source) => readKept(kept, source, livemode),
  };
}
