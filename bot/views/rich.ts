import { GrammyError, type InputFile } from 'grammy';
import type { InputRichMessage } from 'grammy/types';
import { judge } from '../../src/domain/outcomes.ts';
import type { Message } from '../../src/messages/message.ts';
import type { TelegramPart } from '../../src/messages/telegram-html.ts';
import { refusesRich, renderRich, type TelegramRich } from '../../src/messages/telegram-rich.ts';
import { type Answering, isMediaRefused, made } from './media.ts';

/** Calls with the message in blocks; null where blocks are not taken here, or there is no use for them. */
export async function inBlocks<Sent>(
  ctx: Answering,
  message: Message,
  handle: string,
  call: (rich: InputRichMessage, part: Pick<TelegramPart, 'keyboard'>) => Promise<Sent>,
): Promise<Sent | null> {
  const rich = renderRich(message, handle);
  if (!rich) return null;
  try {
    return await withPicture(ctx, rich, (blocks) => call(blocks, rich));
  } catch (error) {
    if (refuses(error)) return null;
    throw error;
  }
}

/** With the picture inside; without it where it cannot be made or may not be shown there. */
async function withPicture<Sent>(
  ctx: Answering,
  rich: TelegramRich,
  call: (rich: InputRichMessage) => Promise<Sent>,
): Promise<Sent> {
  const photo = rich.picture && (await made(ctx, { kind: 'photo', picture: rich.picture }));
  if (!photo) return call(blocksOf(rich, null));
  try {
    return await call(blocksOf(rich, photo));
  } catch (error) {
    if (!isMediaRefused(error)) throw error;
    return call(blocksOf(rich, null));
  }
}

function blocksOf({ head, rest }: TelegramRich, photo: InputFile | null): InputRichMessage {
  const picture = photo ? [{ type: 'photo', photo: { type: 'photo', media: photo } } as const] : [];
  return { blocks: [...head, ...picture, ...rest], skip_entity_detection: true };
}

function refuses(error: unknown): boolean {
  if (!(error instanceof GrammyError)) return false;
  const { error_code: status, description: text } = error;
  return refusesRich(
    judge('telegram', { kind: 'answer', status, ok: false, code: String(status), text, retryAfterMs: null }),
  );
}
