import type { Picture } from '../../files/picture.ts';
import type { Message } from '../../messages/message.ts';
import {
  renderTelegram,
  type TelegramButton,
  type TelegramMedia,
  type TelegramPart,
} from '../../messages/telegram-html.ts';
import { renderRich } from '../../messages/telegram-rich.ts';

/** What sendMessage takes, but for the chat; `text` is the caption where a picture or a file goes with it. */
export type TelegramBody = Readonly<Record<string, unknown>>;

/** Bytes that the Bot API takes as callback_data. */
const maxCallbackBytes = 64;

/** One part in the forms that are tried one after the other. */
export type TelegramForms = Readonly<{
  html: TelegramBody;
  plain: TelegramBody;
  bare: TelegramBody;
  media: TelegramMedia | null;
}>;

/** One part in blocks: `body` with the photo block in its place or without it, where the picture does not come. */
export type RichForms = Readonly<{ picture: Picture | null; body: (hasPicture: boolean) => TelegramBody }>;

/** A message is brought in blocks, its files after it in the usual forms; null where it needs none (`renderRich`). */
export function richForms(message: Message, handle: string): RichForms | null {
  const rich = renderRich(message, handle);
  if (!rich) return null;
  const { head, rest, picture, keyboard } = rich;
  return {
    picture,
    body: (hasPicture) => ({
      // Text from outside is never made a mention, a command or a link by being there.
      rich_message: { blocks: [...head, ...(hasPicture ? [photoBlock] : []), ...rest], skip_entity_detection: true },
      ...keyboardOf({ keyboard }),
    }),
  };
}

/** The upload is called `file`. */
const photoBlock = { type: 'photo', photo: { type: 'photo', media: 'attach://file' } };

/** With markup; as plain text where the markup is refused; without buttons where those are. Previews are off. */
export function renderForms(message: Message, handle: string): readonly TelegramForms[] {
  return renderTelegram(message, handle).map((part) => {
    const common = part.media === null ? { link_preview_options: { is_disabled: true } } : {};
    const keyboard = keyboardOf(part);
    const plain = { ...common, text: part.plain };
    return {
      html: { ...common, text: part.html, parse_mode: 'HTML', ...keyboard },
      plain: { ...plain, ...keyboard },
      bare: plain,
      media: part.media,
    };
  });
}

/** The text as the caption of a picture or a file. */
export function captioned({ text, ...rest }: TelegramBody): TelegramBody {
  return text === '' ? rest : { ...rest, caption: text };
}

/** The body of editMessageMedia, which has caption and markup beside the file; the upload is called `file`. */
export function asMedia(kind: TelegramMedia['kind'], { reply_markup, ...form }: TelegramBody): TelegramBody {
  const media = { type: kind, media: 'attach://file', ...captioned(form) };
  return { media, ...(reply_markup === undefined ? {} : { reply_markup }) };
}

function keyboardOf({ keyboard }: Pick<TelegramPart, 'keyboard'>): TelegramBody {
  const rows = (keyboard ?? []).map((row) => row.filter(fits)).filter((row) => row.length > 0);
  return rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {};
}

/** A button that the API would refuse would take the whole message with it. */
function fits(button: TelegramButton): boolean {
  return Buffer.byteLength(button.callback_data ?? '') <= maxCallbackBytes;
}
