import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { redactionList } from '../../src/config/redaction.ts';
import { configVariables } from '../../src/config/variables.ts';

const token = '123456:AAE-abcdefghijklmnopqrstuvwxyz12345';
const pem = '-----BEGIN PRIVATE KEY-----\\nMIIkey\\n-----END PRIVATE KEY-----\\n';
const full = {
  TELEGRAM_BOT_TOKEN: token,
  TELEGRAM_CHAT_ID: '-100200300',
  OWNER_TELEGRAM_IDS: '7, 8',
  STRIPE_SECRET_KEY: 'sk_test_canary',
  STRIPE_WEBHOOK_SECRET: 'whsec_one,whsec_two',
  GOOGLE_SHEETS_DOC_ID: 'https://docs.google.com/spreadsheets/d/doc-1/edit#gid=0',
  GOOGLE_SERVICE_EMAIL: 'robot@project.iam.gserviceaccount.com',
  GOOGLE_SERVICE_PRIVATE_KEY: pem,
  SLACK_BOT_TOKEN: 'xoxb-canary',
  SLACK_CHANNEL_ID: 'C0123',
  API_TOKENS: 'grafana|read:metrics+read:reports|pot_canary',
  DATABASE_URL: 'postgres://u:p%40ss@db/payops',
};

function loaded(env: Record<string, string>) {
  const result = loadConfig(env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result;
}
function problems(env: Record<string, string>): readonly string[] {
  const result = loadConfig({ TELEGRAM_BOT_TOKEN: token, ...env });
  return result.ok ? [] : result.problems;
}

describe('a right environment', () => {
  test('needs the bot token alone', () => {
    const { config, warnings } = loaded({ TELEGRAM_BOT_TOKEN: token });
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: 'data',
      database: { kind: 'sqlite', path: 'data/payops.db' },
      businessTimeZone: '+01:00',
      stripe: null,
      sheets: null,
      slack: null,
      telegram: { bot: { mode: 'polling' }, apiRoot: 'https://api.telegram.org', chatId: null },
      alerts: { vipThresholds: [{ amountMinor: 10_000, currency: 'USD' }], creativeAlertHours: [10, 22] },
    });
    expect(warnings.map((line) => line.split(':')[0])).toEqual([
      'TELEGRAM_CHAT_ID',
      'STRIPE_SECRET_KEY',
      'OWNER_TELEGRAM_IDS',
    ]);
  });

  test('is read whole', () => {
    const { config } = loaded(full);
    expect(config.stripe).toMatchObject({ livemode: false, apiBase: 'https://api.stripe.com' });
    expect(config.stripe?.webhookSecrets.map((secret) => secret.reveal())).toEqual(['whsec_one', 'whsec_two']);
    expect(config.sheets?.documentId).toBe('doc-1');
    expect(config.sheets?.privateKey.reveal()).toContain('\nMIIkey\n');
    expect(config.telegram.ownerIds).toEqual(['7', '8']);
    expect(config.apiTokens[0]).toMatchObject({ name: 'grafana', scopes: ['read:reports', 'read:metrics'] });
  });

  test('treats empty as unset', () => {
    expect(loaded({ ...full, SLACK_BOT_TOKEN: '', SLACK_CHANNEL_ID: ' ', PORT: '' }).config).toMatchObject({
      slack: null,
      port: 3000,
    });
  });

  test('bears a slash too many or too few', () => {
    for (const slashes of ['', '/', '//']) {
      const { config } = loaded({
        ...full,
        TELEGRAM_API_ROOT: `http://127.0.0.1:1${slashes}`,
        SLACK_API_BASE: `http://localhost:2/api${slashes}`,
        GOOGLE_SHEETS_API_ROOT: `http://localhost:3${slashes}`,
        STRIPE_API_BASE: `https://proxy.example/v1${slashes}`,
      });
      expect([config.telegram.apiRoot, config.slack?.apiBase, config.sheets?.apiRoot, config.stripe?.apiBase]).toEqual([
        'http://127.0.0.1:1',
        'http://localhost:2/api/',
        'http://localhost:3/',
        'https://proxy.example',
      ]);
    }
  });

  test('takes amounts in several currencies', () => {
    const { config } = loaded({ ...full, VIP_PURCHASE_THRESHOLD: '99.5, 9000 RUB,15000 jpy' });
    expect(config.alerts.vipThresholds).toEqual([
      { amountMinor: 9950, currency: 'USD' },
      { amountMinor: 900_000, currency: 'RUB' },
      { amountMinor: 15_000, currency: 'JPY' },
    ]);
  });

  test('takes orders of a minute, and a pace for a Bot API server of its own', () => {
    const { config } = loaded({ ...full, ORDER_TTL_MINUTES: '1', TELEGRAM_GROUP_MESSAGES_PER_MINUTE: '10000' });
    expect(config.orderTtlMinutes).toBe(1);
    expect(config.telegram.groupMessagesPerMinute).toBe(10_000);
  });

  test('is frozen to the bottom', () => {
    const { config } = loaded(full);
    expect(Object.isFrozen(config.alerts.vipThresholds)).toBe(true);
    expect(Object.isFrozen(config.telegram.bot)).toBe(true);
  });

  test('webhook mode brings its own fields', () => {
    const { config } = loaded({
      ...full,
      BOT_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: 'abc',
      PUBLIC_URL: 'https://pay.example/',
    });
    expect(config.telegram.bot).toMatchObject({ mode: 'webhook', url: 'https://pay.example/webhooks/telegram' });
  });

  test('warns of a name that looks like a slip, not of foreign names', () => {
    const { warnings } = loaded({ ...full, STRIPE_WEBHOOK_SECRETS: 'x', PATH: '/bin', STRIPE_CLI_THING_ENTIRELY: 'y' });
    expect(warnings.filter((line) => line.includes('did you mean'))).toEqual([
      'STRIPE_WEBHOOK_SECRETS: payops does not know this variable; did you mean STRIPE_WEBHOOK_SECRET?',
    ]);
  });
});

