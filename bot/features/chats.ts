import { Composer, GrammyError } from 'grammy';
import type { MadeTopics } from '../../src/flows/chat-topics.ts';
import { topicNames } from '../../src/flows/chat-topics.ts';
import { type ChatRights, chatCodeMessage, chatJoinedMessage, topicsQuestion } from '../../src/messages/bot/chats.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show, toast } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { addressHere } from './settings.ts';
import { offer, onAct, onPress, refuse } from './wiring.ts';

/** Chats that are told things: how one is connected, tried, and given topics. */
export function chatsFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onPress(composer, 'connect_chat', (ctx) => showCode(ctx, deps));
  onAct(composer, questions, 'test_chat', async (ctx) => {
    const result = await deps.flows.testChat(ctx.actor, addressHere(ctx));
    if (!result.ok) return refuse(ctx, result);
    await toast(ctx, text(ctx.reader.locale, 'chat-test-sent'));
  });
  onAct(composer, questions, 'ask_topics', async (ctx) => {
    const ids = { make: await offer(deps, ctx, 'make_topics'), cancel: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, topicsQuestion(ids, ctx.reader));
  });
  onAct(composer, questions, 'make_topics', (ctx) => makeTopics(ctx, deps));
  return composer;
}

/** In a group everybody would see the code, and could connect a chat of his own. */
async function showCode(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const { reader } = ctx;
  if (ctx.kind !== 'private') return toast(ctx, text(reader.locale, 'chat-code-private'));
  const made = await flows.makeChatCode(ctx.actor);
  if (!made.ok) return refuse(ctx, made);
  await show(ctx, chatCodeMessage({ ...made, bot: ctx.me.username }, reader));
}

/** `/start chat_…` where it was sent. */
export async function joinChat(ctx: BotContext, deps: BotDeps, code: string): Promise<void> {
  const { reader, from } = ctx;
  if (!from) return;
  if (ctx.kind === 'private') return void (await show(ctx, sentence(reader.locale, 'chat-code-group')));
  const result = await deps.flows.takeChatCode({ telegramId: String(from.id) }, { code, address: addressHere(ctx) });
  if (!result.ok) {
    const words = result.reason === 'busy' ? 'bot-code-too-many' : 'chat-code-wrong';
    return void (await show(ctx, sentence(reader.locale, words)));
  }
  await show(ctx, chatJoinedMessage(result.by, await rightsHere(ctx), reader));
}

async function memberHere(ctx: BotContext) {
  return ctx.api.getChatMember(ctx.chatId ?? 0, ctx.me.id).catch((error: unknown) => {
    if (error instanceof GrammyError) return null;
    throw error;
  });
}

async function rightsHere(ctx: BotContext): Promise<ChatRights> {
  const member = await memberHere(ctx);
  return {
    isGroup: ctx.kind === 'group',
    readsAll: ctx.me.can_read_all_group_messages,
    mayPin: member?.status === 'administrator' && member.can_pin_messages === true,
  };
}

/** The topics first, the routes when all of them are there: a message never goes to a topic that is not. */
async function makeTopics(ctx: BotContext, deps: BotDeps): Promise<void> {
  const { locale } = ctx.reader;
  const member = await memberHere(ctx);
  if (member?.status !== 'administrator' || member.can_manage_topics !== true)
    return replace(ctx, sentence(locale, 'topics-no-right'));
  const topics = await createTopics(ctx);
  if (!topics) return replace(ctx, sentence(locale, 'topics-broken'));
  const result = await deps.flows.useTopics(ctx.actor, String(ctx.chatId), topics);
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, await signed(ctx, deps, 'manage_settings', sentence(locale, 'topics-made')));
}

async function createTopics(ctx: BotContext): Promise<MadeTopics | null> {
  const made: Record<string, number> = {};
  try {
    for (const name of topicNames) {
      const topic = await ctx.api.createForumTopic(ctx.chatId ?? 0, text(ctx.reader.locale, `topic-${name}`));
      made[name] = topic.message_thread_id;
    }
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    ctx.log.warn({ event: 'topics_refused', err: error });
    return null;
  }
  return made as MadeTopics;
}
