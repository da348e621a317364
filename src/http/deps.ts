import type { Config } from '../config/config.ts';
import type { Scope } from '../domain/permissions.ts';
import type { FileMaker } from '../files/maker.ts';
import type { Flows } from '../flows/types.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';

export type HttpConfig = Pick<
  Config,
  | 'port'
  | 'host'
  | 'publicUrl'
  | 'trustedProxies'
  | 'apiTokens'
  | 'businessTimeZone'
  | 'historyFrom'
  | 'telegram'
  | 'stripe'
>;

/** Looks a token made by the command line up by the hex SHA-256 of its text; null: unknown, revoked or expired. */
export type FindToken = (hash: string) => Promise<Readonly<{ name: string; scopes: readonly Scope[] }> | null>;

export type HttpDeps = Readonly<{
  flows: Flows;
  files: Pick<FileMaker, 'write'>;
  config: HttpConfig;
  logger: Logger;
  metrics: Metrics;
  clock: Clock;
  version: string;
  /** False while migrating, stopping, or without the database. Must answer at once. */
  ready: () => boolean | Promise<boolean>;
  findToken?: FindToken;
  /** Webhook mode: takes the update for good, then resolves. Rejects where it could not; Telegram sends it again. */
  takeUpdate?: (update: unknown) => Promise<void>;
  limits?: Partial<HttpLimits>;
}>;

export type HttpLimits = Readonly<{
  /** Beyond so many sockets the longest idle one makes room. */
  maxSockets: number;
  /** Headers and body together. */
  requestTimeoutMs: number;
  headersTimeoutMs: number;
  keepAliveMs: number;
  /** Requests a minute for one token, and for one address without a token. */
  perTokenPerMinute: number;
  perAddressPerMinute: number;
  /** Runs of one costly action a minute for one token. */
  costlyPerMinute: number;
  /** Refused tokens a minute from one address. */
  refusedPerMinute: number;
}>;

export const defaultLimits: HttpLimits = {
  maxSockets: 1_000,
  requestTimeoutMs: 15_000,
  headersTimeoutMs: 10_000,
  keepAliveMs: 5_000,
  perTokenPerMinute: 600,
  perAddressPerMinute: 300,
  costlyPerMinute: 30,
  refusedPerMinute: 60,
};
