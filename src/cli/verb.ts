import type { Finding } from '../domain/checks.ts';
import type { Actor } from '../domain/permissions.ts';
import { mostDays, periodExamples } from '../domain/reports/plan.ts';
import type { Instant } from '../domain/time.ts';
import type { Zone } from '../domain/zone.ts';
import type { Flows, Refusal, Result } from '../flows/types.ts';
import { notDoneText } from '../messages/bot/not-done.ts';
import { type Arguments, WrongUsage } from './arguments.ts';

export type Restored = Readonly<{ name: string; aside: string | null; cancelled: number }>;

/** What a verb can do and print; made by the composition root. */
export type CliContext = Readonly<{
  flows: Flows;
  zone: Zone;
  now: () => Instant;
  examine: (options: { offline: boolean; deep: boolean }) => Promise<readonly Finding[]>;
  migrationStatus: () => Promise<readonly { name: string; appliedAt: string | null }[]>;
  migrateUp: () => Promise<readonly string[]>;
  database: 'sqlite' | 'postgres';
  print: (line: string) => void;
}>;

/** What a verb can do while the database is closed: it may be broken or gone. */
export type ClosedContext = Readonly<{
  database: 'sqlite' | 'postgres';
  /** Puts a backup in the database's place; nobody may serve it. */
  restore: (nameOrPath: string) => Promise<Restored>;
  print: (line: string) => void;
}>;

export type Verb = Readonly<{
  usage: string;
  does: string;
  /** Runs on a database whose schema may be old. */
  beforeMigration?: boolean;
  /** May be the first to touch the database. */
  makesDatabase?: (args: Arguments) => boolean;
  /** Instead of `run` where it applies: the database is not opened. */
  closed?: Readonly<{
    applies: (args: Arguments) => boolean;
    run: (context: ClosedContext, args: Arguments) => Promise<number>;
  }>;
  /** Instead of `run`: needs neither configuration nor database. */
  alone?: (print: (line: string) => void, args: Arguments) => Promise<number>;
  /** Resolves with the exit code. */
  run: (context: CliContext, args: Arguments) => Promise<number>;
}>;

/** The command line on the host counts as owner. */
export const host: Actor = { kind: 'cli' };

const refusals: Readonly<Record<Refusal['reason'], string>> = {
  forbidden: 'this is not allowed',
  not_found: 'nothing was found by that name; check it, or look it up in the chat',
  expired: 'this is too old; ask again',
  busy: 'busy; try again in a moment',
  stopped: 'everything is stopped; resume first (/resume in the chat, or: resume --mode drain)',
  invalid: 'this cannot be done as asked; check the values, and that Stripe is configured',
  stopped_again: 'somebody stopped again meanwhile; look at: status, then resume again',
  last_owner: 'this is the last owner; make another one first',
  bad_period: `this is no period of at most ${mostDays} days up to today; say: ${periodExamples.join(', ')}`,
  not_done: "somebody else's system did not do it; nothing was changed",
  needs_approval: 'another admin has to allow this first; the question is in the operations chat',
};

/** The value of what went well; what was refused ends the command with a sentence. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new WrongUsage(result.notDone ? notDoneText(result.notDone, 'en') : refusals[result.reason]);
  return result as T;
}

export function word(args: Arguments, index: number, what: string): string {
  const value = args.words[index];
  if (!value) throw new WrongUsage(`${what} is missing`);
  return value;
}

export function show(
  { print }: Pick<CliContext, 'print'>,
  args: Arguments,
  value: object,
  lines: readonly string[],
): void {
  if (args.json) print(JSON.stringify(value));
  else for (const line of lines) print(line);
}
