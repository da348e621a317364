import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Arguments, parseArguments, WrongUsage } from './cli/arguments.ts';
import type { CliContext, Restored, Verb } from './cli/verb.ts';
import { helpText, printFindings, verbs } from './cli/verbs.ts';
import { type Composed, compose, explainFailure, readConfig, WrongConfiguration } from './compose.ts';
import type { Config } from './config/config.ts';
import { instantOf } from './domain/time.ts';
import { configurationProblems, databaseProblem, examine } from './flows/doctor/examine.ts';
import { prepareRestored } from './flows/restore.ts';
import { restoreStop } from './flows/stop-system.ts';
import { systemClock } from './lib/clock.ts';
import { findBackupFile, findProblem } from './store/backups.ts';
import { migrateUp, migrationStatus } from './store/migrate.ts';
import { findOwner, takeOwnerLock } from './store/owner-lock.ts';
import { placeStaged, stageBackup } from './store/place-backup.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);

type Found = Readonly<{ config: Config; warnings: readonly string[]; missingFile: string | null }>;

function contextOf({ config, missingFile }: Found, { deps, flows }: Composed): CliContext {
  return {
    flows,
    zone: deps.policy.zone,
    now: () => instantOf(systemClock.nowMs()),
    examine: (options) => examine(deps, { ...options, missingFile }),
    migrationStatus: () => migrationStatus(deps.store),
    migrateUp: async () => {
      const owner = deps.store.kind === 'sqlite' ? findOwner(config.dataDir, instantOf(systemClock.nowMs())) : null;
      if (owner) throw new WrongUsage(`process ${owner.pid} on ${owner.host} serves this database; stop it first`);
      return migrateUp(deps.store);
    },
    database: deps.store.kind,
    print,
  };
}

/**
 * The backup is checked, made fit beside the database and then renamed into its place, all while this process owns the
 * folder: no server can start in between. A kill leaves the old database or the restored one.
 */
async function restore({ config }: Found, nameOrPath: string): Promise<Restored> {
  const { database, dataDir } = config;
  if (database.kind === 'postgres') throw new WrongUsage('backups are for SQLite');
  const now = instantOf(systemClock.nowMs());
  const found = await findBackupFile(dataDir, nameOrPath);
  if (!found) throw new WrongUsage(`there is no backup ${nameOrPath}; see: backup list`);
  const owner = takeOwnerLock(dataDir, now);
  try {
    const problem = await findProblem(found.file, found.backup);
    if (problem !== null) throw new WrongUsage(`this backup cannot be relied on: ${problem}. Nothing was changed`);
    const name = path.basename(found.file);
    const staged = await stageBackup(found.file, database.path);
    const cancelled = await prepareStaged(config, staged, { name, createdAt: found.backup?.createdAt ?? null });
    return { name, cancelled, aside: await placeStaged(staged, database.path, dataDir, now) };
  } finally {
    owner.release();
  }
}

async function prepareStaged(config: Config, staged: string, backup: Parameters<typeof prepareRestored>[2]) {
  const signal = new AbortController().signal;
  const on = { ...config, database: { kind: 'sqlite', path: staged } } as const;
  const { deps, close } = await compose(on, { clock: systemClock, logLevel: 'error', signal });
  try {
    return await prepareRestored(deps, { kind: 'cli' }, backup);
  } finally {
    await close();
  }
}

/** SQLite's file before the first start. Only the server and `migrate up` make one. */
function missingFileOf({ database }: Config): string | null {
  return database.kind === 'sqlite' && !existsSync(database.path) ? database.path : null;
}

function readFound(): Found | WrongConfiguration {
  try {
    const read = readConfig();
    return { ...read, missingFile: missingFileOf(read.config) };
  } catch (error) {
    if (error instanceof WrongConfiguration) return error;
    throw error;
  }
}

async function runVerb(verb: Verb, args: Arguments, found: Found): Promise<number> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const { config, warnings } = found;
  const composed = await compose(config, { clock: systemClock, logLevel: 'error', warnings, signal: abort.signal });
  try {
    const isOld = (await migrationStatus(composed.deps.store)).some((step) => step.appliedAt === null);
    if (isOld && !verb.beforeMigration)
      throw new WrongUsage('the database is not migrated yet: start the server once, or run: migrate up');
    // A stop and what was set in the chat are the system's, whichever process it was asked of.
    if (!isOld) {
      await restoreStop(composed.deps);
      await composed.deps.livePolicy.refresh(composed.deps.store.reader);
    }
    return await verb.run(contextOf(found, composed), args);
  } finally {
    await composed.close();
  }
}

/** A database that cannot be used is what doctor is there to tell. */
async function diagnose(verb: Verb, args: Arguments, found: Found): Promise<number> {
  try {
    return await runVerb(verb, args, found);
  } catch (error) {
    const problem = explainFailure(error);
    if (problem === null) throw error;
    return printFindings(print, args, databaseProblem(problem));
  }
}

/** Looks without leaving a trace: what needs a database to be there gets an empty one elsewhere, for as long as it runs. */
async function runWithoutFile(verb: Verb, args: Arguments, found: Found): Promise<number> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'payops-'));
  try {
    const database = { kind: 'sqlite', path: path.join(scratch, 'payops.db') } as const;
    return await runVerb(verb, args, { ...found, config: { ...found.config, database } });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Works beside a running server: writes in short transactions and takes no lock. Resolves with the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv);
  const verb = verbs[args.words[0] ?? ''];
  if (!verb || args.help) {
    print(helpText());
    return args.help || args.words.length === 0 ? 0 : 2;
  }
  if (verb.alone) return verb.alone(print, args);
  const isDoctor = verb === verbs['doctor'];
  const found = readFound();
  if ('problems' in found) {
    if (!isDoctor) throw found;
    return printFindings(print, args, configurationProblems(found.problems));
  }
  if (verb.closed?.applies(args)) {
    const database = found.config.database.kind;
    return verb.closed.run({ database, restore: (name) => restore(found, name), print }, args);
  }
  const { missingFile } = found;
  if (missingFile === null) return isDoctor ? diagnose(verb, args, found) : runVerb(verb, args, found);
  if (isDoctor) return runWithoutFile(verb, args, found);
  if (!verb.makesDatabase?.(args))
    throw new WrongUsage(`there is no database at ${missingFile} yet: start the server once, or run: migrate up`);
  mkdirSync(path.dirname(missingFile), { recursive: true, mode: 0o700 });
  return runVerb(verb, args, found);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const told = error instanceof WrongUsage ? error.message : explainFailure(error);
  process.stderr.write(`${told ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
