import type { Finding } from '../domain/checks.ts';
import { roles, type Scope, scopes } from '../domain/permissions.ts';
import { exitCodeOf } from '../flows/doctor/examine.ts';
import { toldFinding } from '../messages/checks.ts';
import { type Arguments, parseWindow, WrongUsage } from './arguments.ts';
import { backupVerb } from './backup-verbs.ts';
import { controlVerbs } from './control-verbs.ts';
import { deliveryVerbs } from './delivery-verbs.ts';
import { drawVerbs } from './draw-verbs.ts';
import { mendVerbs } from './mend-verbs.ts';
import { personVerbs } from './person-verbs.ts';
import { reportVerbs } from './report-verbs.ts';
import { type CliContext, host, must, show, type Verb, word } from './verb.ts';

async function runDoctor(context: CliContext, args: Arguments): Promise<number> {
  return printFindings(context.print, args, await context.examine({ offline: args.offline, deep: args.deep }));
}

/** Resolves with the exit code: 0, 1 or 2 for ok, warn and fail. */
export function printFindings(print: CliContext['print'], args: Arguments, found: readonly Finding[]): number {
  const worst = exitCodeOf(found);
  const findings = found.map((one) => toldFinding('en', one));
  const lines = findings.map(
    ({ name, about, status, detail, fix }) =>
      `${status.padEnd(4)}  ${name}${about === null ? '' : ` (${about})`}: ${detail}${fix ? `\n        → ${fix}` : ''}`,
  );
  show({ print }, args, { status: ['ok', 'warn', 'fail'][worst], findings }, lines);
  return worst;
}

async function runMigrate(context: CliContext, args: Arguments): Promise<number> {
  if (args.words[1] === 'up') {
    const applied = await context.migrateUp();
    show(context, args, { applied }, applied.length === 0 ? ['up to date'] : applied.map((name) => `applied ${name}`));
    return 0;
  }
  if (args.words[1] !== 'status') throw new WrongUsage('say: migrate status, or: migrate up');
  const steps = await context.migrationStatus();
  show(
    context,
    args,
    { steps },
    steps.map(({ name, appliedAt }) => `${appliedAt ? 'done   ' : 'pending'}  ${name}`),
  );
  return 0;
}

async function runResync(context: CliContext, args: Arguments): Promise<number> {
  const window = parseWindow(args, context.zone);
  const done = must(await context.flows.resync(host, window, args.dryRun));
  const verb = args.dryRun ? 'would add' : 'added';
  show(context, args, done, [
    `${window.from} … ${window.to}: read ${done.events} objects, ${verb} ${done.newPayments} payments, changed ${done.changedPayments}`,
  ]);
  return 0;
}

function parseScopes(text: string | undefined): readonly Scope[] {
  const asked = (text ?? '').split(/[+,\s]+/).filter((scope) => scope !== '');
  const unknown = asked.filter((scope) => !scopes.some((known) => known === scope));
  if (asked.length === 0 || unknown.length > 0) {
    throw new WrongUsage(
      `--scopes takes one or more of ${scopes.join(', ')}, joined by +${unknown.length > 0 ? `; not ${unknown.join(', ')}` : ''}`,
    );
  }
  return scopes.filter((scope) => asked.includes(scope));
}

async function runToken(context: CliContext, args: Arguments): Promise<number> {
  const { flows } = context;
  switch (args.words[1] ?? '') {
    case 'create': {
      const made = must(await flows.createToken(host, word(args, 2, 'a name for the token'), parseScopes(args.scopes)));
      show(context, args, made, [made.token, `shown only now; ends ${made.expiresAt}`]);
      return 0;
    }
    case 'list': {
      const { tokens } = must(await flows.listTokens(host));
      show(
        context,
        args,
        { tokens },
        tokens.map(
          (token) =>
            `${token.id}  ${token.name}  ${token.scopes.join('+')}  ${token.revokedAt ? 'revoked' : `ends ${token.expiresAt ?? 'never'}`}`,
        ),
      );
      return 0;
    }
    case 'revoke': {
      const { count } = must(await flows.revokeToken(host, word(args, 2, 'the id or name')));
      show(context, args, { count }, [`${count} revoked`]);
      return 0;
    }
    default:
      throw new WrongUsage('say: token create <name> --scopes read:ops+write:ops, token list, or: token revoke <id>');
  }
}

