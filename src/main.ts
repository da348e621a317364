import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { createBot, type PayopsBot } from '../bot/start.ts';
import { paceAnswers } from './clients/telegram-limiter.ts';
import { type Composed, compose, type Env, explainFailure, readConfig, replaceBrokenFile } from './compose.ts';
import type { Config } from './config/config.ts';
import type { BeaconNetwork } from './domain/contests/drand.ts';
import type { Destination } from './domain/ports.ts';
import { instantOf } from './domain/time.ts';
import { leaveCrashMark, takeCrashMark } from './flows/crash-mark.ts';
import type { FlowDeps } from './flows/deps.ts';
import { createJobs } from './flows/jobs.ts';
import { restoreStop } from './flows/stop-system.ts';
import { takeOver } from './flows/take-over.ts';
import type { Flows } from './flows/types.ts';
import { createHttp, type Http } from './http/server.ts';
import { type RunningJobs, startJobs, watchStops } from './jobs/start-jobs.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { withinMs } from './lib/timer.ts';
import {
  beginUpdateTry,
  deleteSession,
  findSession,
  takeUpdateOnce,
  wasUpdateTaken,
  writeSession,
} from './store/bot-state.ts';
import { isAnswering } from './store/database.ts';
import { migrateUp } from './store/migrate.ts';
import { type OwnerLock, takeOwnerLock } from './store/owner-lock.ts';
import { findCorruption } from './store/quick-check.ts';
import { findTokenByHash } from './store/tokens.ts';
import { version } from './version.ts';

export type StartOptions = Readonly<{
  /** The process's own where not given. */
  env?: Env;
  clock?: Clock;
  /** Ways out that no configuration names: benchmarks and tests bring their own. */
  extraDestinations?: readonly Destination[];
  /** Whose values decide draws where it is not drand: the sandbox has a network of its own. */
  beacons?: BeaconNetwork;
  /** Between two writes into a sheet, for one that has no quota; Google's where not given. */
  sheetPaceMs?: number | undefined;
}>;
export type Running = Readonly<{ url: string; stop: () => Promise<void>; deps: FlowDeps; flows: Flows }>;

type State = { ready: boolean; canStore: boolean; jobs: RunningJobs | null };

/** What flows may ask of the parts that start after them. */
function doorsOf(state: State) {
  return {
    wake: () => state.jobs?.wake(),
    wakeReread: () => state.jobs?.wakeReread(),
    canStore: () => state.canStore,
  };
}

/** Requests, rounds and answers under way at a stop may take this long to end. */
const graceMs = 10_000;
/** While somebody reads the file its log cannot be folded into it; a look at a large one is cut short all the same. */
const lookMs = 1_000;

function openBot(config: Config, { deps, flows, limiter, files }: Composed): PayopsBot {
  const { store, commits, clock, log } = deps;
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
    beginUpdate: (id) => commits.submit((tx) => beginUpdateTry(tx, id, now())),
    apiMiddleware: [paceAnswers(limiter)],
    files,
    measure: deps.meters.update,
  });
}

function openHttp(
  config: Config,
  { deps, flows, files, metrics }: Composed,
  bot: PayopsBot,
  isUp: () => boolean,
): Http {
  const { store, clock, log } = deps;
  return createHttp({
    flows,
    files,
    config,
    logger: log,
    metrics,
    clock,
    version,
    ready: async () => isUp() && (await isAnswering(store)),
    findToken: async (hash) => {
      const found = await findTokenByHash(store.reader, hash, instantOf(clock.nowMs()));
      if (found) flows.touchToken(hash);
      return found;
    },
    takeUpdate: bot.handleUpdate,
  });
}

/** The schema is brought up, what a dead process held is taken back, and a stop from before the restart holds on. */
async function prepare({ deps }: Composed): Promise<void> {
  await migrateUp(deps.store);
  await deps.livePolicy.refresh(deps.store.reader);
  await takeOver(deps, takeCrashMark(deps.dataDir));
  await restoreStop(deps);
}

