import { type Arguments, WrongUsage } from './arguments.ts';
import { type CliContext, host, must, show, type Verb } from './verb.ts';

function personOf({ person }: Arguments): string {
  if (!person) throw new WrongUsage('--person is missing: give a customer id, a Telegram id or an e-mail');
  return person;
}

async function runExport({ flows, print }: CliContext, args: Arguments): Promise<number> {
  const { person } = must(await flows.exportPerson(host, personOf(args)));
  print(JSON.stringify(person, null, args.json ? 0 : 2));
  return 0;
}

/** What payops cannot reach, or must not. */
const elsewhere = [
  'What is left for you: the customer at Stripe; the version history of the sheet; what people wrote in chats, and',
  'chats that the person is still in; Telegram ids in the record of who did what, and in the names of Stars customers;',
  'files that were exported; and backups, which hold the person until the keep rule takes them away.',
];

async function runErase(context: CliContext, args: Arguments): Promise<number> {
  const { counts } = must(await context.flows.erasePerson(host, personOf(args), args.dryRun));
  const lines = Object.entries(counts).map(([name, count]) => `${String(count).padStart(6)}  ${name}`);
  const told = args.dryRun ? 'would be made anonymous; amounts, ids and purchases stay:' : 'made anonymous:';
  show(context, args, { counts, dryRun: args.dryRun }, [told, ...lines, ...(args.dryRun ? [] : elsewhere)]);
  return 0;
}

export const personVerbs: Readonly<Record<string, Verb>> = {
  export: { usage: 'export --person <id or e-mail>', does: 'print all that is held about one person', run: runExport },
  erase: {
    usage: 'erase --person <id or e-mail> [--dry-run]',
    does: 'forget one person; money stays',
    run: runErase,
  },
};