async function runRole(context: CliContext, args: Arguments): Promise<number> {
  const { flows } = context;
  switch (args.words[1] ?? '') {
    case 'grant': {
      const role = roles.find((known) => known === args.words[3]);
      if (!role) throw new WrongUsage(`say which role: ${roles.join(', ')}`);
      const telegramId = word(args, 2, 'the numeric Telegram id');
      must(await flows.grantRole(host, { telegramId, role, name: args.words[4] ?? telegramId }));
      show(context, args, { telegramId, role }, [`${telegramId} is ${role} now`]);
      return 0;
    }
    case 'remove': {
      must(await flows.removeRole(host, word(args, 2, 'the numeric Telegram id')));
      show(context, args, {}, ['removed']);
      return 0;
    }
    case 'list': {
      const { operators } = must(await flows.listRoles(host));
      show(
        context,
        args,
        { operators },
        operators.map((one) => `${one.telegramId}  ${one.role}  ${one.name}`),
      );
      return 0;
    }
    default:
      throw new WrongUsage('say: role grant <telegram id> <role> [name], role list, or: role remove <telegram id>');
  }
}

async function runOwner(context: CliContext, args: Arguments): Promise<number> {
  if (args.words[1] !== 'invite') throw new WrongUsage('say: owner invite');
  const { code, invite } = must(await context.flows.inviteOwner(host));
  show(context, args, { code, expiresAt: invite.expiresAt }, [
    `send this to the bot, once, to become an owner (until ${invite.expiresAt}):`,
    `/start ${code}`,
  ]);
  return 0;
}

const auditRows = 100;

async function runAudit(context: CliContext, args: Arguments): Promise<number> {
  const { flows } = context;
  switch (args.words[1] ?? '') {
    case 'list': {
      const { rows } = must(await flows.listAudit(host, {}, null, auditRows));
      const lines = rows.map((row) =>
        [row.seq, row.at, row.actor, row.action, row.subject ?? '', row.detail ?? ''].join('  '),
      );
      show(context, args, { rows }, lines);
      return 0;
    }
    case 'verify': {
      const { proof, holdsKnownHead } = must(await flows.verifyAudit(host, args.head ?? null));
      const isWhole = proof.brokenAt === null && holdsKnownHead;
      const verdict =
        proof.brokenAt === null
          ? `${proof.rows} rows, unbroken`
          : `row ${proof.brokenAt} was changed, added or removed`;
      const headLine = holdsKnownHead ? [] : ['the head that you gave is not in it: rows were cut off or exchanged'];
      show(context, args, { ...proof, holdsKnownHead }, [verdict, ...headLine, `head ${proof.head}`]);
      return isWhole ? 0 : 1;
    }
    default:
      throw new WrongUsage('say: audit list, or: audit verify [--head <hash noted earlier>]');
  }
}

/** The command line's table: names, help and the flow behind each. Thin: parse, call a flow, print. */
export const verbs: Readonly<Record<string, Verb>> = {
  doctor: {
    usage: 'doctor [--offline] [--deep] [--json]',
    does: 'check configuration, database and live providers',
    beforeMigration: true,
    run: runDoctor,
  },
  migrate: {
    usage: 'migrate status|up',
    does: 'show or run the schema migrations',
    beforeMigration: true,
    makesDatabase: (args) => args.words[1] === 'up',
    run: runMigrate,
  },
  backup: backupVerb,
  ...personVerbs,
  resync: {
    usage: 'resync --from <day> --to <day> [--dry-run]',
    does: 'read a window from Stripe again, quietly',
    run: runResync,
  },
  ...deliveryVerbs,
  ...mendVerbs,
  ...reportVerbs,
  ...drawVerbs,
  role: {
    usage: 'role grant <telegram id> <role> [name]|list|remove <telegram id>',
    does: 'say who may do what in the bot',
    run: runRole,
  },
  owner: { usage: 'owner invite', does: 'a code that makes its first user an owner', run: runOwner },
  audit: {
    usage: 'audit list|verify [--head <hash>]',
    does: 'who did what, and whether the record is whole',
    run: runAudit,
  },
  token: { usage: 'token create <name> --scopes …|list|revoke <id>', does: 'manage API tokens', run: runToken },
  ...controlVerbs,
};

export function helpText(): string {
  const width = Math.max(...Object.values(verbs).map(({ usage }) => usage.length));
  return [
    'npm run payops -- <verb>          every verb takes --json',
    ...Object.values(verbs).map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`),
  ].join('\n');
}
