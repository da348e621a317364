import { Composer } from 'grammy';
import type { CustomerId } from '../../src/domain/ids.ts';
import { may } from '../../src/domain/permissions.ts';
import { type RevealReason, type RevealSubject, revealReasons } from '../../src/domain/reveal.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { revealedMessage, revealQuestion } from '../../src/messages/bot/reveal.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Hider } from '../hider.ts';
import type { Questions } from '../views/questions.ts';
import { rewrite, show, toast } from '../views/show.ts';
import { offer, onAct, onPress, refuse } from './wiring.ts';

/** `/start see_<id>`: the way from a group into one's own chat. */
const seePrefix = 'see_';

/**
 * [Reveal] shows e-mails and phone numbers in full for a minute: to one person, in his own chat, after he has said why.
 */
export function revealFeature(deps: BotDeps, questions: Questions, hider: Hider): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onPress(composer, 'reveal', async (ctx) => {
    const subject = await findSubject(ctx, deps);
    if (subject === null) return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
    if (ctx.kind === 'private') return ask(ctx, deps, questions, subject);
    await leadToPrivateChat(ctx, deps, subject);
  });
  composer.filter(isSeeLink).use(async (ctx) => {
    const subject = await takeSubject(ctx, deps);
    if (subject === null) return void (await show(ctx, sentence(ctx.reader.locale, 'bot-expired')));
    await ask(ctx, deps, questions, subject);
  });
  onAct(composer, questions, 'reveal', (ctx, argument) => reveal(ctx, deps, hider, argument));
  return composer;
}

async function findSubject(ctx: BotContext, { flows }: BotDeps): Promise<RevealSubject | null> {
  const found = await flows.findHandle(ctx.press?.handle ?? '', String(ctx.chatId));
  if (found?.kind !== 'payment' && found?.kind !== 'customer') return null;
  return { kind: found.kind, id: found.subjectId };
}

/** The press is answered with a link, which opens the bot for this person alone. */
async function leadToPrivateChat(ctx: BotContext, { flows }: BotDeps, subject: RevealSubject): Promise<void> {
  const person = String(ctx.from?.id);
  const offered = { personId: person, chatId: person, verb: 'see', argument: JSON.stringify(subject) };
  const id = await flows.offerAction(offered);
  if (ctx.isAnswered) return;
  ctx.isAnswered = true;
  await ctx.answerCallbackQuery({ url: `https://t.me/${ctx.me.username}?start=${seePrefix}${id}` });
}

function isSeeLink({ typed, kind }: BotContext): boolean {
  return typed?.name === 'start' && typed.argument.startsWith(seePrefix) && kind === 'private';
}

async function takeSubject(ctx: BotContext, { flows }: BotDeps): Promise<RevealSubject | null> {
  if (!may(ctx.actor, 'reveal')) return null;
  const id = ctx.typed?.argument.slice(seePrefix.length) ?? '';
  const taken = await flows.takeAction({ id, personId: String(ctx.from?.id), chatId: String(ctx.chatId) });
  return taken?.verb === 'see' ? (JSON.parse(taken.argument) as RevealSubject) : null;
}

async function ask(ctx: BotContext, deps: BotDeps, questions: Questions, subject: RevealSubject): Promise<void> {
  const ids = { cancel: await offer(deps, ctx, 'cancel') } as Record<RevealReason | 'cancel', string>;
  for (const reason of revealReasons)
    ids[reason] = await offer(deps, ctx, 'reveal', JSON.stringify({ subject, reason }));
  await questions.ask(ctx, revealQuestion(await nameOf(ctx, deps, subject), ids, ctx.reader.locale));
}

/** The id that people know a customer under is not ours. */
async function nameOf({ actor }: BotContext, { flows }: BotDeps, { kind, id }: RevealSubject): Promise<string> {
  const found = kind === 'customer' ? await flows.findCustomer(actor, id as CustomerId) : null;
  return found?.ok ? found.customer.key : id;
}

type Asked = Readonly<{ subject: RevealSubject; reason: RevealReason }>;

/** The question's own message shows it: it is written down as about to show something before it does. */
async function reveal(ctx: BotContext, { flows }: BotDeps, hider: Hider, argument: string): Promise<void> {
  const { subject, reason } = JSON.parse(argument) as Asked;
  const place = { chatId: String(ctx.chatId), messageId: String(ctx.callbackQuery?.message?.message_id) };
  const result = await flows.reveal(ctx.actor, subject, reason, place);
  if (!result.ok) return refuse(ctx, result);
  hider.wake();
  await rewrite(ctx.api, place, revealedMessage(result.contacts, result.hideAt, ctx.reader));
}