/** Nobody owns the bot yet: whoever reads this console may. On stderr, since stdout is the log, which others keep. */
async function printOwnerCode({ flows }: Composed): Promise<void> {
  const offered = await flows.offerFirstOwner();
  if (offered) {
    process.stderr.write(
      `No owner yet. Send this to the bot within 24 hours to become the owner:\n\n  /start ${offered.code}\n\n`,
    );
  }
}

/**
 * Brings everything up in order and stops it in reverse. Throws WrongConfiguration or OwnedByOther before anything runs.
 */
export async function start({
  env,
  clock = systemClock,
  extraDestinations = [],
  beacons,
  sheetPaceMs,
}: StartOptions): Promise<Running> {
  const { config, warnings } = readConfig(env);
  const owner = config.database.kind === 'sqlite' ? takeOwnerLock(config.dataDir, instantOf(clock.nowMs())) : null;
  const state: State = { ready: false, canStore: false, jobs: null };
  const abort = new AbortController();
  const composed = await compose(config, {
    clock,
    warnings,
    extraDestinations,
    ...(beacons && { beacons }),
    sheetPaceMs,
    signal: abort.signal,
    ...doorsOf(state),
  });
  const { log } = composed.deps;
  for (const warning of warnings) log.warn({ event: 'config_warning', warning });
  const bot = openBot(config, composed);
  const http = openHttp(config, composed, bot, () => state.ready);
  const port = await http.listen();
  await prepare(composed);
  state.canStore = true;
  const { role } = config;
  const jobs = createJobs(composed.deps, composed.flows, abort.signal);
  const endWatch = watchStops(jobs, log);
  if (role === 'all' || role === 'worker') state.jobs = startJobs(jobs, log);
  if (role === 'all' || role === 'bot') bot.start();
  state.ready = true;
  const looked = watchForCorruption(composed, state);
  await printOwnerCode(composed);
  log.info({ event: 'ready', port, host: config.host, role });
  const stop = async () => {
    state.ready = false;
    // A sweep is simply repeated: its cursor moves only at the end.
    abort.abort();
    const ends = [bot.stop(), endWatch()].map((end) => withinMs(graceMs, end, undefined));
    await Promise.all([http.stop(graceMs), ...ends, state.jobs?.stop(graceMs), withinMs(lookMs, looked, undefined)]);
    await close(composed, owner);
  };
  return { url: `http://${config.host}:${port}`, stop, deps: composed.deps, flows: composed.flows };
}

/**
 * Right after ready, so that a big file does not hold the start: a broken database stops acknowledging and is named,
 * never repaired in silence.
 */
async function watchForCorruption({ deps }: Composed, state: State): Promise<void> {
  const complaint = await findCorruption(deps.store);
  if (complaint === null) return;
  state.ready = false;
  state.canStore = false;
  deps.log.fatal({ event: 'database_corrupt', complaint, fix: replaceBrokenFile });
}

async function close({ close: closeStore, deps }: Composed, owner: OwnerLock | null): Promise<void> {
  await closeStore();
  owner?.release();
  deps.log.info({ event: 'stopped' });
}

function refuse(error: unknown): never {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${explainFailure(error) ?? `payops could not go on: ${stack}`}\n`);
  process.exit(1);
}

/**
 * A sweep makes garbage faster than it keeps anything, and V8 answers by doubling the heap: a history of 100,000
 * payments peaked at 400 MB instead of 240. Only for a process that is payops and nothing else.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
}

async function serve(): Promise<void> {
  keepHeapSmall();
  const running = await start({}).catch(refuse);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    running.stop().then(() => process.exit(0), refuse);
  };
  // Crash only: what nobody expected leaves nothing to trust in memory; the next process goes on from the database.
  const crash = (error: unknown) => {
    leaveCrashMark(running.deps.dataDir);
    running.deps.log.fatal({ event: 'unexpected', error });
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await serve();
