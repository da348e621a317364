import { Composer } from 'grammy';
import { type Scope, scopes } from '../../src/domain/permissions.ts';
import type { Flows } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { revokeTokenQuestion, scopesQuestion, tokenMadeMessage, tokensMessage } from '../../src/messages/bot/tokens.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Hider } from '../hider.ts';
import type { Questions } from '../views/questions.ts';
import { replace, rewrite, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

const mostShown = 20;
export const tokenName = /^[\p{L}\p{N}._-]{1,40}$/u;

type Draft = Readonly<{ name: string; chosen: readonly Scope[] }>;

/** /tokens: what there is, a new one by buttons, and an end to old ones. In private only. */
export function tokensFeature(deps: BotDeps, questions: Questions, hider: Hider): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'tokens', (ctx) => list(ctx, deps));
  onAct(composer, questions, 'new_token', (ctx) => ctx.conversation.enter('askTokenName', ctx.reader));
  onAct(composer, questions, 'token_scopes', async (ctx, argument) => {
    const draft = JSON.parse(argument) as Draft;
    const person = { personId: String(ctx.from?.id), chatId: String(ctx.chatId) };
    await questions.askInPlace(ctx, await scopesMessage(flows, person, draft, ctx.reader.locale));
  });
  onAct(composer, questions, 'make_token', (ctx, argument) => make(ctx, deps, hider, JSON.parse(argument) as Draft));
  onAct(composer, questions, 'ask_revoke_token', (ctx, argument) => askRevoke(ctx, deps, questions, argument));
  onAct(composer, questions, 'revoke_token', async (ctx, argument) => {
    const { id, name } = JSON.parse(argument) as { id: string; name: string };
    const result = await flows.revokeToken(ctx.actor, id);
    if (!result.ok) return refuse(ctx, result);
    const told = sentence(ctx.reader.locale, 'bot-token-revoked', { name });
    await replace(ctx, await signed(ctx, deps, 'manage_tokens', told));
  });
  return composer;
}

async function list(ctx: BotContext, deps: BotDeps): Promise<void> {
  const result = await deps.flows.listTokens(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const living = result.tokens.filter(({ revokedAt }) => revokedAt === null).slice(-mostShown);
  const entries = await Promise.all(
    living.map(async (token) => {
      const { id, name, prefix } = token;
      return { ...token, revoke: await offer(deps, ctx, 'ask_revoke_token', JSON.stringify({ id, name, prefix })) };
    }),
  );
  await show(ctx, tokensMessage(entries, await offer(deps, ctx, 'new_token'), ctx.reader));
}

type Place = Readonly<{ personId: string; chatId: string }>;

/** Each button carries the whole draft as it will be when it is pressed, so nothing is kept between two presses. */
export async function scopesMessage(
  flows: Flows,
  place: Place,
  { name, chosen }: Draft,
  locale: BotContext['reader']['locale'],
): Promise<Message> {
  const way = (verb: string, draft: Draft) => flows.offerAction({ ...place, verb, argument: JSON.stringify(draft) });
  const toggled = (scope: Scope) => scopes.filter((one) => (one === scope) !== chosen.includes(one));
  const toggle = Object.fromEntries(
    await Promise.all(
      scopes.map(async (scope) => [scope, await way('token_scopes', { name, chosen: toggled(scope) })]),
    ),
  ) as Record<Scope, string>;
  const make = chosen.length > 0 ? await way('make_token', { name, chosen }) : null;
  const cancel = await flows.offerAction({ ...place, verb: 'cancel', argument: '' });
  return scopesQuestion(name, chosen, { toggle, make, cancel }, locale);
}

/** The question's own message shows it: it is noted as about to hold a token before there is one. */
async function make(ctx: BotContext, { flows }: BotDeps, hider: Hider, { name, chosen }: Draft): Promise<void> {
  if (ctx.kind !== 'private') return;
  const place = { chatId: String(ctx.chatId), messageId: String(ctx.callbackQuery?.message?.message_id) };
  await flows.notePassing({ kind: 'token', id: name }, place);
  const result = await flows.createToken(ctx.actor, name, chosen);
  if (!result.ok) {
    await flows.forgetRevealed(place);
    return refuse(ctx, result);
  }
  hider.wake();
  await rewrite(ctx.api, place, tokenMadeMessage(name, result.token, result.expiresAt, ctx.reader));
}

async function askRevoke(ctx: BotContext, deps: BotDeps, questions: Questions, argument: string): Promise<void> {
  const token = JSON.parse(argument) as { id: string; name: string; prefix: string };
  const ids = { yes: await offer(deps, ctx, 'revoke_token', argument), no: await offer(deps, ctx, 'cancel') };
  await questions.askInPlace(ctx, revokeTokenQuestion(token, ids, ctx.reader.locale));
}
