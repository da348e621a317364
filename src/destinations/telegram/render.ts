import type { Message } from '../../messages/message.ts';
import {
  renderTelegram,
  type TelegramButton,
  type TelegramMedia,
  type TelegramPart,
} from '../../messages/telegram-html.ts';

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

function keyboardOf({ keyboard }: TelegramPart): TelegramBody {
  const rows = (keyboard ?? []).map((row) => row.filter(fits)).filter((row) => row.length > 0);
  return rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {};
}

/** A button that the API would refuse would take the whole message with it. */
function fits(button: TelegramButton): boolean {
  return Buffer.byteLength(button.callback_data ?? '') <= maxCallbackBytes;
}
