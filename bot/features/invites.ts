import { Composer } from 'grammy';
import { mayGive, type Role } from '../../src/domain/permissions.ts';
import { invitable } from '../../src/flows/invites.ts';
import type { NewInvite, Result } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { codeTakenMessage, inviteMessage, inviteQuestion } from '../../src/messages/bot/roles.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { syncMenuOf } from '../menus.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/** /invite_operator: a link that works once; and the open ones, to revoke. */
export function invitesFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'invite_operator', async (ctx) => {
    const named = invitable.find((role) => role === ctx.typed?.argument.toLowerCase());
    if (named) return told(ctx, deps, await flows.createInvite(ctx.actor, named), show);
    await ask(ctx, deps);
  });
  onAct(composer, questions, 'invite', async (ctx, role) => {
    await told(ctx, deps, await flows.createInvite(ctx.actor, role as Role), replace);
  });
  onAct(composer, questions, 'revoke_invite', async (ctx, id) => {
    const result = await flows.revokeInvite(ctx.actor, id);
    const words = result.ok ? 'bot-invite-revoked' : 'bot-code-wrong';
    await replace(ctx, sentence(ctx.reader.locale, words));
  });
  return composer;
}

async function ask(ctx: BotContext, deps: BotDeps): Promise<void> {
  const result = await deps.flows.listInvites(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const given = invitable.filter((role) => mayGive(ctx.actor, role));
  const choices = await Promise.all(
    given.map(async (role) => ({ role, actionId: await offer(deps, ctx, 'invite', role) })),
  );
  const open = await Promise.all(
    result.invites.map(async (one) => ({ ...one, revoke: await offer(deps, ctx, 'revoke_invite', one.id) })),
  );
  await show(ctx, inviteQuestion(choices, open, ctx.reader));
}

type Tell = (ctx: BotContext, message: Message) => Promise<unknown>;

async function told(ctx: BotContext, deps: BotDeps, result: Result<NewInvite>, tell: Tell): Promise<void> {
  if (!result.ok) return refuse(ctx, result);
  const { code, invite } = result;
  const link = `https://t.me/${ctx.me.username}?start=${code}`;
  const revoke = await offer(deps, ctx, 'revoke_invite', invite.id);
  await tell(ctx, inviteMessage(link, invite.role, invite.expiresAt, revoke, ctx.reader));
}

const refusals: Readonly<Record<string, string>> = { busy: 'bot-code-too-many', invalid: 'bot-code-no-need' };

/** `/start inv_…` and `/start own_…`. */
export async function takeCode(ctx: BotContext, deps: BotDeps, code: string): Promise<void> {
  const { from, reader } = ctx;
  if (!from) return;
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ').trim() || String(from.id);
  const telegramId = String(from.id);
  const result = await deps.flows.takeCode({ telegramId, name }, code);
  if (!result.ok) {
    await show(ctx, sentence(reader.locale, refusals[result.reason] ?? 'bot-code-wrong'));
    return;
  }
  await show(ctx, codeTakenMessage(name, result.role, result.by, reader.locale));
  await syncMenuOf(ctx.api, { telegramId, role: result.role }, deps);
}
