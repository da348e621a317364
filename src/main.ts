import { randomInt } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Transformer } from 'grammy';
import { createBot, type PayopsBot } from '../bot/start.ts';
import { createGoogleClient } from './clients/google.ts';
import { createSlackClient } from './clients/slack.ts';
import { createStripeClient } from './clients/stripe.ts';
import { createTelegramClient } from './clients/telegram.ts';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import { redactionList } from './config/redaction.ts';
import { createSheetsDestination } from './destinations/sheets/deliver.ts';
import { createSlackDestination } from './destinations/slack/deliver.ts';
import { createTelegramDestination } from './destinations/telegram/deliver.ts';
import type { Route } from './domain/deliveries.ts';
import type { NewId } from './domain/ids.ts';
import type { Currency } from './domain/money.ts';
import type { Destination, PaymentSource, WebhookProvider } from './domain/ports.ts';
import { hourMs, instantOf, minuteMs } from './domain/time.ts';
import { localDateTime, startOfDay, zone } from './domain/zone.ts';
import type { FlowDeps, Policy } from './flows/deps.ts';
import { createFlows } from './flows/index.ts';
import { createJobs } from './flows/jobs.ts';
import { StopLatch } from './flows/stop-latch.ts';
import { restoreStop } from './flows/stop-system.ts';
import { createHttp } from './http/server.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createBoundedFetch } from './lib/http.ts';
import { createLimiter, type Limiter } from './lib/limiter.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { createMetrics } from './lib/metrics.ts';
import { createNewId, randomHandle } from './lib/new-id.ts';
import { deleteSession, findSession, takeUpdateOnce, wasUpdateTaken, writeSession } from './store/bot-state.ts';
import { CommitQueue } from './store/commit-queue.ts';
import { openStore, type Store } from './store/database.ts';
import { reclaimDead } from './store/deliveries.ts';
import { migrateUp } from './store/migrate.ts';
import { OwnedByOther, takeOwnerLock } from './store/owner-lock.ts';
import { findTokenByHash } from './store/tokens.ts';

