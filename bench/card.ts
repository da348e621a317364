import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { systemClock } from '../src/lib/clock.ts';
import { OPS_GROUP_ID, startWorld, type World } from '../src/sandbox/world.ts';
import { startChild, temporaryFolder } from './processes.ts';
import { type Figure, quantile } from './report.ts';

const sentSql = `select d.due_at as dueAt, a.started_at as startedAt, a.duration_ms as durationMs
  from deliveries d join attempts a on a.delivery_id = d.id and a.n = 1
  where d.destination = 'telegram' and d.kind = 'purchase' and d.state = 'delivered'`;
type Sent = Readonly<{ dueAt: string; startedAt: string; durationMs: number }>;

/** From the instant a card was due until Telegram had answered. */
function delaysMs(dir: string): number[] {
  const db = new Database(path.join(dir, 'payops.db'), { readonly: true });
  const rows = db.prepare(sentSql).all() as Sent[];
  db.close();
  return rows.map((row) => Date.parse(row.startedAt) + row.durationMs - Date.parse(row.dueAt));
}

async function payments(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    world.stripe.pay({ amount: 1_000 + n, currency: 'usd', withSession: true, metadata: { utm_source: 'bench' } });
    await wait(350);
  }
  await wait(4_000);
}

/**
 * Payments one after another on an idle system, each told by three webhooks (payment_intent.succeeded,
 * charge.succeeded, checkout.session.completed), to Telegram's stand-in: how late a card is, and whether it is one.
 */
export async function benchCard(scale: number): Promise<readonly Figure[]> {
  const count = Math.max(20, Math.ceil(150 * scale));
  const { dir, remove } = temporaryFolder();
  const world = await startWorld({ clock: systemClock });
  const env = { ...world.env, TELEGRAM_GROUP_MESSAGES_PER_MINUTE: '1000', AUTO_SYNC_DISABLED: 'true' };
  const child = await startChild('./payops-process.ts', { ...env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'fatal' });
  try {
    const { url } = await child.ask<{ url: string }>({});
    world.stripe.webhooks.target(`${url}/webhooks/stripe`);
    await payments(world, count);
    const cards = world.telegram.messages(OPS_GROUP_ID).filter(({ text }) => text.includes('purchase_'));
    const once = cards.filter(({ editedAt }) => editedAt === undefined).length;
    const delays = delaysMs(dir);
    return [
      { name: 'card: due to sent, p99', value: quantile(delays, 0.99), unit: 'ms', wanted: { atMost: 150 } },
      { name: 'card: due to sent, median', value: quantile(delays, 0.5), unit: 'ms' },
      {
        name: 'card: payments of three events told by one send and no edit',
        value: (100 * once) / count,
        unit: '%',
        wanted: { atLeast: 99 },
      },
      { name: 'card: sends per payment', value: cards.length / count, unit: '' },
    ];
  } finally {
    await child.stop();
    await world.close();
    remove();
  }
}
