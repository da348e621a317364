import { nearestWord } from '../lib/edit-distance.ts';
import { isLoopbackUrl } from './fields.ts';
import { configVariables } from './variables.ts';

export type RawEnv = Readonly<Record<string, string | undefined>>;

/** Sets of which either all or none must be there. */
const completeSets: readonly (readonly string[])[] = [
  ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
  ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'],
  ['YOOKASSA_SHOP_ID', 'YOOKASSA_SECRET_KEY'],
  ['BUSINESS_WEBHOOK_URL', 'BUSINESS_WEBHOOK_SECRET'],
];

const addresses = configVariables.map(({ name }) => name).filter((name) => /_(BASE|ROOT|URL)$/.test(name));

/** What is wrong between variables. Looks at what is set, not at parsed values, so it never hides behind another problem. */
export function problemsBetween(env: RawEnv): readonly string[] {
  return [
    ...completeSets.flatMap((set) => incomplete(set, env)),
    ...stripeProblems(env),
    ...receiptProblems(env),
    ...modeProblems(env),
    ...(isOn(env['ALLOW_PRIVATE_URLS']) ? [] : addresses.flatMap((name) => plainHttp(name, env[name]))),
  ];
}

function incomplete(set: readonly string[], env: RawEnv): readonly string[] {
  const there = set.filter((name) => env[name] !== undefined);
  if (there.length === 0) return [];
  return set
    .filter((name) => env[name] === undefined)
    .map((name) => `${name}: is missing, because ${there.join(' and ')} is set; set it too, or none of them`);
}

function stripeProblems(env: RawEnv): readonly string[] {
  if (env['STRIPE_WEBHOOK_SECRET'] === undefined || env['STRIPE_SECRET_KEY'] !== undefined) return [];
  return ['STRIPE_SECRET_KEY: is missing, because STRIPE_WEBHOOK_SECRET is set; set the key too, or remove the secret'];
}

function receiptProblems(env: RawEnv): readonly string[] {
  if (!isOn(env['YOOKASSA_RECEIPTS']) || env['YOOKASSA_VAT_CODE'] !== undefined) return [];
  return ['YOOKASSA_VAT_CODE: is missing, because YOOKASSA_RECEIPTS is on; set it too, or switch receipts off'];
}

function modeProblems(env: RawEnv): readonly string[] {
  const problems: string[] = [];
  if (env['BOT_MODE'] === 'webhook') {
    for (const name of ['TELEGRAM_WEBHOOK_SECRET', 'PUBLIC_URL']) {
      if (env[name] === undefined)
        problems.push(`${name}: is missing, because BOT_MODE is webhook; set it, or use polling`);
    }
  }
  if (['web', 'worker', 'bot'].includes(env['ROLE'] ?? '') && !env['DATABASE_URL']?.startsWith('postgres')) {
    problems.push('ROLE: other than all needs PostgreSQL; set DATABASE_URL to postgres://…, or ROLE to all');
  }
  return problems;
}

function plainHttp(name: string, value: string | undefined): readonly string[] {
  if (value === undefined || name === 'DATABASE_URL' || !/^http:/i.test(value) || !URL.canParse(value)) return [];
  if (isLoopbackUrl(value)) return [];
  return [`${name}: plain http:// is only for this machine; use https://, or set ALLOW_PRIVATE_URLS=true`];
}

function isOn(value: string | undefined): boolean {
  return /^(true|1|yes|on)$/i.test(value ?? '');
}

const ourPrefix =
  /^(TELEGRAM|STRIPE|YOOKASSA|GOOGLE|SLACK|BOT|OWNER|SYNC|AUTO_SYNC|VIP|DAILY|MONTHLY|WEEKLY|CREATIVE|CAMPAIGN|GEO|CLEANUP|NOTIFICATIONS|PURCHASE|DIGEST|BUSINESS|ACCESS|HISTORY|TRUSTED|API_TOKEN|DATABASE|BASE_CUR|DEFAULT_LOC|ALLOW_PRIV)/;

/** What may be a mistake but stops nothing: unset routes, names that look like a slip. */
export function warningsFor(env: RawEnv): readonly string[] {
  const known = new Set(configVariables.map(({ name }) => name));
  const slips = Object.keys(env)
    .filter((name) => env[name] !== undefined && !known.has(name) && ourPrefix.test(name))
    .flatMap((name) => {
      const near = nearestWord(name, known);
      return near ? [`${name}: payops does not know this variable; did you mean ${near}?`] : [];
    });
  const routes = [
    env['TELEGRAM_CHAT_ID'] ? [] : ['TELEGRAM_CHAT_ID: is not set, so no cards are sent to Telegram'],
    env['STRIPE_SECRET_KEY'] || env['YOOKASSA_SHOP_ID']
      ? []
      : ['STRIPE_SECRET_KEY: is not set, so no payments are watched'],
    env['STRIPE_SECRET_KEY'] && !env['STRIPE_WEBHOOK_SECRET']
      ? ['STRIPE_WEBHOOK_SECRET: is not set, so payments are only seen by the sweep and the webhook answers 404']
      : [],
    env['OWNER_TELEGRAM_IDS'] ? [] : ['OWNER_TELEGRAM_IDS: is not set, so nobody may operate the bot'],
  ].flat();
  return [...slips, ...routes];
}
