import { z } from 'zod';
import { scopes } from '../domain/permissions.ts';
import { Secret } from '../lib/secret.ts';
import { isWebhookSecret } from '../lib/webhook-signature.ts';
import {
  addressRange,
  baseUrl,
  currencyCode,
  flag,
  hour,
  hours,
  list,
  moneyList,
  network,
  oneOf,
  secret,
  text,
  timeZone,
  webhookUrl,
  whole,
} from './fields.ts';

type Field = z.ZodType<unknown, string | undefined>;
export type Variable<S extends Field = Field> = Readonly<{ schema: S; shown: string; meaning: string }>;

/** A variable that may stay unset. */
function optional<S extends z.ZodType<unknown, string>>(schema: S, meaning: string): Variable<z.ZodOptional<S>> {
  return { schema: schema.optional(), shown: '', meaning };
}

/** A variable that has a default; `shown` is the default as one would write it. */
function variable<S extends z.ZodType<unknown, string>>(schema: S, shown: string, meaning: string) {
  return { schema: schema.prefault(shown as z.input<S> & {}), shown, meaning };
}

const word = text('one line of text', /^[^\r\n]+$/);
const telegramId = text('numeric Telegram ids separated by commas', /^\d{1,16}$/);

const pemKey = z
  .string()
  .transform((value) => value.replaceAll('\\n', '\n').replace(/^"|"$/g, ''))
  .refine((value) => /^-----BEGIN (RSA )?PRIVATE KEY-----[\s\S]+-----END (RSA )?PRIVATE KEY-----\s*$/.test(value), {
    error: 'must be the private_key of the service account, from -----BEGIN PRIVATE KEY----- to the END line',
  })
  .transform((value) => new Secret(value));

const documentId = z
  .string()
  .transform((value) => /\/spreadsheets\/d\/([\w-]+)/.exec(value)?.[1] ?? value)
  .refine((value) => /^[\w-]+$/.test(value), { error: 'must be the id of the document, or its address' });

const apiToken = z
  .string()
  .regex(/^[\w.-]{1,64}\|[a-z:+]+\|[^|\s]+$/, 'must be entries of the form name|scope+scope|token')
  .transform((entry) => {
    const [name = '', granted = '', token = ''] = entry.split('|');
    return { name, scopes: granted.split('+'), token: new Secret(token) };
  })
  .refine((token) => token.scopes.every((scope) => (scopes as readonly string[]).includes(scope)), {
    error: `names a scope that does not exist; there are ${scopes.join(', ')}`,
  })
  .transform((token) => ({ ...token, scopes: scopes.filter((scope) => token.scopes.includes(scope)) }));

