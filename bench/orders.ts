import { setTimeout as wait } from 'node:timers/promises';
import { compose, readConfig } from '../src/compose.ts';
import type { Plan } from '../src/domain/shop/plan.ts';
import { systemClock } from '../src/lib/clock.ts';
import { startWorld, type World } from '../src/sandbox/world.ts';
import { type Child, startChild, temporaryFolder } from './processes.ts';
import { type Figure, quantile } from './report.ts';

const firstBuyer = 100_000;
const connections = 64;

const plan: Plan = {
  code: 'bench',
  title: { ru: 'План', en: 'Plan' },
  description: { ru: 'План', en: 'A plan' },
  kind: 'physical',
  prices: [{ currency: 'USD' as Plan['prices'][number]['currency'], amountMinor: 1_000, methods: ['stripe'] }],
  periodDays: null,
  stock: null,
  tickets: 1,
  trial: false,
  fulfilment: { type: 'text', text: { ru: 'Вот', en: 'Here' } },
  active: true,
};

type Counter = Readonly<{ begin: (buyer: number) => Promise<string>; close: () => Promise<void> }>;

/** Orders are begun in a process beside the server, on the same database: the bot's own way is not measured here. */
async function openCounter(env: Readonly<Record<string, string>>, world: World): Promise<Counter> {
  const { config } = readConfig(env);
  const { flows, close } = await compose(config, { clock: systemClock, signal: new AbortController().signal });
  await flows.savePlan({ kind: 'cli' }, plan);
  const begin = async (buyer: number): Promise<string> => {
    world.telegram.addPrivateChat({ id: buyer, firstName: 'Buyer', languageCode: 'en' });
    const actor = { kind: 'stranger', telegramId: String(buyer) } as const;
    const placed = await flows.placeOrder(actor, { planCode: plan.code, locale: 'en' });
    const page = placed.ok ? await flows.startPayment(actor, placed.order.id, 'stripe') : placed;
    if (!page.ok) throw new Error(`no page: ${page.reason}`);
    return page.url.split('/').at(-1) ?? '';
  };
  return { begin, close };
}

function isTold(world: World, buyer: number): boolean {
  return world.telegram.messages(buyer).some(({ text }) => text.includes('Paid'));
}

/** From the payment at Stripe, whose webhooks leave at once, until Telegram holds the edited message. */
async function delays(world: World, counter: Counter, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const buyer = firstBuyer + n;
    const session = await counter.begin(buyer);
    // The buyer reads his message first; and nothing else is under way.
    await wait(1_300);
    const startedMs = performance.now();
    world.stripe.completeSession(session);
    while (!isTold(world, buyer)) await wait(1);
    taken.push(performance.now() - startedMs);
  }
  return taken;
}

async function inParallel(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return count / ((performance.now() - startedMs) / 1_000);
}

/** Each order placed, begun at Stripe, paid and stored as paid: what 64 buyers at a time come to. */
async function throughput(world: World, counter: Counter, child: Child, count: number): Promise<readonly number[]> {
  const from = firstBuyer + 10_000;
  const sessions: string[] = [];
  const begunPerSecond = await inParallel(count, async (n) => sessions.push(await counter.begin(from + n)));
  const before = world.stripe.webhooks.deliveries.length;
  const startedMs = performance.now();
  for (const session of sessions) world.stripe.completeSession(session);
  await world.stripe.webhooks.settled();
  const paidPerSecond = count / ((performance.now() - startedMs) / 1_000);
  const refused = world.stripe.webhooks.deliveries.slice(before).filter(({ status }) => status !== 200).length;
  if (refused > 0) throw new Error(`${refused} webhooks were refused`);
  await child.ask({});
  return [begunPerSecond, paidPerSecond];
}

/** The shop over the real process and the stand-ins, which share this machine and, but for payops, this process. */
export async function benchOrders(scale: number): Promise<readonly Figure[]> {
  const { dir, remove } = temporaryFolder();
  const world = await startWorld({ clock: systemClock });
  const without = Object.entries(world.env).filter(([name]) => !/^(SLACK|GOOGLE)/.test(name));
  const own = { DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'fatal', DEFAULT_LOCALE: 'en', AUTO_SYNC_DISABLED: 'true' };
  const env = { ...Object.fromEntries(without), ...own };
  const child = await startChild('./payops-process.ts', env);
  const counter = await openCounter(env, world);
  try {
    const { url } = await child.ask<{ url: string }>({});
    world.stripe.webhooks.target(`${url}/webhooks/stripe`, { concurrency: connections });
    const taken = await delays(world, counter, Math.max(20, Math.ceil(100 * scale)));
    const [begun = 0, paid = 0] = await throughput(world, counter, child, Math.ceil(600 * scale));
    return [
      {
        name: 'orders: webhook to paid message, p99',
        value: quantile(taken, 0.99),
        unit: 'ms',
        wanted: { atMost: 200 },
      },
      { name: 'orders: webhook to paid message, median', value: quantile(taken, 0.5), unit: 'ms' },
      { name: 'orders: placed and begun at Stripe, 64 at a time', value: begun, unit: '/s' },
      { name: 'orders: paid by three webhooks each, 64 connections', value: paid, unit: '/s' },
      { name: 'orders: through the full path', value: 1 / (1 / begun + 1 / paid), unit: '/s' },
    ];
  } finally {
    await counter.close();
    await child.stop();
    await world.close();
    remove();
  }
}
