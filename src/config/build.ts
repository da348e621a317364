import type { z } from 'zod';
import type { BusinessDate } from '../domain/time.ts';
import { Secret } from '../lib/secret.ts';
import type {
  AccessConfig,
  AlertsConfig,
  BotMode,
  Config,
  SheetsConfig,
  SlackConfig,
  StripeConfig,
  YookassaConfig,
} from './config.ts';
import { type MoneyEntry, moneyOf } from './lists.ts';
import type { Shape } from './variables.ts';

/** Every variable after its own check, before the parts are put together. */
export type Values = z.output<z.ZodObject<Shape>>;

const shortToken = 20;

export function weakTokens(v: Values): readonly string[] {
  return v.API_TOKENS.filter(({ token }) => token.reveal().length < shortToken).map(
    ({ name }) => `API_TOKENS: the token of ${name} is short and could be guessed; use 32 random characters`,
  );
}

export function build(v: Values): Config {
  return {
    port: v.PORT,
    host: v.HOST,
    publicUrl: v.PUBLIC_URL ?? null,
    database: databaseOf(v),
    dataDir: v.DATA_DIR.replace(/(.)\/+$/, '$1'),
    role: v.ROLE,
    logLevel: v.LOG_LEVEL,
    businessTimeZone: v.BUSINESS_TIME_ZONE,
    historyFrom: (v.HISTORY_FROM as BusinessDate | undefined) ?? null,
    allowPrivateUrls: v.ALLOW_PRIVATE_URLS,
    baseCurrency: v.BASE_CURRENCY,
    defaultLocale: v.DEFAULT_LOCALE,
    trustedProxies: v.TRUSTED_PROXIES,
    telegram: {
      token: v.TELEGRAM_BOT_TOKEN,
      chatId: v.TELEGRAM_CHAT_ID ?? null,
      apiRoot: v.TELEGRAM_API_ROOT,
      bot: botMode(v),
      ownerIds: v.OWNER_TELEGRAM_IDS,
      groupMessagesPerMinute: v.TELEGRAM_GROUP_MESSAGES_PER_MINUTE,
      digestAfterWaiting: v.DIGEST_AFTER_WAITING,
    },
    stripe: stripeOf(v),
    yookassa: yookassaOf(v),
    sync: { intervalMinutes: v.SYNC_INTERVAL_MINUTES, isDisabled: v.AUTO_SYNC_DISABLED },
    orderTtlMinutes: v.ORDER_TTL_MINUTES,
    sheets: sheetsOf(v),
    slack: slackOf(v),
    alerts: alertsOf(v),
    access: accessOf(v),
    apiTokens: v.API_TOKENS,
    backups: { hour: v.BACKUP_HOUR, keepDays: v.BACKUP_KEEP_DAYS, keepWeeks: v.BACKUP_KEEP_WEEKS },
  };
}

function databaseOf(v: Values): Config['database'] {
  const url = v.DATABASE_URL ?? `file:${v.DATA_DIR.replace(/\/+$/, '')}/payops.db`;
  if (url.startsWith('postgres')) return { kind: 'postgres', url: new Secret(url) };
  return { kind: 'sqlite', path: url.replace(/^file:(\/\/(?=\/))?/, '') };
}

function botMode(v: Values): BotMode {
  if (v.BOT_MODE === 'polling' || !v.TELEGRAM_WEBHOOK_SECRET) return { mode: 'polling' };
  return { mode: 'webhook', secret: v.TELEGRAM_WEBHOOK_SECRET, url: `${v.PUBLIC_URL ?? ''}/webhooks/telegram` };
}

function stripeOf(v: Values): StripeConfig | null {
  if (!v.STRIPE_SECRET_KEY) return null;
  return {
    secretKey: v.STRIPE_SECRET_KEY,
    livemode: v.STRIPE_SECRET_KEY.reveal().includes('_live_'),
    webhookSecrets: v.STRIPE_WEBHOOK_SECRET ?? [],
    apiBase: v.STRIPE_API_BASE.replace(/\/v1$/, ''),
  };
}

function yookassaOf(v: Values): YookassaConfig | null {
  if (!v.YOOKASSA_SHOP_ID || !v.YOOKASSA_SECRET_KEY) return null;
  const { YOOKASSA_VAT_CODE: vatCode, YOOKASSA_TAX_SYSTEM_CODE: taxSystemCode = null } = v;
  return {
    shopId: v.YOOKASSA_SHOP_ID,
    secretKey: v.YOOKASSA_SECRET_KEY,
    apiBase: v.YOOKASSA_API_BASE,
    allowedNetworks: v.YOOKASSA_ALLOWED_NETWORKS,
    receipts: v.YOOKASSA_RECEIPTS && vatCode !== undefined ? { vatCode, taxSystemCode } : null,
  };
}

function sheetsOf(v: Values): SheetsConfig | null {
  if (!v.GOOGLE_SHEETS_DOC_ID || !v.GOOGLE_SERVICE_EMAIL || !v.GOOGLE_SERVICE_PRIVATE_KEY) return null;
  return {
    documentId: v.GOOGLE_SHEETS_DOC_ID,
    serviceEmail: v.GOOGLE_SERVICE_EMAIL,
    privateKey: v.GOOGLE_SERVICE_PRIVATE_KEY,
    apiRoot: `${v.GOOGLE_SHEETS_API_ROOT}/`,
    tokenUrl: v.GOOGLE_TOKEN_URL,
    deletedRows: v.SHEETS_DELETED_ROWS,
    adSpendRange: v.AD_SPEND_RANGE ?? null,
  };
}

function slackOf(v: Values): SlackConfig | null {
  if (!v.SLACK_BOT_TOKEN || !v.SLACK_CHANNEL_ID) return null;
  return { token: v.SLACK_BOT_TOKEN, channelId: v.SLACK_CHANNEL_ID, apiBase: `${v.SLACK_API_BASE}/` };
}

function accessOf(v: Values): AccessConfig {
  const { BUSINESS_WEBHOOK_URL: url, BUSINESS_WEBHOOK_SECRET: secrets } = v;
  return {
    graceDays: v.ACCESS_GRACE_DAYS,
    putsOut: v.ACCESS_REMOVAL,
    webhook: url && secrets && secrets.length > 0 ? { url, secrets } : null,
  };
}

function alertsOf(v: Values): AlertsConfig {
  const amounts = (entries: readonly MoneyEntry[] | undefined) =>
    (entries ?? []).map((entry) => moneyOf(entry, v.BASE_CURRENCY));
  return {
    vipThresholds: amounts(v.VIP_PURCHASE_THRESHOLD),
    dailyStatsHour: v.DAILY_STATS_HOUR,
    creativeAlertHours: v.CREATIVE_ALERT_HOURS,
    weeklyReportDay: v.WEEKLY_REPORT_DAY,
    weeklyReportHour: v.WEEKLY_REPORT_HOUR,
    campaignReportHour: v.CAMPAIGN_REPORT_HOUR,
    geoAlertIntervalHours: v.GEO_ALERT_INTERVAL_HOURS,
    cleanupHour: v.CLEANUP_HOUR,
    notificationsDisabled: v.NOTIFICATIONS_DISABLED,
    purchaseWindowHours: v.PURCHASE_WINDOW_HOURS,
    refundAloneUpTo: amounts(v.REFUND_ALONE_UP_TO),
    dailyRevenueTargets: amounts(v.DAILY_REVENUE_TARGET),
    monthlyRevenueTargets: amounts(v.MONTHLY_REVENUE_TARGET),
  };
}
