import { type Check, doubtful, fine, judged, wrong } from '../../domain/checks.ts';
import { said, value } from '../../domain/said.ts';
import type { SetUp } from '../../domain/set-up.ts';
import { dayMs, type Instant, msOf } from '../../domain/time.ts';
import type { TokenRow } from '../../store/tokens.ts';

const table = said('see-variables');

/** These have a check of their own below. */
const toldBelow =
  /^(TELEGRAM_CHAT_ID|OWNER_TELEGRAM_IDS|STRIPE_SECRET_KEY|STRIPE_WEBHOOK_SECRET): is not set|^API_TOKENS: the token of/;

function warningChecks(setUp: SetUp): readonly Check[] {
  const warnings = setUp.warnings.filter((warning) => !toldBelow.test(warning));
  if (warnings.length === 0) return [fine('configuration', said('configuration'))];
  return warnings.map((warning) =>
    doubtful('configuration', value(warning), table, /^[A-Z_]+/.exec(warning)?.[0] ?? null),
  );
}

function telegramChecks({ telegram, notificationsOff }: SetUp): readonly Check[] {
  return [
    fine('telegram token', said('telegram-token', { mode: telegram.mode })),
    judged('telegram chat', telegram.hasChat ? said('set') : said('telegram-chat-none'), [
      !telegram.hasChat,
      'warn',
      said('telegram-chat-set'),
    ]),
    judged('owners', telegram.owners === 0 ? said('owners-none') : said('count-set', { count: telegram.owners }), [
      telegram.owners === 0,
      'warn',
      said('owners-set'),
    ]),
    judged('notifications', notificationsOff ? said('notifications-off') : said('on'), [
      notificationsOff,
      'warn',
      said('notifications-on'),
    ]),
  ];
}

function stripeChecks({ stripe, yookassa }: SetUp): readonly Check[] {
  if (stripe === null && yookassa !== null) return [];
  if (stripe === null) return [doubtful('stripe key', said('stripe-key-none'), said('stripe-key-set'))];
  const { webhookSecrets: count } = stripe;
  const mode = said(stripe.livemode ? 'mode-live' : 'mode-test');
  return [
    fine('stripe key', said(stripe.isRestricted ? 'key-restricted' : 'key', { mode })),
    judged('stripe key rights', stripe.isRestricted ? said('key-is-restricted') : said('stripe-key-full'), [
      stripe.livemode && !stripe.isRestricted,
      'warn',
      said('stripe-key-restrict'),
    ]),
    judged(
      'stripe webhook secret',
      count === 0 ? said('webhook-secret-none') : said('count-set', { count }),
      [count === 0, 'warn', said('webhook-secret-set')],
      [count > 1, 'warn', said('webhook-secret-old')],
    ),
  ];
}

function yookassaChecks({ yookassa }: SetUp): readonly Check[] {
  if (yookassa === null) return [];
  return [fine('yookassa key', said('key', { mode: said(yookassa.isTest ? 'mode-test' : 'mode-live') }))];
}

function sweepChecks({ stripe, yookassa, autoSync }: SetUp): readonly Check[] {
  if (stripe === null && yookassa === null) return [];
  const detail = autoSync ? said('on') : said('sweep-off');
  return [judged('sweep', detail, [!autoSync, 'warn', said('sweep-on')])];
}

