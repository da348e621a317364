import { isFields } from '../wire.ts';
import { badRequest } from './refusal.ts';
import type { TgButton, TgKeyboard } from './types.ts';

const ACTIONS = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
  'disabled',
];

function cannotParse(what: string): never {
  throw badRequest(`can't parse inline keyboard button: ${what}`);
}

function checkAction(button: TgButton): void {
  const data = button.callback_data;
  if (data !== undefined) {
    const bytes = Buffer.byteLength(String(data), 'utf8');
    if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
  }
  if (button.url !== undefined && !/^(https?:\/\/[^\s/]+\.?[^\s]*|tg:\/\/.+)$/i.test(button.url)) {
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`);
  }
  const copy = button['copy_text'];
  if (isFields(copy) && (String(copy['text'] ?? '').length < 1 || String(copy['text']).length > 256)) {
    throw badRequest('BUTTON_COPY_TEXT_INVALID');
  }
}

function toButton(value: unknown): TgButton {
  if (!isFields(value)) return cannotParse('Expected an Object');
  if (typeof value['text'] !== 'string' || value['text'] === '') return cannotParse('Field "text" must be non-empty');
  const actions = ACTIONS.filter((name) => value[name] !== undefined);
  if (actions.length === 0) return cannotParse('Text buttons are unallowed in the inline keyboard');
  if (actions.length > 1) return cannotParse('Button must have exactly one type');
  const button = value as TgButton;
  checkAction(button);
  return button;
}

/** The inline keyboard in a `reply_markup`, checked; undefined for none, an empty one or another kind of markup. */
export function toKeyboard(markup: unknown): TgKeyboard | undefined {
  if (!isFields(markup) || markup['inline_keyboard'] === undefined) return undefined;
  const rows = markup['inline_keyboard'];
  if (!Array.isArray(rows)) throw badRequest('inline keyboard must be an Array of Arrays');
  const keyboard = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('inline keyboard must be an Array of Arrays');
    return row.map(toButton);
  });
  if (keyboard.flat().length > 100) throw badRequest('REPLY_MARKUP_TOO_LONG');
  const filled = keyboard.filter((row) => row.length > 0);
  return filled.length > 0 ? { inline_keyboard: filled } : undefined;
}
