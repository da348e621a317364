import type { StripeClient } from '../../clients/stripe.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import { type Expected, SourceError } from '../../domain/ports.ts';
import { said, value } from '../../domain/said.ts';
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
  if ('refused' in balance) return unasked(name, balance.refused, said('stripe-balance'));
  const answered = balance.found['livemode'] === true;
  return judged(name, said(answered ? 'mode-live' : 'mode-test'), [answered !== livemode, 'fail', said('stripe-mode')]);
}

async function accountCheck(client: StripeClient, signal: AbortSignal): Promise<Check> {
  const name = 'stripe account';
  const account = await read(client.read('account', {}, signal));
  if ('refused' in account) return fine(name, said('stripe-account-closed'));
  const { id, charges_enabled: takes } = account.found;
  return judged(name, takes === false ? said('stripe-account-off', { id: stringOf(id) }) : value(stringOf(id)), [
    takes === false,
    'warn',
    said('stripe-asks'),
  ]);
}

function eventsCheck(endpoint: Fields): Check {
  const name = 'stripe webhook events';
  const enabled = Array.isArray(endpoint['enabled_events']) ? endpoint['enabled_events'].map(String) : [];
  const missing = enabled.includes('*') ? [] : Object.keys(handledTypes).filter((type) => !enabled.includes(type));
  return judged(
    name,
    missing.length === 0 ? said('stripe-events') : said('stripe-events-missing', { names: missing.join(', ') }),
    [missing.length > 0, 'warn', said('stripe-events-add')],
  );
}

function versionCheck(endpoint: Fields): Check {
  const name = 'stripe webhook version';
  const version = endpoint['api_version'];
  if (typeof version !== 'string') return fine(name, said('stripe-version-default'));
  return judged(name, value(version), [
    version !== apiVersion,
    'warn',
    said('stripe-version', { version: apiVersion }),
  ]);
}

function endpointChecks(endpoints: readonly Fields[], callsTo: string): readonly Check[] {
  const own = endpoints.filter(({ url }) => url === callsTo);
  const [endpoint] = own.filter(({ status }) => status === 'enabled');
  const name = 'stripe webhook';
  const make = said('stripe-endpoint-make', { url: callsTo });
  if (own.length === 0) return [wrong(name, said('stripe-endpoint-none', { count: endpoints.length }), make)];
  if (!endpoint) return [wrong(name, said('disabled'), said('stripe-endpoint-enable'))];
  const twice = own.length > 1;
  return [
    twice
      ? doubtful(name, said('stripe-endpoint-twice', { count: own.length }), said('stripe-endpoint-delete'))
      : fine(name, said('enabled')),
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
  if (callsTo === null) return [doubtful(name, said('stripe-endpoint-unknown'), said('stripe-endpoint-set'))];
  const listed = await read(client.read('webhook_endpoints', { limit: endpointsAtMost }, signal));
  if ('refused' in listed) return [unasked(name, listed.refused, said('stripe-endpoint-right'))];
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
