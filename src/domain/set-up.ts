import type { Scope } from './permissions.ts';

/** What is configured, as far as it may be told: which secrets there are, never what they are. */
export type SetUp = Readonly<{
  /** What looked wrong when the environment was read, but stopped nothing. */
  warnings: readonly string[];
  host: string;
  /** Without its last slash. */
  publicUrl: string | null;
  trustedProxies: readonly string[];
  allowPrivateUrls: boolean;
  logLevel: string;
  telegram: Readonly<{ hasChat: boolean; owners: number; mode: 'polling' | 'webhook' }>;
  stripe: Readonly<{ livemode: boolean; isRestricted: boolean; webhookSecrets: number }> | null;
  yookassa: Readonly<{ isTest: boolean; receipts: boolean }> | null;
  /** Timed sweeps are wanted. */
  autoSync: boolean;
  hasSheets: boolean;
  hasSlack: boolean;
  notificationsOff: boolean;
  /** Tokens of the HTTP API that stand in the environment. */
  apiTokens: readonly Readonly<{ name: string; scopes: readonly Scope[]; characters: number }>[];
}>;
