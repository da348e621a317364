import { randomInt } from 'node:crypto';
import { createGoogleClient } from './clients/google.ts';
import { createSlackClient } from './clients/slack.ts';
import { createStripeClient } from './clients/stripe.ts';
import { createTelegramClient, type TelegramClient } from './clients/telegram.ts';
import { createTelegramLimiter } from './clients/telegram-limiter.ts';
import { createWebhookClient, refuseWebhookUrl, webhookAnswerBytes, webhookDeadlineMs } from './clients/webhook.ts';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import { redactionList } from './config/redaction.ts';
import { setUpOf } from './config/set-up.ts';
import { createAccessDestination } from './destinations/access/deliver.ts';
import { createFindPlaceProblem } from './destinations/access/examine.ts';
import { createSheetBook } from './destinations/sheets/book.ts';
import { createSheetsDestination } from './destinations/sheets/deliver.ts';
import { createTurns } from './destinations/sheets/turns.ts';
import { createSlackDestination } from './destinations/slack/deliver.ts';
import { createTelegramDestination } from './destinations/telegram/deliver.ts';
import { createWebhookDestination } from './destinations/webhook/deliver.ts';
import { type BeaconNetwork, quicknet } from './domain/contests/drand.ts';
import type { Route } from './domain/deliveries.ts';
import type { NewId } from './domain/ids.ts';
import { currency } from './domain/money.ts';
import type { Checkout, Destination, PaymentSource, WebhookProvider } from './domain/ports.ts';
import { ownDefaults, type SettingValues } from './domain/settings.ts';
import type { SheetBook } from './domain/sheet-book.ts';
import { hourMs, type Instant, instantOf, minuteMs } from './domain/time.ts';
import { localDateTime, startOfDay, zone } from './domain/zone.ts';
import { createFileMaker, type FileMaker } from './files/maker.ts';
import type { FlowDeps, Policy } from './flows/deps.ts';
import { GradedStops } from './flows/graded-stops.ts';
import { createFlows } from './flows/index.ts';
import { derived, eachReport, LivePolicy } from './flows/live-policy.ts';
import { createMeters } from './flows/meters.ts';
import { createQuietBefore } from './flows/restore.ts';
import { shopHooks } from './flows/shop/hooks.ts';
import { registerStateMetrics } from './flows/state-metrics.ts';
import { StopLatch } from './flows/stop-latch.ts';
import { SweepHealth } from './flows/sweep-health.ts';
import type { Flows } from './flows/types.ts';
import type { Clock } from './lib/clock.ts';
import { createBoundedFetch } from './lib/http.ts';
import type { Limiter } from './lib/limiter.ts';
import { createLogger } from './lib/logger.ts';
import { createMetrics, type Metrics } from './lib/metrics.ts';
import { createNetworkList } from './lib/networks.ts';
import { createNewId, randomHandle } from './lib/new-id.ts';
import { lookUpPublic } from './lib/public-address.ts';
import { watchServerDates } from './lib/server-dates.ts';
import { CommitQueue } from './store/commit-queue.ts';
import { openStore, type Store } from './store/database.ts';
import { OwnedByOther } from './store/owner-lock.ts';

