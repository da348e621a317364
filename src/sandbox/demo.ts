import { createServer } from 'node:net';
import { currency } from '../domain/money.ts';
import { type AdjustableClock, type Clock, createAdjustableClock, systemClock } from '../lib/clock.ts';
import { type Running, start } from '../main.ts';
import { createBreakage } from './breakage.ts';
import { demoPlans } from './demo-plans.ts';
import { demoRates } from './demo-rates.ts';
import { type DemoFolder, openDemoFolder } from './demo-state.ts';
import { seedHistory } from './history.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { OPERATOR, startWorld, type World } from './world.ts';
import { seedRubles } from './yookassa/history.ts';

const SEED = 20_261_120;
/** Far enough down to be no newest row, and so near the top that it is soon there. */
const DOUBLED_ROW = 12;
const SAVE_EVERY_MS = 15_000;
/** What a person may set for the demo besides PORT and DATA_DIR; nothing else of the environment reaches payops. */
const PASSED_ON = ['LOG_LEVEL', 'DEFAULT_LOCALE', 'BUSINESS_TIME_ZONE', 'VIP_PURCHASE_THRESHOLD', 'BASE_CURRENCY'];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}

function pagePort(): number {
  const port = Number(process.env['PORT'] || 3000);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`PORT must be a port number, not "${process.env['PORT']}".`);
}

async function openPage(
  world: World,
  clock: AdjustableClock,
  payopsUrl: () => string | undefined,
): Promise<PageServer> {
  const port = pagePort();
  try {
    return await startPageServer({ world, clock, breakage: createBreakage(world), port, payopsUrl });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is taken: choose another, for example PORT=${port + 1} npm run demo`);
  }
}

/** So that reports tell all currencies in one sum. What a person set in the demo stays. */
async function saveRates({ flows }: Running, clock: Clock): Promise<void> {
  const known = await flows.listRates({ kind: 'cli' });
  if (!known.ok || known.rates.length > 0) return;
  await flows.saveRates({ kind: 'cli' }, demoRates(known.base, clock.nowMs()), 'file');
}

/** So that there is something to buy. What a person changed in the demo stays. */
async function savePlans({ flows }: Running): Promise<void> {
  const known = await flows.listPlans({ kind: 'cli' });
  if (!known.ok || known.plans.length > 0) return;
  for (const { prices, ...plan } of demoPlans) {
    const priced = prices.map((price) => ({ ...price, currency: currency(price.currency) }));
    await flows.savePlan({ kind: 'cli' }, { ...plan, prices: priced });
  }
}

async function startPayops(world: World, clock: Clock, dataDir: string): Promise<Running> {
  const passedOn = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  const payops = await start({
    clock,
    beacons: world.drand,
    env: {
      LOG_LEVEL: 'warn',
      DEFAULT_LOCALE: 'en',
      SYNC_INTERVAL_MINUTES: '1',
      ...Object.fromEntries(Object.entries(passedOn).filter(([, value]) => value)),
      ...world.env,
      ...world.yookassaEnv,
      ...world.businessEnv,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATA_DIR: dataDir,
    },
  });
  await payops.flows.grantRole(
    { kind: 'cli' },
    { telegramId: String(OPERATOR.id), role: 'operator', name: OPERATOR.firstName },
  );
  await saveRates(payops, clock);
  await savePlans(payops);
  world.stripe.webhooks.target(`${payops.url.replace(/\/$/, '')}/webhooks/stripe`, { concurrency: 16 });
  world.yookassa.notifications.target(`${payops.url.replace(/\/$/, '')}/v1/payments/webhook`);
  return payops;
}

function fillWorld(world: World, clock: Clock, saved: ReturnType<DemoFolder['load']>): void {
  if (saved) world.restore(saved.world);
  else {
    seedHistory(world.stripe, { nowMs: clock.nowMs(), seed: SEED });
    seedRubles(world.yookassa, { nowMs: clock.nowMs(), seed: SEED });
    doubleARow(world);
  }
}

/** As soon as the sheet holds the history, a colleague copies one of its rows by accident, so that /dedup has something. */
function doubleARow({ google }: World): void {
  const stop = google.subscribe(() => {
    const tab = google.tabs().find((title) => google.grid(title).length > DOUBLED_ROW);
    if (tab === undefined) return;
    stop();
    google.copyRow(tab, DOUBLED_ROW);
  });
}

/** On the first signal everything stops in reverse and is saved; the second one ends at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function run(): Promise<void> {
  const folder = openDemoFolder(process.env['DATA_DIR'] || undefined);
  const saved = folder.load();
  const clock = createAdjustableClock(Math.max(systemClock.nowMs(), saved?.clockMs ?? 0));
  const world = await startWorld({ clock, seed: SEED, realLimits: true });
  let payops: Running | undefined;
  const page = await openPage(world, clock, () => payops?.url);
  fillWorld(world, clock, saved);
  payops = await startPayops(world, clock, folder.path);

  const save = () => folder.save({ version: 1, clockMs: clock.nowMs(), world: world.save() });
  const saving = setInterval(save, SAVE_EVERY_MS);
  stopOnSignal(async () => {
    clearInterval(saving);
    await page.close();
    world.stripe.webhooks.stop();
    world.yookassa.notifications.stop();
    await payops?.stop();
    save();
    await world.close();
    folder.leave();
  });
  console.log(`payops demo is ready: ${page.url}`);
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
