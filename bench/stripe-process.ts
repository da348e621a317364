import { systemClock } from '../src/lib/clock.ts';
import { startStripeStandIn } from '../src/sandbox/stripe/stand-in.ts';
import { benchSecret } from './webhooks.ts';

type Options = Readonly<{ secretKey: string; payments: number; days: number; requestsPerSecond?: number }>;
const { secretKey, payments, days, ...limit } = JSON.parse(process.argv[2] ?? '{}') as Options;

/** Stripe's stand-in in a process of its own, with a history of so many payments, one in four of a known customer. */
const stripe = await startStripeStandIn({ clock: systemClock, secretKey, webhookSecrets: [benchSecret], ...limit });
const now = systemClock.nowMs();
stripe.bulk(payments, { from: now - days * 86_400_000, to: now - 60_000, perCustomer: 4 / 3, withEvents: true });
process.send?.({ url: stripe.url });
process.on('message', () => process.send?.({ url: stripe.url, events: stripe.counts().events }));
process.on('SIGTERM', () => process.exit(0));
