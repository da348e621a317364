import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { openScene, type Scene, sell, sheetRows, telegramTexts } from '../support/scene.ts';
import { freePort, type ServerProcess, until } from '../support/server-process.ts';

let postgres: PostgresServer;
let url: string;
let db: pg.Client;
let scene: Scene;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  url = await postgres.createDatabase();
  db = new pg.Client(url);
  db.on('error', () => undefined);
  await db.connect();
  scene = await openScene({ without: ['SLACK'] });
});
afterEach(async () => {
  await scene.close();
  await db.end();
});

async function replica(role: 'web' | 'worker', name: string): Promise<ServerProcess> {
  const env = { DATABASE_URL: url, ROLE: role, DATA_DIR: path.join(scene.dataDir, name) };
  return scene.start({ env: role === 'web' ? env : { ...env, PORT: String(await freePort()) } });
}

async function all<T>(sql: string): Promise<readonly T[]> {
  return (await db.query(sql)).rows as T[];
}

/** The lease’s time is over, without waiting for it. */
async function endLeases(): Promise<void> {
  await db.query("update deliveries set lease_until = '2000-01-01T00:00:00.000Z' where lease_until is not null");
}

async function settled(): Promise<unknown> {
  const open = "select id from deliveries where state in ('waiting', 'leased', 'sending')";
  return until('every delivery to have ended', async () => (await all(open)).length === 0, 50);
}

const attempts =
  "select outcome, code from attempts join deliveries on id = delivery_id where kind = 'purchase' order by n";

test('the work of a killed worker is taken over by another; a row is never doubled', async () => {
  await replica('web', 'web');
  const first = await replica('worker', 'first');
  const release = scene.world.telegram.faults.hold('sendMessage', 'after');
  scene.world.google.faults.hold('values.append', 'after');
  const sale = sell(scene, 1_000);
  await until('the card to be under way', () => telegramTexts(scene).length === 1);
  await first.kill();
  release();
  scene.world.google.faults.clear();
  await replica('worker', 'second');
  await endLeases();
  await settled();
  expect(await all(attempts)).toEqual([
    { outcome: 'ambiguous', code: 'worker_died' },
    { outcome: 'delivered', code: null },
  ]);
  expect(telegramTexts(scene)).toHaveLength(2);
  expect(sheetRows(scene).map((row) => row['Purchase ID'])).toEqual([sale.purchase]);
});

test('a worker that comes back too late changes nothing of what its successor settled', async () => {
  await replica('web', 'web');
  const slow = await replica('worker', 'slow');
  const release = scene.world.telegram.faults.hold('sendMessage', 'before');
  sell(scene, 1_000);
  await until('the card to be under way', () => scene.world.telegram.faults.count('sendMessage') === 1);
  await endLeases();
  await replica('worker', 'successor');
  await until('the take-over', () => scene.world.telegram.faults.count('sendMessage') === 2);
  const sending = "select lease_token from deliveries where state = 'sending' and kind = 'purchase'";
  const [held] = await all(sending);
  expect(held).toBeDefined();
  release();
  await settled();
  // Both calls were answered; only the successor's answer counts, and the other was in doubt.
  expect((await all(attempts)).slice(0, 2)).toEqual([
    { outcome: 'ambiguous', code: 'worker_died' },
    { outcome: 'delivered', code: null },
  ]);
  expect(telegramTexts(scene)).toHaveLength(2);
  expect(await all("select remote_id from sent_messages where destination = 'telegram'")).toHaveLength(1);
  expect(slow.isAlive()).toBe(true);
});

test('connections cut by the server again and again: every payment is recorded, none put aside', async () => {
  const web = await replica('web', 'web');
  const sales = [];
  const cut =
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()';
  for (let n = 0; n < 40; n++) {
    sales.push(sell(scene, 1_000 + n));
    await new Promise((resolve) => setTimeout(resolve, 10 + (n % 7)));
    await db.query(cut);
  }
  await scene.world.stripe.webhooks.settled();
  const stored = await all<{ external_id: string }>('select external_id from payments order by external_id');
  expect(stored.map((row) => row.external_id)).toEqual(sales.map(({ paymentIntent }) => paymentIntent).toSorted());
  expect(await all("select state from inbox where state <> 'recorded'")).toEqual([]);
  expect(web.isAlive()).toBe(true);
});
