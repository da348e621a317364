import type { Money } from '../domain/money.ts';
import type { Scope } from '../domain/permissions.ts';
import type { BusinessDate } from '../domain/time.ts';
import type { Secret } from '../lib/secret.ts';

export type ApiToken = Readonly<{ name: string; scopes: readonly Scope[]; token: Secret }>;

/** What is set, checked and with defaults; frozen. A part that is not configured is null. */
export type Config = Readonly<{
  port: number;
  host: string;
  /** Without its last slash. */
  publicUrl: string | null;
  database: Readonly<{ kind: 'sqlite'; path: string } | { kind: 'postgres'; url: Secret }>;
  dataDir: string;
  role: 'all' | 'web' | 'worker' | 'bot';
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** IANA name or ±HH:MM. */
  businessTimeZone: string;
  /** The first business day of history to load; null: everything. */
  historyFrom: BusinessDate | null;
  allowPrivateUrls: boolean;
  baseCurrency: string;
  defaultLocale: 'ru' | 'en';
  /** Addresses, networks, or Express's words for them. */
  trustedProxies: readonly string[];
  telegram: TelegramConfig;
  stripe: StripeConfig | null;
  yookassa: YookassaConfig | null;
  /** Timed sweeps of every provider. */
  sync: Readonly<{ intervalMinutes: number; isDisabled: boolean }>;
  /** An order waits so long for its money. */
  orderTtlMinutes: number;
  sheets: SheetsConfig | null;
  slack: SlackConfig | null;
  alerts: AlertsConfig;
  access: AccessConfig;
  apiTokens: readonly ApiToken[];
  backups: Readonly<{ hour: number; keepDays: number; keepWeeks: number }>;
}>;

export type BotMode = Readonly<{ mode: 'polling' } | { mode: 'webhook'; secret: Secret; url: string }>;

export type TelegramConfig = Readonly<{
  token: Secret;
  /** Null: no cards go to Telegram. */
  chatId: string | null;
  /** Without a last slash. */
  apiRoot: string;
  bot: BotMode;
  ownerIds: readonly string[];
  groupMessagesPerMinute: number;
  digestAfterWaiting: number;
}>;

export type StripeConfig = Readonly<{
  secretKey: Secret;
  livemode: boolean;
  /** Empty: the webhook's route is off. */
  webhookSecrets: readonly Secret[];
  /** Without `/v1` and without a last slash. */
  apiBase: string;
}>;

export type YookassaConfig = Readonly<{
  shopId: string;
  secretKey: Secret;
  /** Without a last slash. */
  apiBase: string;
  allowedNetworks: readonly string[];
  /** Null: no receipts are sent. */
  receipts: Readonly<{ vatCode: number; taxSystemCode: number | null }> | null;
}>;

export type SheetsConfig = Readonly<{
  documentId: string;
  serviceEmail: string;
  privateKey: Secret;
  /** With its last slash, as googleapis wants it. */
  apiRoot: string;
  tokenUrl: string;
  deletedRows: 'recreate' | 'leave';
  /** Where ad spend stands; null: nowhere. */
  adSpendRange: string | null;
}>;

export type SlackConfig = Readonly<{
  token: Secret;
  channelId: string;
  /** With its last slash. */
  apiBase: string;
}>;

export type AlertsConfig = Readonly<{
  vipThresholds: readonly Money[];
  dailyStatsHour: number;
  creativeAlertHours: readonly number[];
  /** 1 is Monday. */
  weeklyReportDay: number;
  weeklyReportHour: number;
  campaignReportHour: number;
  geoAlertIntervalHours: number;
  cleanupHour: number;
  notificationsDisabled: boolean;
  purchaseWindowHours: number;
  refundAloneUpTo: readonly Money[];
  dailyRevenueTargets: readonly Money[];
  monthlyRevenueTargets: readonly Money[];
}>;

export type AccessConfig = Readonly<{
  graceDays: number;
  putsOut: boolean;
  /** Null: no webhooks go out. */
  webhook: Readonly<{ url: string; secrets: readonly Secret[] }> | null;
}>;

export type Loaded = Readonly<
  | { ok: true; config: Config; warnings: readonly string[] }
  /** Each problem begins with the variable's name and never contains its value. */
  | { ok: false; problems: readonly string[] }
>;
