import { Composer } from 'grammy';
import { type Actor, mayGive, type Role, roles } from '../../src/domain/permissions.ts';
import type { Operator } from '../../src/flows/types.ts';
import {
  changeRoleQuestion,
  chooseRoleQuestion,
  type RoleEntry,
  roleChangedMessage,
  rolesMessage,
  whichRoleTitle,
} from '../../src/messages/bot/roles.ts';
import { commandsFor } from '../commands.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { syncMenuOf } from '../menus.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/** With two buttons each; who has more people changes their roles on the command line. */
const mostShown = 20;

/** What a button is about: the person and, once it is chosen, the new role (null: none). */
type Change = Readonly<{ telegramId: string; name: string; role: Role; to?: Role | null }>;

/** /roles: who may do what. Every change is asked once more with what it gives and takes. */
export function rolesFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'roles', (ctx) => list(ctx, deps));
  onAct(composer, questions, 'ask_role', (ctx, argument) => askRole(ctx, deps, questions, parse(argument)));
  onAct(composer, questions, 'ask_change_role', (ctx, argument) => askChange(ctx, deps, questions, parse(argument)));
  onAct(composer, questions, 'change_role', (ctx, argument) => change(ctx, deps, parse(argument)));
  return composer;
}

const parse = (argument: string) => JSON.parse(argument) as Change;

async function list(ctx: BotContext, deps: BotDeps): Promise<void> {
  const result = await deps.flows.listRoles(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const { operators, environmentOwners } = result;
  const entries = await Promise.all(operators.slice(0, mostShown).map((one) => entryOf(one, ctx, deps)));
  const more = operators.length - entries.length;
  await show(ctx, rolesMessage(entries, environmentOwners, more, ctx.reader.locale));
}

async function entryOf(person: Operator, ctx: BotContext, deps: BotDeps): Promise<RoleEntry> {
  if (!mayGive(ctx.actor, person.role)) return person;
  return {
    ...person,
    change: await offer(deps, ctx, 'ask_role', JSON.stringify(person)),
    remove: await offer(deps, ctx, 'ask_change_role', JSON.stringify({ ...person, to: null })),
  };
}

async function askRole(ctx: BotContext, deps: BotDeps, questions: Questions, person: Change): Promise<void> {
  const others = roles.filter((role) => role !== person.role && mayGive(ctx.actor, role));
  const choices = await Promise.all(
    others.map(async (role) => ({
      role,
      actionId: await offer(deps, ctx, 'ask_change_role', JSON.stringify({ ...person, to: role })),
    })),
  );
  const { locale } = ctx.reader;
  const title = whichRoleTitle(person.name, person.role, locale);
  const cancel = await offer(deps, ctx, 'cancel');
  await questions.askInPlace(ctx, chooseRoleQuestion(title, choices, cancel, locale));
}

/** Commands that a role has in private, as the table says. */
function commandsOf(role: Role | null, telegramId: string): readonly string[] {
  const actor: Actor =
    role === null ? { kind: 'stranger', telegramId } : { kind: 'operator', telegramId, role, name: telegramId };
  return commandsFor(actor, 'private');
}

async function askChange(ctx: BotContext, deps: BotDeps, questions: Questions, person: Change): Promise<void> {
  const { telegramId, name, role: from, to = null } = person;
  const [before, after] = [commandsOf(from, telegramId), commandsOf(to, telegramId)];
  const gains = after.filter((command) => !before.includes(command));
  const loses = before.filter((command) => !after.includes(command));
  const ids = {
    yes: await offer(deps, ctx, 'change_role', JSON.stringify(person)),
    no: await offer(deps, ctx, 'cancel'),
  };
  await questions.askInPlace(ctx, changeRoleQuestion({ name, from, to, gains, loses }, ids, ctx.reader.locale));
}

async function change(ctx: BotContext, deps: BotDeps, { telegramId, name, to = null }: Change): Promise<void> {
  const { flows } = deps;
  const result =
    to === null
      ? await flows.removeRole(ctx.actor, telegramId)
      : await flows.grantRole(ctx.actor, { telegramId, name, role: to });
  if (!result.ok) return refuse(ctx, result);
  const told = roleChangedMessage(name, to, ctx.reader.locale);
  await replace(ctx, await signed(ctx, deps, 'manage_roles', told));
  await syncMenuOf(ctx.api, { telegramId, role: to }, deps);
}
