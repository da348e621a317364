import { type Check, doubtful, fine, judged, wrong } from '../../domain/checks.ts';
import type { SetUp } from '../../domain/set-up.ts';
import { dayMs, type Instant, msOf } from '../../domain/time.ts';
import type { TokenRow } from '../../store/tokens.ts';

const table = 'see the table of variables in README.md';

/** These have a check of their own below. */
const toldBelow =
  /^(TELEGRAM_CHAT_ID|OWNER_TELEGRAM_IDS|STRIPE_SECRET_KEY|STRIPE_WEBHOOK_SECRET): is not set|^API_TOKENS: the token of/;

function warningChecks(setUp: SetUp): readonly Check[] {
  const warnings = setUp.warnings.filter((warning) => !toldBelow.test(warning));
  if (warnings.length === 0) return [fine('configuration', 'nothing looks like a slip')];
  return warnings.map((warning) => doubtful('configuration', warning, table, /^[A-Z_]+/.exec(warning)?.[0] ?? null));
}

function telegramChecks({ telegram, notificationsOff }: SetUp): readonly Check[] {
  return [
    fine('telegram token', `set; updates by ${telegram.mode}`),
    judged('telegram chat', telegram.hasChat ? 'set' : 'not set: no cards are sent to Telegram', [
      !telegram.hasChat,
      'warn',
      'set TELEGRAM_CHAT_ID to the group or channel for cards',
    ]),
    judged('owners', telegram.owners === 0 ? 'not set: nobody may operate the bot' : `${telegram.owners} set`, [
      telegram.owners === 0,
      'warn',
      'set OWNER_TELEGRAM_IDS to your numeric Telegram id',
    ]),
    judged('notifications', notificationsOff ? 'off: no chat is told of anything' : 'on', [
      notificationsOff,
      'warn',
      'take NOTIFICATIONS_DISABLED away when chats should be told again',
    ]),
  ];
}

function stripeChecks({ stripe, yookassa }: SetUp): readonly Check[] {
  if (stripe === null && yookassa !== null) return [];
  if (stripe === null)
    return [
      doubtful('stripe key', 'not set: no payments are watched', 'set STRIPE_SECRET_KEY (a restricted key, rk_…)'),
    ];
  const { webhookSecrets: count } = stripe;
  const mode = stripe.livemode ? 'live' : 'test';
  return [
    fine('stripe key', `set, ${mode} mode${stripe.isRestricted ? ', restricted' : ''}`),
    judged('stripe key rights', stripe.isRestricted ? 'restricted' : 'a secret key that may do everything', [
      stripe.livemode && !stripe.isRestricted,
      'warn',
      'use a restricted key (rk_live_…): payops only reads charges, intents, sessions, refunds, disputes, customers and events',
    ]),
    judged(
      'stripe webhook secret',
      count === 0 ? 'not set: the webhook answers 404' : `${count} set`,
      [count === 0, 'warn', 'set STRIPE_WEBHOOK_SECRET; until then payments are only seen by the sweep'],
      [count > 1, 'warn', 'when the rotation is over, take the older secret away'],
    ),
  ];
}

function yookassaChecks({ yookassa }: SetUp): readonly Check[] {
  if (yookassa === null) return [];
  return [fine('yookassa key', `set, ${yookassa.isTest ? 'test' : 'live'} mode`)];
}

function sweepChecks({ stripe, yookassa, autoSync }: SetUp): readonly Check[] {
  if (stripe === null && yookassa === null) return [];
  const detail = autoSync ? 'on' : 'off: what a webhook loses stays unknown';
  return [judged('sweep', detail, [!autoSync, 'warn', 'take AUTO_SYNC_DISABLED away'])];
}

function optionalChecks({ hasSheets, hasSlack }: SetUp): readonly Check[] {
  const told = (isSet: boolean) => (isSet ? 'configured' : 'not configured; nothing is written there');
  return [fine('sheets', told(hasSheets)), fine('slack', told(hasSlack))];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Networks so wide that a stranger's forged header would be believed. */
const everybody = /^(true|0\.0\.0\.0\/0|::\/0|.*\/[0-7])$/;

function exposureChecks(setUp: SetUp): readonly Check[] {
  const { host, publicUrl, trustedProxies, allowPrivateUrls, logLevel } = setUp;
  const isOpen = !isLoopback(host);
  const isTls = publicUrl?.startsWith('https://') === true;
  const isPlainPublic = publicUrl !== null && !isTls && !isLoopback(new URL(publicUrl).hostname);
  return [
    judged('bind', `HOST ${host}`, [
      isOpen && !isTls,
      'warn',
      'everybody on this network can talk to it unencrypted: set HOST=127.0.0.1 behind a TLS proxy, and PUBLIC_URL=https://…',
    ]),
    judged('public url', publicUrl === null ? 'not set' : isTls ? 'https' : 'http', [
      isPlainPublic,
      'fail',
      'put TLS before it and set PUBLIC_URL to the https:// address',
    ]),
    judged(
      'proxies',
      trustedProxies.length === 0 ? 'none trusted' : `${trustedProxies.length} trusted`,
      [
        trustedProxies.some((one) => everybody.test(one)),
        'fail',
        'TRUSTED_PROXIES believes everybody: name your proxies only',
      ],
      [
        isOpen && isTls && trustedProxies.length === 0,
        'warn',
        'set TRUSTED_PROXIES to your proxy, or every caller has the address of the proxy and shares one limit',
      ],
    ),
    judged('private addresses', allowPrivateUrls ? 'allowed' : 'refused', [
      allowPrivateUrls,
      'warn',
      'ALLOW_PRIVATE_URLS is for tests: take it away in production',
    ]),
    judged('log level', logLevel, [
      /^(debug|trace)$/.test(logLevel),
      'warn',
      'set LOG_LEVEL=info when you have found it',
    ]),
    fine('legacy secrets', 'no way in without a signature is open'),
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
  const told = (found: readonly Readonly<{ name: string }>[]) => (found.length === 0 ? 'none' : names(found));
  const renew = 'make a new one, then revoke this: npm run payops -- token create, token revoke';
  return [
    fine('api tokens', `${apiTokens.length} in the environment, ${live.length} made here`),
    short.length === 0
      ? fine('short api tokens', 'none')
      : wrong('short api tokens', names(short), 'use 32 random characters: they could be guessed'),
    judged('admin api tokens', told(admins), [
      admins.length > adminsAtMost,
      'warn',
      'give programs only the scopes that they need',
    ]),
    judged('ending api tokens', told(ending), [ending.length > 0, 'warn', renew]),
    judged('unused api tokens', told(unused), [
      unused.length > 0,
      'warn',
      'not used for 90 days: npm run payops -- token revoke <name>',
    ]),
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
