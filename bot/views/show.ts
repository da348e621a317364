import { randomBytes } from 'node:crypto';
import { type Api, type Context, GrammyError } from 'grammy';
import type { InlineKeyboardButton, InlineKeyboardMarkup, InputRichMessage } from 'grammy/types';
import type { Flows, HandleSubject } from '../../src/flows/types.ts';
import type { Message } from '../../src/messages/message.ts';
import { renderTelegram, type TelegramPart } from '../../src/messages/telegram-html.ts';
import {
  type Answering,
  answering,
  editedMedia,
  hasMedia,
  inWords,
  ownTextBefore,
  removed,
  sendMedia,
} from './media.ts';
import { inBlocks } from './rich.ts';

/** What the buttons of a message are about. */
export type About = Readonly<Pick<HandleSubject, 'kind' | 'subjectId'>>;

/** The handle of buttons that are about nothing in particular, such as [Refresh]. */
export const noSubject = '0';

/** 96 random bits: nobody guesses another message's handle. */
export function newHandle(): string {
  return randomBytes(12).toString('base64url');
}

/** Answers in the same chat and topic; `about` is bound to the buttons. Returns the last part's message id. */
export async function show(
  ctx: Answering,
  message: Message,
  about?: Readonly<{ flows: Flows; subject: About }>,
): Promise<number | null> {
  const handle = about ? newHandle() : noSubject;
  const messageId = await sendParts(ctx, message, handle);
  if (about && messageId !== null && ctx.chatId !== undefined) {
    await about.flows.bindHandle(handle, {
      chatId: String(ctx.chatId),
      messageId: String(messageId),
      ...about.subject,
    });
  }
  return messageId;
}

/** Sends without binding: for dialogues, where effects on our side go through `conversation.external`. */
export async function sendParts(ctx: Answering, message: Message, handle: string): Promise<number | null> {
  const options = (part: Pick<TelegramPart, 'keyboard'>) => ({ ...optionsOf(ctx, part), ...manner(message) });
  const parts = renderTelegram(message, handle);
  const rich = await inBlocks(ctx, message, handle, (blocks, part) => ctx.replyWithRichMessage(blocks, options(part)));
  let messageId: number | null = rich?.message_id ?? null;
  for (const part of rich ? parts.filter(({ media }) => media?.kind === 'document') : parts) {
    const sent = await sendPart(ctx, part, message, messageId);
    // Buttons and later edits are about the words or their picture, never about a file after them.
    if (part.media?.kind !== 'document') messageId = sent;
  }
  return messageId;
}

async function sendPart(ctx: Answering, part: TelegramPart, message: Message, before: number | null): Promise<number> {
  const options = { link_preview_options: noPreview, ...optionsOf(ctx, part), ...manner(message) };
  const sent = part.media && (await sendMedia(ctx, part, part.media, { ...options, ...answering(before) }));
  return sent ?? inMarkup(inWords(part, ctx), (text, mode) => ctx.reply(text, { ...options, ...mode }));
}

const noPreview = { is_disabled: true } as const;

function manner({ silent, protected: isProtected }: Message) {
  return { ...(silent && { disable_notification: true }), ...(isProtected && { protect_content: true }) };
}

type Mode = Readonly<{ parse_mode?: 'HTML' }>;

/** With markup; as plain text where that is refused. */
async function inMarkup(
  { html, plain }: Pick<TelegramPart, 'html' | 'plain'>,
  send: (text: string, mode: Mode) => Promise<{ message_id: number }>,
): Promise<number> {
  try {
    return (await send(html, { parse_mode: 'HTML' })).message_id;
  } catch (error) {
    if (!isMarkupRefused(error)) throw error;
    return (await send(plain, {})).message_id;
  }
}

function optionsOf(ctx: Context, part: Pick<TelegramPart, 'keyboard'>) {
  const thread = ctx.msg?.is_topic_message ? ctx.msg.message_thread_id : undefined;
  const markup = markupOf(part);
  return {
    ...(thread !== undefined && { message_thread_id: thread }),
    ...(markup && { reply_markup: markup }),
  };
}

