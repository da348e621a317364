import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import type { Destination } from '../../src/domain/ports.ts';
import { createFlows } from '../../src/flows/index.ts';
import type { Flows } from '../../src/flows/types.ts';
import { type AdjustableClock, createAdjustableClock } from '../../src/lib/clock.ts';
import { type Running, start } from '../../src/main.ts';
import { signPayload } from '../../src/sandbox/stripe/webhooks.ts';
import { OWNER, SECRETS, SLACK_CHANNEL, startWorld, type World } from '../../src/sandbox/world.ts';
import type { Reader } from '../../src/store/database.ts';
import { eventually } from './eventually.ts';

export const owner: Actor = { kind: 'operator', telegramId: String(OWNER.id), role: 'owner', name: 'Olga' };

type Env = Readonly<Record<string, string>>;
export type AppOptions = Readonly<{
  env?: Env;
  /** Only these variables of the world reach the app; all where not given. */
  without?: readonly string[];
  extraDestinations?: readonly Destination[];
  /** YooKassa is the second provider, and its notifications go to the app. */
  yookassa?: boolean;
  /** The owner's own system is told. */
  business?: boolean;
  /** Stripe's webhooks go to the app (they do by default). */
  webhooks?: boolean;
  databaseUrl?: string;
  /** Between two writes into the sheet, where what happens meanwhile is looked at. */
  sheetPaceMs?: number;
}>;

export type App = Readonly<{
  world: World;
  clock: AdjustableClock;
  dataDir: string;
  /** The running process's own; another after `restart`. */
  running: () => Running;
  flows: () => Flows;
  db: () => Reader;
  url: () => string;
  /** Signs any text or event as Stripe would and posts it. */
  post: (event: unknown, options?: PostOptions) => Promise<Response>;
  /** The event's JSON as the stand-in's API renders it. */
  eventJson: (id: string) => Promise<Record<string, unknown>>;
  chat: () => ReturnType<World['telegram']['messages']>;
  cards: () => ReturnType<World['telegram']['messages']>;
  slack: () => ReturnType<World['slack']['messages']>;
  sheet: () => Readonly<Record<string, unknown>>[];
  deliveries: (
    where?: Partial<Record<'destination' | 'address' | 'kind' | 'state' | 'last_code', string>>,
  ) => Promise<Record<string, unknown>[]>;
  /** Stripe has sent everything and nothing waits to be told. */
  settled: () => Promise<void>;
  sweep: () => ReturnType<Flows['sweep']>;
  stop: () => Promise<void>;
  restart: (env?: Env) => Promise<void>;
}>;
type PostOptions = Readonly<{ secrets?: readonly string[]; atSeconds?: number }>;

const defaults: Env = {
  PORT: '0',
  DEFAULT_LOCALE: 'en',
  LOG_LEVEL: 'silent',
  AUTO_SYNC_DISABLED: 'true',
  TELEGRAM_GROUP_MESSAGES_PER_MINUTE: '600',
};

/** The nightly cleaning is half a day away: tests ask for it. */
const farHour = (nowMs: number) => String((new Date(nowMs + 3_600_000).getUTCHours() + 12) % 24);

function environment(
  world: World,
  dataDir: string,
  { env = {}, without = [], databaseUrl, yookassa, business }: AppOptions,
): Env {
  const outside = { ...world.env, ...(yookassa ? world.yookassaEnv : {}), ...(business ? world.businessEnv : {}) };
  const own = Object.fromEntries(Object.entries(outside).filter(([name]) => !without.includes(name)));
  const cleanup = { CLEANUP_HOUR: farHour(Date.now()) };
  return {
    ...own,
    ...defaults,
    ...cleanup,
    DATA_DIR: dataDir,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...env,
  };
}

async function nothingWaits(app: Pick<App, 'db' | 'world'>): Promise<void> {
  await app.world.stripe.webhooks.settled();
  await app.world.yookassa.notifications.settled();
  await eventually(async () => {
    const active = await app
      .db()
      .selectFrom('deliveries')
      .select(['destination', 'kind', 'subject_id', 'state', 'last_code'])
      .where('state', 'in', ['waiting', 'leased', 'sending'])
      .execute();
    expect(active).toEqual([]);
  });
}

/** The whole product on a temporary folder, against stand-ins of its own; all of it ends with the test. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const clock = createAdjustableClock();
  const world = await startWorld({ clock });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'payops-app-'));
  const state: { running: Running | null; flows: Flows | null } = { running: null, flows: null };
  const abort = new AbortController();

  const up = async (env: Env = {}) => {
    const { extraDestinations = [], sheetPaceMs = 100 } = options;
    const all = { ...environment(world, dataDir, options), ...env };
    state.running = await start({
      env: all,
      clock,
      extraDestinations,
      beacons: world.drand,
      sheetPaceMs,
    });
    state.flows = createFlows(state.running.deps, abort.signal);
    if (options.webhooks !== false)
      world.stripe.webhooks.target(`${state.running.url}/webhooks/stripe`, { concurrency: 8 });
    if (options.yookassa && options.webhooks !== false)
      world.yookassa.notifications.target(`${state.running.url}/v1/payments/webhook`);
  };
  const stop = async () => {
    await state.running?.stop();
    state.running = null;
  };
  const running = () => {
    if (!state.running) throw new Error('the app is not running');
    return state.running;
  };

  const app: App = {
    world,
    clock,
    dataDir,
    running,
    flows: () => state.flows as Flows,
    db: () => running().deps.store.reader,
    url: () => running().url,
    post: (event, { secrets = [SECRETS.stripeWebhook], atSeconds = Math.floor(clock.nowMs() / 1_000) } = {}) => {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      const headers = { 'stripe-signature': signPayload(body, secrets, atSeconds), 'content-type': 'application/json' };
      return fetch(`${running().url}/webhooks/stripe`, { method: 'POST', headers, body });
    },
    eventJson: async (id) => {
      const headers = { authorization: `Bearer ${SECRETS.stripeKey}` };
      return (await (await fetch(`${world.stripe.url}/v1/events/${id}`, { headers })).json()) as never;
    },
    chat: () => world.telegram.messages(Number(world.env['TELEGRAM_CHAT_ID'])),
    cards: () => app.chat().filter((message) => message.text.includes('purchase_') && !message.text.includes('VIP')),
    slack: () => world.slack.messages(SLACK_CHANNEL.id),
    sheet: () => {
      const tab = world.google.tabs().at(-1);
      return tab === undefined || tab === 'Sheet1' ? [] : world.google.records(tab);
    },
    deliveries: async (where = {}) => {
      let query = app.db().selectFrom('deliveries').selectAll().orderBy('id');
      for (const [column, value] of Object.entries(where)) query = query.where(column as 'kind', '=', value);
      return query.execute();
    },
    settled: () => nothingWaits(app),
    sweep: () => app.flows().sweep({ kind: 'job', name: 'test' }),
    stop,
    restart: async (env) => {
      await stop();
      await up(env);
    },
  };
  onTestFinished(async ({ task }) => {
    abort.abort();
    world.telegram.faults.clear();
    world.stripe.faults.clear();
    world.google.faults.clear();
    world.slack.faults.clear();
    world.stripe.webhooks.stop();
    world.yookassa.faults.clear();
    world.receiver.faults.clear();
    world.yookassa.notifications.stop();
    await stop();
    await world.close();
    if (task.result?.state === 'fail') process.stderr.write(`kept for a look: ${dataDir}\n`);
    else rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  await up();
  return app;
}