function optionalChecks({ hasSheets, hasSlack }: SetUp): readonly Check[] {
  const told = (isSet: boolean) => (isSet ? said('configured') : said('configured-not'));
  return [fine('sheets', told(hasSheets)), fine('slack', told(hasSlack))];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Listening there is for all addresses, and no address itself. */
const anyAddress: readonly string[] = ['0.0.0.0', '::'];

/**
 * Links that people are given begin with PUBLIC_URL, else with where we listen: that leads nobody here from outside.
 * `isGiven`: something is sold or drawn, so there are such links.
 */
export function linksCheck(
  { host, publicUrl }: Pick<SetUp, 'host' | 'publicUrl'>,
  base: string,
  isGiven: boolean,
): Check {
  const leadsNowhere = publicUrl === null && (isLoopback(host) || anyAddress.includes(host));
  return judged('links', isGiven ? value(base) : said('none'), [isGiven && leadsNowhere, 'warn', said('links-set')]);
}

/** Networks so wide that a stranger's forged header would be believed. */
const everybody = /^(true|0\.0\.0\.0\/0|::\/0|.*\/[0-7])$/;

function exposureChecks(setUp: SetUp): readonly Check[] {
  const { host, publicUrl, trustedProxies, allowPrivateUrls, logLevel } = setUp;
  const isOpen = !isLoopback(host);
  const isTls = publicUrl?.startsWith('https://') === true;
  const isPlainPublic = publicUrl !== null && !isTls && !isLoopback(new URL(publicUrl).hostname);
  return [
    judged('bind', value(`HOST ${host}`), [isOpen && !isTls, 'warn', said('bind-open')]),
    judged('public url', publicUrl === null ? said('not-set') : value(isTls ? 'https' : 'http'), [
      isPlainPublic,
      'fail',
      said('public-url-tls'),
    ]),
    judged(
      'proxies',
      trustedProxies.length === 0 ? said('proxies-none') : said('proxies', { count: trustedProxies.length }),
      [trustedProxies.some((one) => everybody.test(one)), 'fail', said('proxies-all')],
      [isOpen && isTls && trustedProxies.length === 0, 'warn', said('proxies-set')],
    ),
    judged('private addresses', said(allowPrivateUrls ? 'allowed' : 'refused'), [
      allowPrivateUrls,
      'warn',
      said('private-tests'),
    ]),
    judged('log level', value(logLevel), [/^(debug|trace)$/.test(logLevel), 'warn', said('log-level-info')]),
    fine('legacy secrets', said('legacy-none')),
  ];
}

const shortToken = 24;
const soonMs = 14 * dayMs;
const unusedMs = 90 * dayMs;
const adminsAtMost = 2;

function names(tokens: readonly Readonly<{ name: string }>[]): string {
  return tokens.map(({ name }) => name).join(', ');
}

/** `stored`: those made by the command line. */
export function tokenChecks({ apiTokens }: SetUp, stored: readonly TokenRow[], now: Instant): readonly Check[] {
  const live = stored.filter((row) => row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now));
  const short = apiTokens.filter(({ characters }) => characters < shortToken);
  const admins = [...apiTokens, ...live].filter(({ scopes }) => (scopes as readonly string[]).includes('admin'));
  const ending = live.filter(({ expiresAt }) => expiresAt !== null && msOf(expiresAt) - msOf(now) < soonMs);
  const unused = live.filter((row) => msOf(now) - msOf(row.lastUsedAt ?? row.madeAt) > unusedMs);
  const told = (found: readonly Readonly<{ name: string }>[]) =>
    found.length === 0 ? said('none') : value(names(found));
  const renew = said('token-renew');
  return [
    fine('api tokens', said('tokens', { environment: apiTokens.length, made: live.length })),
    short.length === 0
      ? fine('short api tokens', said('none'))
      : wrong('short api tokens', value(names(short)), said('token-short')),
    judged('admin api tokens', told(admins), [admins.length > adminsAtMost, 'warn', said('token-scopes')]),
    judged('ending api tokens', told(ending), [ending.length > 0, 'warn', renew]),
    judged('unused api tokens', told(unused), [unused.length > 0, 'warn', said('token-unused')]),
  ];
}

/** What is set and what is not, and what others could reach. */
export function setUpChecks(setUp: SetUp): readonly Check[] {
  return [
    ...warningChecks(setUp),
    ...telegramChecks(setUp),
    ...stripeChecks(setUp),
    ...yookassaChecks(setUp),
    ...sweepChecks(setUp),
    ...optionalChecks(setUp),
    ...exposureChecks(setUp),
  ];
}
