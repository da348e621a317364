import type { Role } from '../../domain/permissions.ts';
import { bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { hasText, type Locale, text } from '../text.ts';
import { open } from './buttons.ts';

/** `example` is what one would type, with its slash; the catalogue has one where its words are of a language. */
export type HelpEntry = Readonly<{ name: string; example: string }>;

/** Only what this person may use in this kind of chat. */
export function helpMessage(entries: readonly HelpEntry[], mayLookUp: boolean, locale: Locale): Message {
  const lines = entries.map(
    ({ name, example }): Line => [
      code(hasText(locale, `bot-example-${name}`) ? text(locale, `bot-example-${name}`) : example),
      plain(` – ${text(locale, `bot-command-${name}`)}`),
    ],
  );
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-help-title') },
      { kind: 'lines', lines },
      ...(mayLookUp ? [textBlock(text(locale, 'bot-help-lookup'))] : []),
    ],
    buttons: [],
  };
}

/** The first words to somebody of the team. */
export function teamGreeting(
  name: string,
  role: Role,
  mayReport: boolean,
  maySeeStatus: boolean,
  locale: Locale,
): Message {
  const greeting: Line = [bold(text(locale, 'bot-start-team', { name, role: text(locale, `bot-role-${role}`) }))];
  return {
    blocks: [{ kind: 'lines', lines: [greeting, [plain(text(locale, 'bot-start-next'))]] }],
    buttons: [
      [
        ...(mayReport ? [open(text(locale, 'bot-button-today'), 'today')] : []),
        ...(maySeeStatus ? [open(text(locale, 'bot-button-status'), 'status')] : []),
        open(text(locale, 'bot-button-help'), 'help'),
      ],
    ],
  };
}

export function languageQuestion(locale: Locale): Message {
  return {
    blocks: [textBlock(text(locale, 'bot-language-question'))],
    buttons: [[open('Русский', 'language_ru'), open('English', 'language_en')]],
  };
}

export function unknownCommand(near: string | null, locale: Locale): Message {
  const words =
    near === null ? text(locale, 'bot-unknown-command') : text(locale, 'bot-did-you-mean', { command: `/${near}` });
  return { blocks: [textBlock(words)], buttons: [] };
}

/** One sentence by its key. */
export function sentence(locale: Locale, id: string, args: Readonly<Record<string, string | number>> = {}): Message {
  return { blocks: [textBlock(text(locale, id, args))], buttons: [] };
}
