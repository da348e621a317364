import { parseArguments, WrongUsage } from './cli/arguments.ts';
import { type CliContext, helpText, verbs } from './cli/verbs.ts';
import { type Composed, compose, readConfig, WrongConfiguration } from './compose.ts';
import type { Config } from './config/config.ts';
import { instantOf } from './domain/time.ts';
import { examine } from './flows/doctor.ts';
import { systemClock } from './lib/clock.ts';
import { migrateUp, migrationStatus } from './store/migrate.ts';
import { findOwner } from './store/owner-lock.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);

function contextOf(config: Config, warnings: readonly string[], { deps, flows }: Composed): CliContext {
  const doctor = { dataDir: config.dataDir, warnings };
  return {
    flows,
    zone: deps.policy.zone,
    examine: (options) => examine(deps, { ...options, ...doctor }),
    migrationStatus: () => migrationStatus(deps.store),
    migrateUp: async () => {
      const owner = deps.store.kind === 'sqlite' ? findOwner(config.dataDir, instantOf(systemClock.nowMs())) : null;
      if (owner) throw new WrongUsage(`process ${owner.pid} on ${owner.host} serves this database; stop it first`);
      return migrateUp(deps.store);
    },
    print,
  };
}

/** Works beside a running server: writes in short transactions and takes no lock. Resolves with the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv);
  const verb = verbs[args.words[0] ?? ''];
  if (!verb) {
    print(helpText());
    return args.words.length === 0 ? 0 : 2;
  }
  const { config, warnings } = readConfig();
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const composed = await compose(config, { clock: systemClock, logLevel: 'error', signal: abort.signal });
  try {
    const isOld = (await migrationStatus(composed.deps.store)).some((step) => step.appliedAt === null);
    if (isOld && !verb.beforeMigration)
      throw new WrongUsage('the database is not migrated yet: start the server once, or run: migrate up');
    return await verb.run(contextOf(config, warnings, composed), args);
  } finally {
    await composed.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof WrongUsage || error instanceof WrongConfiguration;
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