describe('secrets', () => {
  test('never show when printed', () => {
    const { config } = loaded(full);
    const shown = `${JSON.stringify(config)}${inspect(config, { depth: 9 })}${String(config.telegram.token)}`;
    for (const value of redactionList(config)) expect(shown).not.toContain(value);
  });

  test('are all on the redaction list', () => {
    const list = redactionList(loaded(full).config);
    for (const secret of [token, 'sk_test_canary', 'whsec_two', 'xoxb-canary', 'pot_canary', 'p@ss']) {
      expect(list).toContain(secret);
    }
  });
});

describe('a wrong environment', () => {
  const wrong: readonly [string, string, RegExp][] = [
    ['PORT', '70000', /whole number from 0 to 65535/],
    ['DATABASE_URL', 'mysql://canary', /postgres/],
    ['ROLE', 'canary', /one of: all/],
    ['LOG_LEVEL', 'canary', /one of/],
    ['BUSINESS_TIME_ZONE', 'Mars/Canary', /IANA name/],
    ['HISTORY_FROM', '2025-13-01', /date such as/],
    ['ALLOW_PRIVATE_URLS', 'canary', /true or false/],
    ['BASE_CURRENCY', 'canary', /currency code/],
    ['DEFAULT_LOCALE', 'de', /ru, en/],
    ['TRUSTED_PROXIES', '10.0.0.0/99', /networks/],
    ['PUBLIC_URL', 'canary', /https:\/\//],
    ['TELEGRAM_CHAT_ID', 'canary', /chat id/],
    ['TELEGRAM_API_ROOT', 'http://canary.example', /plain http/],
    ['OWNER_TELEGRAM_IDS', '@canary', /numeric/],
    ['DIGEST_AFTER_WAITING', '0', /whole number/],
    ['STRIPE_SECRET_KEY', 'pk_canary', /sk_ or rk_/],
    ['SYNC_INTERVAL_MINUTES', '1.5', /whole number/],
    ['VIP_PURCHASE_THRESHOLD', 'canary', /amounts such as/],
    ['VIP_PURCHASE_THRESHOLD', '1.5 JPY', /decimals/],
    ['DAILY_REVENUE_TARGET', '1 USD, 2 USD', /twice/],
    ['DAILY_STATS_HOUR', '24', /0 to 23/],
    ['CREATIVE_ALERT_HOURS', '10,canary', /0 to 23/],
    ['PURCHASE_WINDOW_HOURS', '0', /hours/],
    ['API_TOKENS', 'a|read:canary|t', /scope/],
    ['API_TOKENS', 'canary', /form name/],
    ['API_TOKENS', 'a|admin|t1,a|admin|t2', /one name/],
  ];
  test.each(wrong)('%s=%s is told by name, without its value', (name, value, says) => {
    const told = problems({ [name]: value });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(new RegExp(`^${name}: `));
    expect(told[0]).toMatch(says);
    expect(told[0]).not.toContain('canary');
  });

  test('tells all problems at once', () => {
    const result = loadConfig({
      PORT: 'x',
      VIP_PURCHASE_THRESHOLD: '1.234 USD',
      STRIPE_WEBHOOK_SECRET: 'whsec_x',
      SLACK_BOT_TOKEN: 'xoxb-1',
      GOOGLE_SERVICE_EMAIL: 'a@b.c',
      BOT_MODE: 'webhook',
      ROLE: 'web',
    });
    const names = result.ok ? [] : result.problems.map((line) => line.split(':')[0]);
    expect(names.toSorted()).toEqual([
      'GOOGLE_SERVICE_PRIVATE_KEY',
      'GOOGLE_SHEETS_DOC_ID',
      'PORT',
      'PUBLIC_URL',
      'ROLE',
      'SLACK_CHANNEL_ID',
      'STRIPE_SECRET_KEY',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_WEBHOOK_SECRET',
      'VIP_PURCHASE_THRESHOLD',
    ]);
  });

  test('no value of a wrong variable is ever repeated', () => {
    const env = Object.fromEntries(configVariables.map(({ name }) => [name, 'cañary\u0000|x']));
    const result = loadConfig(env);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('cañary');
  });

  test('plain http is for this machine, unless private addresses are allowed', () => {
    expect(problems({ SLACK_API_BASE: 'http://10.0.0.1/api' })).toHaveLength(1);
    expect(problems({ SLACK_API_BASE: 'http://10.0.0.1/api', ALLOW_PRIVATE_URLS: 'true' })).toEqual([]);
    expect(problems({ SLACK_API_BASE: 'http://[::1]:9/api' })).toEqual([]);
  });
});