/** The configuration is wrong: `problems` says everything, by name. */
export class WrongConfiguration extends Error {
  override readonly name = 'WrongConfiguration';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`payops cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const noRight = 'it may not use this PORT, DATA_DIR or DATABASE_URL; choose others, or give it the right';
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'its PORT is taken by another program; stop that one, or set another PORT',
  EADDRNOTAVAIL: 'HOST is no address of this machine; set another HOST',
  EACCES: noRight,
  EPERM: noRight,
  EROFS: 'DATA_DIR lies on a disk that cannot be written; set another DATA_DIR',
  ENOTDIR: 'DATA_DIR names a file; it must be a folder',
  EEXIST: 'DATA_DIR names a file; it must be a folder',
  ENOSPC: 'the disk of DATA_DIR is full; free some space',
};
/** Network, and what PostgreSQL says of a wrong name, password or database. */
const unreachable = /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|28|3D000|08|57P)/;

/** What a person can do about a failure to start; null where it is ours and the stack is needed. */
export function explainFailure(error: unknown): string | null {
  if (error instanceof WrongConfiguration || error instanceof OwnedByOther) return error.message;
  const { code, message, cause } = error as { code?: unknown; message?: string; cause?: unknown };
  if (typeof code !== 'string') {
    if (/directory does not exist/.test(message ?? '')) {
      return 'payops cannot start: the folder of DATABASE_URL does not exist; make it, or name another';
    }
    return cause instanceof Error ? explainFailure(cause) : null;
  }
  if (Object.hasOwn(reasons, code)) return `payops cannot start: ${reasons[code]}`;
  if (unreachable.test(code)) {
    return `payops cannot start: the database of DATABASE_URL cannot be used (${code}); check its address, name and password, and that it runs`;
  }
  if (!code.startsWith('SQLITE_')) return null;
  return `payops cannot start: the database cannot be opened (${code}: ${message ?? ''}). Nothing was changed. Check the disk; if the file is broken, ${replaceBrokenFile}`;
}

/** Nothing does this by itself: only a person knows which copy to trust. Said of SQLite only. */
export const replaceBrokenFile =
  'stop payops, bring one of the backups in DATA_DIR/backups back with: npm run payops -- backup restore <name> (the broken file is kept aside), and start again';

export type Env = Readonly<Record<string, string | undefined>>;

/** Throws WrongConfiguration with every problem at once. Without `env`: the process's own environment. */
export function readConfig(env?: Env): Readonly<{ config: Config; warnings: readonly string[] }> {
  const loaded = loadConfig(env);
  if (!loaded.ok) throw new WrongConfiguration(loaded.problems);
  return loaded;
}

function createDestinations(
  config: Config,
  {
    telegram: client,
    files,
    clock,
    fetch,
    sheetPaceMs,
  }: Readonly<{ telegram: TelegramClient; files: FileMaker; fetch: typeof globalThis.fetch }> &
    Pick<ComposeOptions, 'clock' | 'sheetPaceMs'>,
): Readonly<{ destinations: Destination[]; book: SheetBook | null }> {
  const { slack, sheets } = config;
  const destinations = [createTelegramDestination({ client, files }), createAccessDestination({ client, clock })];
  const webhook = createBusinessWebhook(config, clock);
  if (webhook) destinations.push(webhook);
  if (slack)
    destinations.push(
      createSlackDestination({
        client: createSlackClient({ apiBase: slack.apiBase, token: slack.token.reveal(), fetch }),
      }),
    );
  if (!sheets) return { destinations, book: null };
  const { apiRoot, tokenUrl, serviceEmail, documentId, deletedRows } = sheets;
  const privateKey = sheets.privateKey.reveal();
  const google = createGoogleClient({ apiRoot, tokenUrl, serviceEmail, privateKey, fetch, clock });
  const businessZone = zone(config.businessTimeZone);
  const formatLocal = (instant: Instant) => localDateTime(instant, businessZone);
  const pace = sheetPaceMs === undefined ? {} : { minIntervalMs: sheetPaceMs };
  const shared = { client: google, documentId, formatLocal, turns: createTurns(), ...pace };
  destinations.push(createSheetsDestination({ ...shared, deletedRows }));
  return { destinations, book: createSheetBook(shared) };
}

/** Calls go to addresses that others name: only to public ones, by a fetch of its own. */
function createBusinessWebhook({ access, allowPrivateUrls }: Config, clock: Clock): Destination | null {
  if (!access.webhook) return null;
  const limits = { deadlineMs: webhookDeadlineMs, maxBytes: webhookAnswerBytes };
  const fetch = createBoundedFetch({ ...limits, ...(allowPrivateUrls ? {} : { lookup: lookUpPublic }) });
  const secrets = access.webhook.secrets.map((secret) => secret.reveal());
  const client = createWebhookClient({ secrets, allowPrivate: allowPrivateUrls, fetch, clock });
  return createWebhookDestination({ client, url: access.webhook.url });
}

function routesOf(config: Config): Policy['routes'] {
  const off = config.alerts.notificationsDisabled ? { off: true } : {};
  const telegram: Route[] = config.telegram.chatId
    ? [{ destination: 'telegram', address: config.telegram.chatId, ...off }]
    : [];
  const slack: Route[] = config.slack ? [{ destination: 'slack', address: config.slack.channelId, ...off }] : [];
  const rows: Route[] = config.sheets ? [{ destination: 'sheets', address: config.sheets.documentId }] : [];
  const both = [...telegram, ...slack];
  return { cards: both, vip: telegram, notices: both, alerts: both, rows, reports: eachReport(() => both) };
}

function settingValues({ alerts, telegram, access }: Config): SettingValues {
  return {
    vip: alerts.vipThresholds,
    digest: telegram.digestAfterWaiting,
    notifications: !alerts.notificationsDisabled,
    daily_hour: alerts.dailyStatsHour,
    creative_hours: alerts.creativeAlertHours,
    weekly_day: alerts.weeklyReportDay,
    weekly_hour: alerts.weeklyReportHour,
    campaign_hour: alerts.campaignReportHour,
    geo_interval: alerts.geoAlertIntervalHours,
    cleanup_hour: alerts.cleanupHour,
    refund_alone: alerts.refundAloneUpTo,
    access_grace: access.graceDays,
    access_removal: access.putsOut,
    daily_target: alerts.dailyRevenueTargets,
    monthly_target: alerts.monthlyRevenueTargets,
    ...ownDefaults,
  };
}

function policyOf(config: Config): Policy {
  const businessZone = zone(config.businessTimeZone);
  const values = settingValues(config);
  return {
    values,
    ...derived(values),
    baseCurrency: currency(config.baseCurrency),
    purchaseWindowMs: config.alerts.purchaseWindowHours * hourMs,
    routes: routesOf(config),
    zone: businessZone,
    historyFrom: config.historyFrom && startOfDay(config.historyFrom, businessZone),
    autoSync: !config.sync.isDisabled,
    sweepEveryMs: config.sync.intervalMinutes * minuteMs,
    defaultLocale: config.defaultLocale,
    ownerIds: config.telegram.ownerIds,
    keepBackups: { days: config.backups.keepDays, weeks: config.backups.keepWeeks },
    backupHour: config.backups.hour,
    spendRange: config.sheets?.adSpendRange ?? null,
  };
}

type PaidBy = Readonly<{ provider: WebhookProvider; source: PaymentSource; checkout?: Checkout }>;

async function createStripe(config: Config, clock: Clock, fetch: typeof globalThis.fetch): Promise<PaidBy | null> {
  const { stripe } = config;
  if (!stripe) return null;
  const { examineStripe } = await import('./providers/stripe/examine.ts');
  const { createStripeCheckout } = await import('./providers/stripe/checkout.ts');
  const { createStripeProvider } = await import('./providers/stripe/provider.ts');
  const { createStripeSource } = await import('./providers/stripe/source.ts');
  const client = createStripeClient({ secretKey: stripe.secretKey.reveal(), apiBase: stripe.apiBase, fetch, clock });
  const secrets = stripe.webhookSecrets.map((secret) => secret.reveal());
  return {
    provider: createStripeProvider({ secrets, livemode: stripe.livemode }),
    source: {
      ...createStripeSource({ client, now: () => instantOf(clock.nowMs()) }),
      examine: (expected, signal) => examineStripe(client, { ...expected, livemode: stripe.livemode }, signal),
    },
    checkout: createStripeCheckout({ client, now: () => instantOf(clock.nowMs()) }),
  };
}

async function createYookassa(
  { yookassa }: Config,
  clock: Clock,
  fetch: typeof globalThis.fetch,
): Promise<PaidBy | null> {
  if (!yookassa) return null;
  const { createYookassaClient } = await import('./clients/yookassa.ts');
  const { createYookassaCheckout } = await import('./providers/yookassa/checkout.ts');
  const { examineYookassa } = await import('./providers/yookassa/examine.ts');
  const { createYookassaProvider } = await import('./providers/yookassa/provider.ts');
  const { createYookassaSource } = await import('./providers/yookassa/source.ts');
  const { shopId, apiBase, receipts } = yookassa;
  const client = createYookassaClient({ shopId, secretKey: yookassa.secretKey.reveal(), apiBase, fetch, clock });
  const shared = { client, receipts, now: () => instantOf(clock.nowMs()) };
  return {
    provider: createYookassaProvider({ isYookassas: createNetworkList(yookassa.allowedNetworks) }),
    source: {
      ...createYookassaSource(shared),
      examine: (expected, signal) => examineYookassa(client, { ...expected, receipts: receipts !== null }, signal),
    },
    checkout: createYookassaCheckout(shared),
  };
}

/** Telegram's own money: whoever has a bot can be paid in it. */
async function createStars(client: TelegramClient, clock: Clock): Promise<PaidBy> {
  const { createStarCalls } = await import('./providers/stars/calls.ts');
  const { createStarsCheckout } = await import('./providers/stars/checkout.ts');
  const { createStarsProvider } = await import('./providers/stars/provider.ts');
  const { createStarsSource } = await import('./providers/stars/source.ts');
  const shared = { calls: createStarCalls(client), now: () => instantOf(clock.nowMs()) };
  return {
    provider: createStarsProvider(),
    source: createStarsSource(shared),
    checkout: createStarsCheckout(shared),
  };
}

/** Every provider that is configured, by name. */
async function createProviders(
  config: Config,
  clock: Clock,
  fetch: typeof globalThis.fetch,
  telegram: TelegramClient,
): Promise<Pick<FlowDeps, 'providers' | 'sources' | 'checkouts'>> {
  const made = await Promise.all([
    createStripe(config, clock, fetch),
    createYookassa(config, clock, fetch),
    createStars(telegram, clock),
  ]);
  const all = made.filter((one) => one !== null);
  return {
    providers: new Map(all.map(({ provider }) => [provider.name, provider])),
    sources: new Map(all.map(({ source }) => [source.name, source])),
    checkouts: new Map(all.flatMap(({ checkout }) => (checkout ? [[checkout.name, checkout]] : []))),
  };
}

function openConfiguredStore({ database }: Config): Store {
  return openStore(database.kind === 'postgres' ? database.url.reveal() : `file:${database.path}`);
}

export type Composed = Readonly<{
  metrics: Metrics;
  deps: FlowDeps;
  flows: Flows;
  limiter: Limiter;
  /** Pictures and files for whoever answers somebody. */
  files: FileMaker;
  close: () => Promise<void>;
}>;
export type ComposeOptions = Readonly<{
  clock: Clock;
  /** Level of the log; the configuration's where not given. */
  logLevel?: string;
  /** What looked wrong in the environment. */
  warnings?: readonly string[];
  extraDestinations?: readonly Destination[];
  /** drand's where not given. */
  beacons?: BeaconNetwork;
  /** Between two writes into a sheet; Google's quota decides where not given. */
  sheetPaceMs?: number | undefined;
  /** Ends sweeps and resyncs under way. */
  signal: AbortSignal;
  wake?: () => void;
  wakeReread?: () => void;
  canStore?: () => boolean;
}>;

/** A file of 45 MB at 10 Mbit/s; shorter than a try of the outbox. */
const uploadDeadlineMs = 40_000;

/** Everything but the faces: the store opened (not migrated), clients, providers and destinations, bound into flows. */
export async function compose(config: Config, options: ComposeOptions): Promise<Composed> {
  const { clock } = options;
  const { fetch, aheadMs } = watchServerDates(createBoundedFetch(), clock);
  const metrics = createMetrics();
  const limiter = createTelegramLimiter(config.telegram);
  const log = createLogger({ level: options.logLevel ?? config.logLevel, secrets: redactionList(config) });
  const files = createFileMaker({ log });
  const { apiRoot, token } = config.telegram;
  const fetchUpload = createBoundedFetch({ deadlineMs: uploadDeadlineMs });
  const telegram = createTelegramClient({ apiRoot, token: token.reveal(), fetch, fetchUpload, limiter });
  const ways = createDestinations(config, { telegram, files, clock, fetch, sheetPaceMs: options.sheetPaceMs });
  const destinations = [...ways.destinations, ...(options.extraDestinations ?? [])];
  const store = openConfiguredStore(config);
  const meters = createMeters(metrics);
  const livePolicy = new LivePolicy(policyOf(config));
  const deps: FlowDeps = {
    store,
    commits: new CommitQueue(store, meters.commit),
    clock,
    newId: createNewId(clock.nowMs) as NewId,
    random: () => randomInt(1_000_000) / 1_000_000,
    randomHandle,
    beacons: options.beacons ?? quicknet,
    log,
    meters,
    livePolicy,
    get policy() {
      return livePolicy.current;
    },
    ...(await createProviders(config, clock, fetch, telegram)),
    shop: {
      orderTtlMs: config.orderTtlMinutes * minuteMs,
      publicUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
      hooks: shopHooks,
    },
    access: {
      findPlaceProblem: createFindPlaceProblem(telegram),
      refuseUrl: (url) => refuseWebhookUrl(url, config.allowPrivateUrls),
      tellsBusiness: config.access.webhook !== null,
    },
    book: ways.book,
    destinations: new Map(destinations.map((destination) => [destination.name, destination])),
    stopLatch: new StopLatch(config.dataDir),
    sweepHealth: new SweepHealth(),
    dataDir: config.dataDir,
    setUp: setUpOf(config, options.warnings ?? []),
    clockAheadMs: aheadMs,
    quietBefore: createQuietBefore(store),
    gradedStops: new GradedStops(),
    canStore: options.canStore ?? (() => true),
    wake: options.wake ?? (() => undefined),
    wakeReread: options.wakeReread ?? (() => undefined),
  };
  registerStateMetrics(deps, metrics);
  const close = async () => {
    files.close();
    await store.close();
  };
  return { deps, metrics, flows: createFlows(deps, options.signal), limiter, files, close };
}