const processVariables = {
  PORT: variable(whole(0, 65_535), '3000', 'port that the server listens on'),
  HOST: variable(text('a host name or an address', /^[\w.:-]+$/), '127.0.0.1', 'address that the server listens on'),
  PUBLIC_URL: optional(baseUrl, 'the address under which the outside reaches this server'),
  DATABASE_URL: optional(
    text('file:PATH or postgres://…', /^(file:.+|postgres(ql)?:\/\/.+)$/),
    '`file:` and a path, or `postgres://…`; by default `payops.db` in `DATA_DIR`',
  ),
  DATA_DIR: variable(word, 'data', 'folder of the database, the backups and the file `STOPPED`'),
  ROLE: variable(
    oneOf(['all', 'web', 'worker', 'bot']),
    'all',
    'what this process does; other than `all` needs PostgreSQL',
  ),
  LOG_LEVEL: variable(
    oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'how much is logged',
  ),
  BUSINESS_TIME_ZONE: variable(timeZone, '+01:00', 'zone of business days: an IANA name or an offset'),
  HISTORY_FROM: optional(
    text('a date such as 2025-01-31', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
    'first day of history to load on the first start; by default everything',
  ),
  ALLOW_PRIVATE_URLS: variable(flag, 'false', 'accept plain `http://` for hosts other than this one'),
  BASE_CURRENCY: variable(currencyCode, 'USD', 'currency of amounts that name none'),
  DEFAULT_LOCALE: variable(oneOf(['ru', 'en']), 'ru', 'language where a chat has chosen none'),
  TRUSTED_PROXIES: variable(list(network), '', 'proxies whose `X-Forwarded-For` is believed, comma separated'),
};

const telegramVariables = {
  TELEGRAM_BOT_TOKEN: {
    schema: secret('the token that BotFather gave, number:letters', /^\d{1,16}:[\w-]{3,}$/),
    shown: '',
    meaning: "**required**: the bot's token from BotFather",
  },
  TELEGRAM_CHAT_ID: optional(
    text('a numeric chat id (groups begin with -) or @channel', /^(-?\d{1,16}|@\w{4,})$/),
    'chat that gets the cards; without it no cards are sent to Telegram',
  ),
  TELEGRAM_API_ROOT: variable(baseUrl, 'https://api.telegram.org', 'address of the Bot API'),
  BOT_MODE: variable(
    oneOf(['polling', 'webhook']),
    'polling',
    'how updates come; `webhook` needs `PUBLIC_URL` and a secret',
  ),
  TELEGRAM_WEBHOOK_SECRET: optional(
    secret('1 to 256 letters, digits, _ or -', /^[\w-]{1,256}$/),
    'secret that Telegram sends with each update in webhook mode',
  ),
  OWNER_TELEGRAM_IDS: variable(list(telegramId), '', 'numeric Telegram ids of the owners, comma separated'),
  TELEGRAM_GROUP_MESSAGES_PER_MINUTE: variable(whole(1, 10_000), '20', 'pace of messages into one group'),
  DIGEST_AFTER_WAITING: variable(whole(1, 10_000), '20', 'more waiting cards than this become one digest'),
};

const stripeVariables = {
  STRIPE_SECRET_KEY: optional(secret('a key that begins with sk_ or rk_', /^(sk|rk)_\w+$/), 'secret or restricted key'),
  STRIPE_WEBHOOK_SECRET: optional(
    list(secret('secrets that begin with whsec_', /^whsec_\S+$/)),
    'signing secret of the webhook; several, comma separated, while rotating',
  ),
  STRIPE_API_BASE: variable(baseUrl, 'https://api.stripe.com', 'address of the API, without `/v1`'),
  SYNC_INTERVAL_MINUTES: variable(whole(1, 1_440), '5', 'minutes between two sweeps'),
  AUTO_SYNC_DISABLED: variable(flag, 'false', 'no timed sweeps; resync still works'),
};

/** yookassa.ru/developers/using-api/webhooks, "Notification authentication". */
const yookassaNetworks =
  '185.71.76.0/27, 185.71.77.0/27, 77.75.153.0/25, 77.75.156.11, 77.75.156.35, 77.75.154.128/25, 2a02:5180::/32';

const yookassaVariables = {
  YOOKASSA_SHOP_ID: optional(text("the shop's number", /^\d{1,20}$/), "the shop's number (shopId)"),
  YOOKASSA_SECRET_KEY: optional(
    secret("the shop's secret key, test_… or live_…", /^[\w-]{8,}$/),
    "secret key from the shop's cabinet",
  ),
  YOOKASSA_API_BASE: variable(baseUrl, 'https://api.yookassa.ru/v3', 'address of the API'),
  YOOKASSA_ALLOWED_NETWORKS: variable(
    list(addressRange),
    yookassaNetworks,
    'networks whose notifications are taken; replaces the published ones',
  ),
  YOOKASSA_RECEIPTS: variable(flag, 'false', 'send receipt data with payments (54-FZ); buyers are asked for an e-mail'),
  YOOKASSA_VAT_CODE: optional(whole(1, 12), 'VAT code of the receipts, 1 to 12'),
  YOOKASSA_TAX_SYSTEM_CODE: optional(whole(1, 6), 'tax system of the receipts, 1 to 6, where the shop has several'),
  ORDER_TTL_MINUTES: variable(whole(1, 10_080), '60', 'minutes that an order waits for its money'),
};

const sheetsVariables = {
  GOOGLE_SHEETS_DOC_ID: optional(documentId, 'id or address of the spreadsheet'),
  GOOGLE_SERVICE_EMAIL: optional(text('the e-mail of a service account', /^[^@\s]+@[^@\s]+$/), 'service account'),
  GOOGLE_SERVICE_PRIVATE_KEY: optional(pemKey, 'its private key (PEM); line breaks may be written as `\\n`'),
  GOOGLE_SHEETS_API_ROOT: variable(baseUrl, 'https://sheets.googleapis.com/', 'address of the Sheets API'),
  GOOGLE_TOKEN_URL: variable(baseUrl, 'https://oauth2.googleapis.com/token', 'where tokens are made'),
  AD_SPEND_RANGE: optional(
    text('a range of the spreadsheet, like Spend!A:D', /^[^\n]{1,200}$/),
    'range of the spreadsheet with campaign, date, spend and currency; read every night',
  ),
  SHEETS_DELETED_ROWS: variable(
    oneOf(['recreate', 'leave']),
    'recreate',
    'what becomes of a row that somebody deleted when its customer pays again',
  ),
};

const slackVariables = {
  SLACK_BOT_TOKEN: optional(secret('a token that begins with xox', /^xox[\w-]+$/), 'token of the Slack app'),
  SLACK_CHANNEL_ID: optional(
    text("the channel's id (C…), not its name", /^[A-Za-z0-9][\w-]*$/),
    'channel for purchases',
  ),
  SLACK_API_BASE: variable(baseUrl, 'https://slack.com/api/', 'address of the Web API'),
};

const alertVariables = {
  VIP_PURCHASE_THRESHOLD: variable(moneyList, '100', 'a purchase from here on is VIP: `100`, or `100 USD, 9000 RUB`'),
  REFUND_ALONE_UP_TO: variable(
    moneyList,
    '100',
    'a refund above it needs a second person: `100`, or `100 USD, 9000 RUB`; of other currencies every one does',
  ),
  DAILY_STATS_HOUR: variable(hour, '7', "hour of yesterday's numbers"),
  CREATIVE_ALERT_HOURS: variable(list(hour), '10,22', 'hours of the creative alerts'),
  WEEKLY_REPORT_DAY: variable(whole(1, 7), '1', 'day of the weekly report, 1 is Monday'),
  WEEKLY_REPORT_HOUR: variable(hour, '9', 'its hour'),
  CAMPAIGN_REPORT_HOUR: variable(hour, '16', 'hour of the campaign report'),
  GEO_ALERT_INTERVAL_HOURS: variable(whole(1, 24), '1', 'hours between two geography alerts'),
  CLEANUP_HOUR: variable(hour, '3', 'hour of the nightly cleaning'),
  BACKUP_HOUR: variable(hour, '4', 'hour of the nightly backup, on Sundays with a trial restore'),
  BACKUP_KEEP_DAYS: variable(whole(1, 365), '7', 'days whose backups are kept'),
  BACKUP_KEEP_WEEKS: variable(whole(0, 520), '4', 'weeks of which one backup is kept'),
  NOTIFICATIONS_DISABLED: variable(flag, 'false', 'chats are told nothing; the sheet goes on'),
  PURCHASE_WINDOW_HOURS: variable(hours(168), '3', 'payments at most so far apart are one purchase'),
  DAILY_REVENUE_TARGET: optional(moneyList, 'revenue wanted per day'),
  MONTHLY_REVENUE_TARGET: optional(moneyList, 'revenue wanted per month'),
};

/** `whsec_` and the base64 of 24 to 64 bytes; unlike Stripe's, it is decoded. */
const webhookSecret = z
  .string()
  .refine(isWebhookSecret, { error: 'must be secrets of the form whsec_ and base64 of 24 to 64 bytes' })
  .transform((value) => new Secret(value));

const accessVariables = {
  BUSINESS_WEBHOOK_URL: optional(webhookUrl, 'where orders, access, refunds and tickets are told (Standard Webhooks)'),
  BUSINESS_WEBHOOK_SECRET: optional(
    list(webhookSecret),
    'its signing secret, `whsec_…`; several, comma separated, while rotating; plans with a webhook of their own use it, too',
  ),
  ACCESS_GRACE_DAYS: variable(whole(0, 30), '1', 'days that somebody may stay after his time is over'),
  ACCESS_REMOVAL: variable(flag, 'true', 'who has no access any more is put out of the chat; else only his link ends'),
};

const httpVariables = {
  API_TOKENS: variable(list(apiToken), '', 'comma separated `name|scope+scope|token`'),
};

/** Every variable payops reads, by area: the one source for the schema, `.env.example` and the README's table. */
export const variableAreas = {
  Process: processVariables,
  Telegram: telegramVariables,
  Stripe: stripeVariables,
  YooKassa: yookassaVariables,
  'Google Sheets': sheetsVariables,
  Slack: slackVariables,
  Alerts: alertVariables,
  Access: accessVariables,
  'HTTP API': httpVariables,
};

export const variables = {
  ...processVariables,
  ...telegramVariables,
  ...stripeVariables,
  ...yookassaVariables,
  ...sheetsVariables,
  ...slackVariables,
  ...alertVariables,
  ...accessVariables,
  ...httpVariables,
};
export type VariableName = keyof typeof variables;
export type Shape = { [Name in VariableName]: (typeof variables)[Name]['schema'] };

export type ConfigVariable = Readonly<{ area: string; name: string; shown: string; meaning: string }>;

/** For documents: name, default as written (empty: unset) and meaning, in order. */
export const configVariables: readonly ConfigVariable[] = Object.entries(variableAreas).flatMap(([area, fields]) =>
  Object.entries(fields).map(([name, { shown, meaning }]: [string, Variable]) => ({ area, name, shown, meaning })),
);