/**
 * Puts a message in the place of the one whose button was pressed; sends it where that one can no longer be edited.
 * Where a picture comes or goes, and there is more than the pressed message, what stood there is removed.
 */
export async function replace(ctx: Answering, message: Message, handle: string = noSubject): Promise<void> {
  const [first, ...rest] = renderTelegram(message, handle);
  if (!first) return;
  const standing = ctx.callbackQuery?.message;
  const isPictured = standing !== undefined && hasMedia(standing);
  if (!isPictured && (await editedInBlocks(ctx, message, handle))) return;
  if (!isPictured && first.media === null) {
    if (rest.length > 0 || !(await edited(ctx, first))) await sendParts(ctx, message, handle);
    return;
  }
  const text = isPictured ? ownTextBefore(standing, ctx.me.id) : null;
  const isSame = rest.length === 0 && text === null && first.media?.kind === 'photo';
  if (isSame && (await editedMedia(ctx, first))) return;
  await sendParts(ctx, message, handle);
  for (const id of [text, standing?.message_id ?? null]) if (id !== null) await removed(ctx, id);
}

/** Changes a message that is not the pressed one; throws where Telegram refuses, but for one that says it already. */
export async function rewrite(
  api: Api,
  { chatId, messageId }: Readonly<{ chatId: string; messageId: string }>,
  message: Message,
): Promise<void> {
  const [part] = renderTelegram(message, noSubject);
  if (!part) return;
  const markup = markupOf(part);
  const options = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;
  try {
    await api.editMessageText(chatId, Number(messageId), part.html, {
      ...options,
      ...(markup && { reply_markup: markup }),
    });
  } catch (error) {
    if (!(error instanceof GrammyError) || !error.description.includes('message is not modified')) throw error;
  }
}

/** True where the pressed message says it now; with files after it, all is sent anew. */
async function editedInBlocks(ctx: Answering, message: Message, handle: string): Promise<boolean> {
  if ((message.attachments ?? []).length > 0) return false;
  const edit = async (rich: InputRichMessage, part: Pick<TelegramPart, 'keyboard'>) => {
    const markup = markupOf(part);
    await ctx.editMessageText(rich, { ...(markup && { reply_markup: markup }) });
    return true;
  };
  try {
    return (await inBlocks(ctx, message, handle, edit)) ?? false;
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    return error.description.includes('message is not modified');
  }
}

async function edited(ctx: Context, part: TelegramPart): Promise<boolean> {
  const markup = markupOf(part);
  try {
    await ctx.editMessageText(part.html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(markup && { reply_markup: markup }),
    });
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    return error.description.includes('message is not modified');
  }
}

/** For messages that answer nobody: what the Bot API is to be sent. */
export function drawnFor(message: Message, handle: string = noSubject) {
  const [part] = renderTelegram(message, handle);
  const markup = part ? markupOf(part) : null;
  return {
    html: part?.html ?? '',
    options: {
      parse_mode: 'HTML' as const,
      link_preview_options: { is_disabled: true },
      ...(markup && { reply_markup: markup }),
    },
  };
}

export function markupOf({ keyboard }: Pick<TelegramPart, 'keyboard'>): InlineKeyboardMarkup | null {
  if (keyboard === null) return null;
  return { inline_keyboard: keyboard.map((row) => row.map((button) => ({ ...button }) as InlineKeyboardButton)) };
}

function isMarkupRefused(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 400 && /can't parse entities/i.test(error.description);
}

const maxToast = 190;

/** The short note over the chat; a press that was answered already keeps its first answer. */
export async function toast(ctx: Context & { isAnswered?: boolean }, words: string): Promise<void> {
  if (ctx.isAnswered || !ctx.callbackQuery) return;
  ctx.isAnswered = true;
  try {
    await ctx.answerCallbackQuery(words === '' ? {} : { text: [...words].slice(0, maxToast).join('') });
  } catch (error) {
    // Pressed while we were away: nobody waits for this answer any more.
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
  }
}
