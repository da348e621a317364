import { type Context, GrammyError, InputFile } from 'grammy';
import type { Message as Received } from 'grammy/types';
import type { FileMaker } from '../../src/files/maker.ts';
import { escapeHtml } from '../../src/lib/html.ts';
import { missingFile } from '../../src/messages/attachments.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { TelegramMedia, TelegramPart } from '../../src/messages/telegram-html.ts';

/** Somebody who is answered, and what makes the pictures and files of the answer where there is such. */
export type Answering = Context & Readonly<{ files?: FileMaker; reader?: Reader }>;

type Options = Readonly<Record<string, unknown>>;

/** What is said instead of a file that does not come; a picture's caption says it all by itself. */
export function inWords(part: TelegramPart, { reader }: Answering): TelegramPart {
  if (part.media?.kind !== 'document') return part;
  const said = missingFile(part.media.attachment.name, reader?.locale ?? 'ru');
  return { ...part, html: escapeHtml(said), plain: said };
}

/** Null where it cannot be made or may not be sent there: then the words go by themselves. */
export async function sendMedia(
  ctx: Answering,
  part: TelegramPart,
  media: TelegramMedia,
  options: Options,
): Promise<number | null> {
  const file = await made(ctx, media);
  if (file === null) return null;
  const caption = part.html === '' ? {} : { caption: part.html, parse_mode: 'HTML' as const };
  const { link_preview_options: _, ...rest } = options;
  try {
    const sent = await (media.kind === 'photo'
      ? ctx.replyWithPhoto(file, { ...rest, ...caption })
      : ctx.replyWithDocument(file, { ...rest, ...caption }));
    return sent.message_id;
  } catch (error) {
    if (isRefused(error)) return null;
    throw error;
  }
}

/** Null where it cannot be made. */
export async function made({ files }: Answering, media: TelegramMedia): Promise<InputFile | null> {
  if (!files) return null;
  try {
    if (media.kind === 'photo') return new InputFile(await files.draw(media.picture), 'chart.png');
    // No answer brings a file that is kept: those go with deliveries.
    if ('stored' in media.attachment) return null;
    return new InputFile(await files.write(media.attachment), media.attachment.name);
  } catch {
    return null;
  }
}

/** What comes after the first part answers it, so that both are found from either, and makes no sound. */
export function answering(before: number | null): Options {
  if (before === null) return {};
  return {
    reply_parameters: { message_id: before, allow_sending_without_reply: true },
    disable_notification: true,
  };
}

/** True where the pressed message shows this picture now. */
export async function editedMedia(ctx: Answering, part: TelegramPart): Promise<boolean> {
  const file = part.media && (await made(ctx, part.media));
  if (!file) return false;
  const { html, keyboard } = part;
  const caption = html === '' ? {} : { caption: html, parse_mode: 'HTML' as const };
  const markup = { inline_keyboard: (keyboard ?? []).map((row) => [...row]) as never };
  try {
    await ctx.editMessageMedia({ type: 'photo', media: file, ...caption }, { reply_markup: markup });
    return true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return String(error).includes('message is not modified');
  }
}

export function hasMedia(message: object): boolean {
  return 'photo' in message || 'document' in message;
}

/** The text that a picture of ours answers: both were one message. */
export function ownTextBefore(message: object, botId: number): number | null {
  const { reply_to_message: before } = message as Pick<Received, 'reply_to_message'>;
  return before?.from?.id === botId && before.text !== undefined ? before.message_id : null;
}

/** What cannot be removed any more stays. */
export async function removed({ api, chatId }: Context, messageId: number): Promise<void> {
  await api.deleteMessage(chatId ?? 0, messageId).catch((error: unknown) => {
    if (!isRefused(error)) throw error;
  });
}

/** A picture that may not be shown in this chat, or that Telegram does not like. */
export function isMediaRefused(error: unknown): boolean {
  return (
    error instanceof GrammyError &&
    (error.error_code === 413 || /rights to send|_FORBIDDEN|IMAGE_PROCESS_FAILED|PHOTO_/i.test(error.description))
  );
}

function isRefused(error: unknown): boolean {
  return (
    error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403 || error.error_code === 413)
  );
}