/** The configuration is wrong: `problems` says everything, by name. */
export class WrongConfiguration extends Error {
  override readonly name = 'WrongConfiguration';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`payops cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export type StartOptions = Readonly<{
  env: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  extraDestinations?: readonly Destination[];
}>;
export type Running = Readonly<{ url: string; stop: () => Promise<void>; deps: FlowDeps }>;

const version = '0.1.0';
const graceMs = 15_000;

function createTelegramLimiter({ telegram }: Config): Limiter {
  const group = {
    perWindow: telegram.groupMessagesPerMinute,
    windowMs: minuteMs,
    burst: telegram.groupMessagesPerMinute,
  };
  const person = { perWindow: 60, windowMs: minuteMs, burst: 5 };
  const isGroup = (chatId: string) => chatId.startsWith('-') || chatId.startsWith('@');
  return createLimiter({
    overall: { perWindow: 30, windowMs: 1_000, burst: 30 },
    rateOf: (chatId) => (isGroup(chatId) ? group : person),
  });
}

/** Answers go first through the same limiter as the tellings; polling and presses do not count. */
function answersThrough(limiter: Limiter): Transformer {
  return async (prev, method, payload, signal) => {
    const chatId = (payload as { chat_id?: number | string }).chat_id;
    if (chatId !== undefined && /^(send|edit)/.test(method) && method !== 'sendChatAction')
      await limiter.take(String(chatId), 0);
    return prev(method, payload, signal);
  };
}

function createDestinations(
  config: Config,
  limiter: Limiter,
  clock: Clock,
  fetch: typeof globalThis.fetch,
): Destination[] {
  const { telegram, slack, sheets } = config;
  const token = telegram.token.reveal();
  const destinations = [
    createTelegramDestination({ client: createTelegramClient({ apiRoot: telegram.apiRoot, token, fetch, limiter }) }),
  ];
  if (slack)
    destinations.push(
      createSlackDestination({
        client: createSlackClient({ apiBase: slack.apiBase, token: slack.token.reveal(), fetch }),
      }),
    );
  if (sheets) {
    const { apiRoot, tokenUrl, serviceEmail, documentId } = sheets;
    const client = createGoogleClient({
      apiRoot,
      tokenUrl,
      serviceEmail,
      privateKey: sheets.privateKey.reveal(),
      fetch,
      clock,
    });
    const businessZone = zone(config.businessTimeZone);
    destinations.push(
      createSheetsDestination({ client, documentId, formatLocal: (instant) => localDateTime(instant, businessZone) }),
    );
  }
  return destinations;
}

function routesOf(config: Config): Policy['routes'] {
  const off = config.alerts.notificationsDisabled ? { off: true } : {};
  const telegram: Route[] = config.telegram.chatId
    ? [{ destination: 'telegram', address: config.telegram.chatId, ...off }]
    : [];
  const slack: Route[] = config.slack ? [{ destination: 'slack', address: config.slack.channelId, ...off }] : [];
  const rows: Route[] = config.sheets ? [{ destination: 'sheets', address: config.sheets.documentId }] : [];
  return { cards: [...telegram, ...slack], vip: telegram, notices: [...telegram, ...slack], rows };
}

function policyOf(config: Config): Policy {
  const businessZone = zone(config.businessTimeZone);
  return {
    purchaseWindowMs: config.alerts.purchaseWindowHours * hourMs,
    vipThresholds: new Map<Currency, number>(
      config.alerts.vipThresholds.map((threshold) => [threshold.currency, threshold.amountMinor]),
    ),
    routes: routesOf(config),
    digestAfterWaiting: config.telegram.digestAfterWaiting,
    zone: businessZone,
    historyFrom: config.historyFrom && startOfDay(config.historyFrom, businessZone),
    sweepEveryMs: (config.stripe?.syncIntervalMinutes ?? 5) * minuteMs,
    defaultLocale: config.defaultLocale,
    ownerIds: config.telegram.ownerIds,
  };
}

async function createStripe(
  config: Config,
  clock: Clock,
  fetch: typeof globalThis.fetch,
): Promise<{ provider: WebhookProvider | null; source: PaymentSource | null }> {
  const { stripe } = config;
  if (!stripe) return { provider: null, source: null };
  const { createStripeProvider } = await import('./providers/stripe/provider.ts');
  const { createStripeSource } = await import('./providers/stripe/source.ts');
  const client = createStripeClient({ secretKey: stripe.secretKey.reveal(), apiBase: stripe.apiBase, fetch, clock });
  const secrets = stripe.webhookSecrets.map((secret) => secret.reveal());
  return {
    provider: createStripeProvider({ secrets, livemode: stripe.livemode }),
    source: createStripeSource({ client, now: () => instantOf(clock.nowMs()) }),
  };
}

function openConfiguredStore({ database }: Config): Store {
  return openStore(database.kind === 'postgres' ? database.url.reveal() : `file:${database.path}`);
}

function createConfiguredBot(
  config: Config,
  deps: FlowDeps,
  flows: ReturnType<typeof createFlows>,
  limiter: Limiter,
  log: Logger,
): PayopsBot {
  const { store, commits, clock } = deps;
  const now = () => instantOf(clock.nowMs());
  return createBot({
    flows,
    config,
    logger: log,
    clock,
    sessions: {
      read: (key) => findSession(store.reader, key),
      write: (key, value) => commits.submit((tx) => writeSession(tx, key, value, now())),
      delete: (key) => commits.submit((tx) => deleteSession(tx, key)),
    },
    takeUpdate: (id) => commits.submit((tx) => takeUpdateOnce(tx, id, now())),
    wasTaken: (id) => wasUpdateTaken(store.reader, id),
    apiMiddleware: [answersThrough(limiter)],
  });
}

/** Brings everything up in order and stops it in reverse. Throws WrongConfiguration or OwnedByOther before anything runs. */
export async function start({ env, clock = systemClock, extraDestinations = [] }: StartOptions): Promise<Running> {
  const loaded = loadConfig(env);
  if (!loaded.ok) throw new WrongConfiguration(loaded.problems);
  const { config } = loaded;
  const log = createLogger({ level: config.logLevel, secrets: redactionList(config) });
  for (const warning of loaded.warnings) log.warn({ event: 'config_warning', warning });
  const now = () => instantOf(clock.nowMs());
  const owner = config.database.kind === 'sqlite' ? takeOwnerLock(config.dataDir, now()) : null;
  const state = { ready: false, wake: () => {} };
  const abort = new AbortController();
  const store = openConfiguredStore(config);
  const fetch = createBoundedFetch();
  const limiter = createTelegramLimiter(config);
  const destinations = [...createDestinations(config, limiter, clock, fetch), ...extraDestinations];
  const deps: FlowDeps = {
    store,
    commits: new CommitQueue(store),
    clock,
    newId: createNewId(clock.nowMs) as NewId,
    random: () => randomInt(1_000_000) / 1_000_000,
    randomHandle,
    log,
    policy: policyOf(config),
    ...(await createStripe(config, clock, fetch)),
    destinations: new Map(destinations.map((destination) => [destination.name, destination])),
    stopLatch: new StopLatch(config.dataDir),
    wake: () => state.wake(),
  };
  const flows = createFlows(deps, abort.signal);
  const bot = createConfiguredBot(config, deps, flows, limiter, log);
  const http = createHttp({
    flows,
    config,
    logger: log,
    metrics: createMetrics(),
    clock,
    version,
    ready: () => state.ready,
    findToken: (hash) => findTokenByHash(store.reader, hash, now()),
    takeUpdate: bot.handleUpdate,
  });
  const port = await http.listen();
  await migrateUp(store);
  if (store.kind === 'sqlite') await reclaimDead(store, now());
  await restoreStop(deps);
  const works = config.role === 'all' || config.role === 'worker';
  const autoSync = config.stripe?.autoSyncDisabled === false;
  const jobs = works ? startJobs(createJobs(deps, flows, { autoSync }), log) : null;
  if (jobs) state.wake = jobs.wake;
  if (config.role === 'all' || config.role === 'bot') bot.start();
  state.ready = true;
  log.info({ event: 'ready', port, host: config.host, role: config.role });
  const stop = async () => {
    state.ready = false;
    await http.stop(graceMs);
    abort.abort();
    await Promise.all([bot.stop(), jobs?.stop()]);
    await store.close();
    owner?.release();
    log.info({ event: 'stopped' });
  };
  return { url: `http://${config.host}:${port}`, stop, deps };
}

/** What `npm start` does with a failure: one clear sentence, exit 1. */
function refuse(error: unknown): never {
  const isExpected = error instanceof WrongConfiguration || error instanceof OwnedByOther;
  process.stderr.write(
    `${isExpected ? error.message : `payops could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n`,
  );
  process.exit(1);
}

async function serve(): Promise<void> {
  const running = await start({ env: process.env }).catch(refuse);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    running.stop().then(() => process.exit(0), refuse);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await serve();
