import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/lib/clock.ts';
import { OPS_GROUP_ID, SLACK_CHANNEL, startWorld, type World } from '../../src/sandbox/world.ts';
import { type Env, freePort, type LaunchOptions, type ServerProcess, startServer, until } from './server-process.ts';

/** The outside world here, payops in a process of its own, its data folder on disk. */
export type Scene = Readonly<{
  world: World;
  dataDir: string;
  env: Env;
  /** Another life on the same data and the same port; Stripe goes on calling it. */
  start: (options?: Partial<LaunchOptions>) => Promise<ServerProcess>;
  /** One look into the database file, from outside. */
  rows: <T>(sql: string, ...parameters: readonly unknown[]) => readonly T[];
  count: (sql: string, ...parameters: readonly unknown[]) => number;
  /** payops' own API, with a token that may operate; POST where there is a body. */
  ask: (path: string, body?: object) => Promise<Readonly<Record<string, unknown>>>;
  /** Those that are alive. */
  lives: () => readonly ServerProcess[];
  close: () => Promise<void>;
}>;

export type SceneOptions = Readonly<{
  env?: Env;
  without?: readonly ('SLACK' | 'GOOGLE')[];
  dataDir?: string;
  /** YooKassa is the second provider, and its notifications come here. */
  yookassa?: boolean;
  /** The owner's own system is told of what is sold. */
  business?: boolean;
}>;

const apiToken = 'pot_for-the-faults-suite-alone-0123456789';

/** Stripe's patience, shortened: it goes on until it is answered. */
const retries = [100, 150, 200, 300, 400, ...Array.from({ length: 60 }, () => 500)];

export async function openScene({ env = {}, without = [], ...given }: SceneOptions = {}): Promise<Scene> {
  const world = await startWorld({ clock: systemClock });
  const own = given.dataDir ? null : mkdtempSync(path.join(tmpdir(), 'payops-faults-'));
  const dataDir = given.dataDir ?? (own as string);
  const port = String(await freePort());
  const around = {
    ...world.env,
    ...(given.yookassa ? world.yookassaEnv : {}),
    ...(given.business ? world.businessEnv : {}),
  };
  const outside = Object.entries(around).filter(([name]) => !without.some((prefix) => name.startsWith(prefix)));
  const all: Env = {
    ...Object.fromEntries(outside),
    DATA_DIR: dataDir,
    PORT: port,
    // What the webhook lost, no sweep may bring back: these tests are about the webhook and the outbox.
    AUTO_SYNC_DISABLED: 'true',
    DEFAULT_LOCALE: 'en',
    API_TOKENS: `faults|read:ops+write:ops+read:reports|${apiToken}`,
    TELEGRAM_GROUP_MESSAGES_PER_MINUTE: '1000',
    DIGEST_AFTER_WAITING: '10000',
    VIP_PURCHASE_THRESHOLD: '1000000',
    ...env,
  };
  world.stripe.webhooks.target(`http://127.0.0.1:${port}/webhooks/stripe`, { retryDelaysMs: retries });
  if (given.yookassa)
    world.yookassa.notifications.target(`http://127.0.0.1:${port}/v1/payments/webhook`, { retryDelaysMs: retries });
  const lives: ServerProcess[] = [];
  const rows = <T>(sql: string, ...parameters: readonly unknown[]): readonly T[] => {
    const db = new Database(path.join(dataDir, 'payops.db'), { readonly: true, timeout: 2_000 });
    try {
      return db.prepare(sql).all(...parameters) as T[];
    } finally {
      db.close();
    }
  };
  return {
    world,
    dataDir,
    env: all,
    start: async (options = {}) => {
      const life = await startServer({ ...options, env: { ...all, ...options.env } });
      lives.push(life);
      return life;
    },
    rows,
    count: (sql, ...parameters) => Number(Object.values(rows<object>(sql, ...parameters)[0] ?? {})[0] ?? 0),
    ask: async (path, body) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
      return answer;
    },
    lives: () => lives.filter((life) => life.isAlive()),
    close: async () => {
      world.stripe.webhooks.stop();
      world.yookassa.notifications.stop();
      await Promise.all(lives.filter((life) => life.isAlive()).map((life) => life.kill()));
      await world.close();
      if (own) rmSync(own, { recursive: true, force: true });
    },
  };
}

export type Sale = Readonly<{
  paymentIntent: string;
  purchase: string;
  amountMinor: number;
  events: readonly string[];
}>;

/** One payment of a new customer, told to payops by webhook. */
export function sell({ world }: Scene, amountMinor: number): Sale {
  const paid = world.stripe.pay({ amount: amountMinor, currency: 'usd', country: 'US' });
  return { paymentIntent: paid.paymentIntent, purchase: `purchase_${paid.customer}`, amountMinor, events: paid.events };
}

/** Events that Stripe was told are stored. */
export function acknowledged({ world }: Scene): ReadonlySet<string> {
  const done = world.stripe.webhooks.deliveries.filter(({ status }) => status >= 200 && status < 300);
  return new Set(done.map(({ eventId }) => eventId));
}

/** All that Stripe has to say is said, and nothing is owed any more. */
export async function drained(scene: Scene, destinations = ['telegram', 'slack', 'sheets']) {
  await scene.world.stripe.webhooks.settled();
  const names = destinations.map((name) => `'${name}'`).join();
  const open = `select count(*) from deliveries
    where state in ('waiting', 'leased', 'sending') and destination in (${names})`;
  return until('every delivery to have ended', () => scene.count(open) === 0, 30);
}

export function telegramTexts({ world }: Scene): readonly string[] {
  return world.telegram.messages(OPS_GROUP_ID).map(({ text }) => text);
}

export function slackTexts({ world }: Scene): readonly string[] {
  return world.slack.messages(SLACK_CHANNEL.id).map(({ text, blocks }) => `${text}\n${JSON.stringify(blocks)}`);
}

/** The rows of the sheet; none where it has not been made yet. */
export function sheetRows({ world }: Scene): readonly Readonly<Record<string, unknown>>[] {
  return world.google.tabs().includes('Purchases') ? world.google.records('Purchases') : [];
}
