import type { Backup } from '../domain/backups.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { type CliContext, type ClosedContext, host, must, show, type Verb, word } from './verb.ts';

const onPostgres =
  'this database is PostgreSQL, which is backed up by its own tools: pg_dump --format=custom --file=payops.dump "$DATABASE_URL" (and pg_restore to bring it back)';

const bytesOfMegabyte = 1_048_576;

function lineOf(backup: Backup): string {
  const { name, bytes, schema, rows, verifiedAt, problem } = backup;
  const told = problem === null ? `verified ${verifiedAt}` : `BROKEN: ${problem}`;
  const size = `${(bytes / bytesOfMegabyte).toFixed(1)} MB`;
  return `${name}  ${size}  ${rows['payments'] ?? 0} payments  schema ${schema ?? 'none'}  ${told}`;
}

async function runBackup(context: CliContext, args: Arguments): Promise<number> {
  const { flows } = context;
  if (context.database === 'postgres') throw new WrongUsage(onPostgres);
  switch (args.words[1] ?? '') {
    case 'create': {
      const { backup } = must(await flows.createBackup(host));
      show(context, args, { backup }, [lineOf(backup)]);
      return 0;
    }
    case 'list': {
      const { backups } = must(await flows.backups(host));
      show(context, args, { backups }, backups.length === 0 ? ['there is none yet'] : backups.map(lineOf));
      return 0;
    }
    case 'verify': {
      const { backup } = must(await flows.checkBackup(host, args.words[2] ?? null));
      show(context, args, { backup }, [lineOf(backup)]);
      return backup.problem === null ? 0 : 1;
    }
    default:
      throw new WrongUsage('say: backup create, backup list, backup verify [name], or: backup restore <name>');
  }
}

async function runRestore(context: ClosedContext, args: Arguments): Promise<number> {
  if (context.database === 'postgres') throw new WrongUsage(onPostgres);
  const restored = await context.restore(word(args, 2, 'the name of the backup'));
  const { name, aside, cancelled } = restored;
  show(context, args, restored, [
    `restored ${name}; nothing old is sent again (${cancelled} waiting messages were cancelled)`,
    aside ? `the database that was there is kept in ${aside}` : 'there was no database before',
    'start the server: it reads what happened since from Stripe, quietly',
  ]);
  return 0;
}

export const backupVerb: Verb = {
  usage: 'backup create|list|verify [name]|restore <name>',
  does: 'copy the database while it is used, check copies, bring one back',
  closed: { applies: (args) => args.words[1] === 'restore', run: runRestore },
  run: runBackup,
};
