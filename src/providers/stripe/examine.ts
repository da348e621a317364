import type { StripeClient } from '../../clients/stripe.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import { type Expected, SourceError } from '../../domain/ports.ts';
import { handledTypes } from './normalise.ts';

type Wanted = Expected & Readonly<{ livemode: boolean }>;
type Fields = Readonly<Record<string, unknown>>;

/** What this program reads; endpoints may be up to a few releases older or newer without harm. */
const apiVersion = '2026-10-28.endive';
const endpointsAtMost = 100;

/** Null and its reason where the key may not ask. */
async function read(work: Promise<Fields>): Promise<Readonly<{ found: Fields } | { refused: string }>> {
  try {
    return { found: await work };
  } catch (error) {
    if (error instanceof SourceError) return { refused: error.outcome };
    throw error;
  }
}

async function modeCheck(client: StripeClient, { livemode }: Wanted, signal: AbortSignal): Promise<Check> {
  const name = 'stripe mode';
  const balance = await read(client.read('balance', {}, signal));
  if ('refused' in balance)
    return unasked(name, balance.refused, 'give the restricted key the right Balance: Read, for this look only');
  const answered = balance.found['livemode'] === true;
  return judged(name, answered ? 'live' : 'test', [
    answered !== livemode,
    'fail',
    'the key is of the other mode than it looks: take a new one from the Stripe dashboard',
  ]);
}

async function accountCheck(client: StripeClient, signal: AbortSignal): Promise<Check> {
  const name = 'stripe account';
  const account = await read(client.read('account', {}, signal));
  if ('refused' in account) return fine(name, 'the key may not read it, and need not');
  const { id, charges_enabled: takes } = account.found;
  return judged(name, takes === false ? `${stringOf(id)} takes no payments` : stringOf(id), [
    takes === false,
    'warn',
    'see what Stripe asks for in its dashboard',
  ]);
}

function eventsCheck(endpoint: Fields): Check {
  const name = 'stripe webhook events';
  const enabled = Array.isArray(endpoint['enabled_events']) ? endpoint['enabled_events'].map(String) : [];
  const missing = enabled.includes('*') ? [] : Object.keys(handledTypes).filter((type) => !enabled.includes(type));
  return judged(name, missing.length === 0 ? 'all that payops handles' : `not sent: ${missing.join(', ')}`, [
    missing.length > 0,
    'warn',
    'add these events to the endpoint in the Stripe dashboard',
  ]);
}

function versionCheck(endpoint: Fields): Check {
  const name = 'stripe webhook version';
  const version = endpoint['api_version'];
  if (typeof version !== 'string') return fine(name, "the account's default");
  return judged(name, version, [
    version !== apiVersion,
    'warn',
    `payops is written for ${apiVersion}: make the endpoint anew with it when something cannot be read`,
  ]);
}

function endpointChecks(endpoints: readonly Fields[], callsTo: string): readonly Check[] {
  const own = endpoints.filter(({ url }) => url === callsTo);
  const [endpoint] = own.filter(({ status }) => status === 'enabled');
  const name = 'stripe webhook';
  const make = `make an endpoint to ${callsTo} in the Stripe dashboard`;
  if (own.length === 0) return [wrong(name, `none of ${endpoints.length} endpoints comes here`, make)];
  if (!endpoint) return [wrong(name, 'disabled', 'enable the endpoint in the Stripe dashboard')];
  const twice = own.length > 1;
  return [
    twice
      ? doubtful(name, `${own.length} endpoints come here`, 'delete all but one: every event comes so many times')
      : fine(name, 'enabled'),
    eventsCheck(endpoint),
    versionCheck(endpoint),
  ];
}

async function webhookChecks(
  client: StripeClient,
  { callsTo }: Wanted,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const name = 'stripe webhook';
  if (callsTo === null)
    return [
      doubtful(
        name,
        'could not be compared',
        'set PUBLIC_URL and STRIPE_WEBHOOK_SECRET, so that the endpoint can be found among all',
      ),
    ];
  const listed = await read(client.read('webhook_endpoints', { limit: endpointsAtMost }, signal));
  if ('refused' in listed)
    return [unasked(name, listed.refused, 'give the restricted key the right Webhook Endpoints: Read')];
  const { data } = listed.found;
  return endpointChecks(Array.isArray(data) ? data.map(recordOf) : [], callsTo);
}

/** How the account and its webhook are set up for us. */
export async function examineStripe(
  client: StripeClient,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const [mode, account, webhook] = await Promise.all([
    modeCheck(client, wanted, signal),
    accountCheck(client, signal),
    webhookChecks(client, wanted, signal),
  ]);
  return [mode, account, ...webhook];
}
