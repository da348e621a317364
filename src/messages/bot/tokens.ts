import { scopes as allScopes, type Scope } from '../../domain/permissions.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { act, copy } from './buttons.ts';
import { dateTimeText, type Reader } from './local-time.ts';

export type TokenEntry = Readonly<{
  name: string;
  prefix: string;
  scopes: readonly string[];
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  revoke: string;
}>;

const dateText = (instant: Instant, zone: string) => dateTimeText(instant, zone).slice(0, 10);

/** Living tokens: what each may do, until when, and whether anybody uses it. */
export function tokensMessage(entries: readonly TokenEntry[], create: string, { locale, zone }: Reader): Message {
  const lines = entries.flatMap((token, index): readonly Line[] => {
    const { name, prefix, scopes, expiresAt, lastUsedAt } = token;
    const until = expiresAt
      ? text(locale, 'bot-token-until', { date: dateText(expiresAt, zone) })
      : text(locale, 'bot-token-forever');
    const used = lastUsedAt
      ? text(locale, 'bot-token-used', { time: dateTimeText(lastUsedAt, zone) })
      : text(locale, 'bot-token-unused');
    return [
      [bold(text(locale, 'bot-token-line', { n: index + 1, name: oneLine(name), prefix }))],
      [plain(text(locale, 'bot-token-scopes', { scopes: scopes.join(', ') }))],
      [plain(`${until} · ${used}`)],
    ];
  });
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-tokens-title', { count: entries.length }) },
      { kind: 'lines', lines },
    ],
    buttons: [
      [act(text(locale, 'bot-button-token-new'), create, 'success')],
      ...entries.map(({ revoke }, index) => [
        act(text(locale, 'bot-button-token-revoke', { n: index + 1 }), revoke, 'danger'),
      ]),
    ],
  };
}

export type ScopeActions = Readonly<{ toggle: Readonly<Record<Scope, string>>; make: string | null; cancel: string }>;

/** Scopes are switched on and off; nothing is made before the last button. What it becomes may not be forwarded. */
export function scopesQuestion(name: string, chosen: readonly Scope[], ids: ScopeActions, locale: Locale): Message {
  const toggles = allScopes.map((scope) => [
    act(`${chosen.includes(scope) ? '✅' : '⬜'} ${scope}`, ids.toggle[scope]),
  ]);
  const make = ids.make === null ? [] : [act(text(locale, 'bot-button-token-make'), ids.make, 'success')];
  return {
    blocks: [textBlock(text(locale, 'bot-token-ask-scopes', { name: oneLine(name) }))],
    buttons: [...toggles, [...make, act(text(locale, 'bot-button-cancel'), ids.cancel)]],
    protected: true,
  };
}

/** The only time that anybody sees it. */
export function tokenMadeMessage(name: string, token: string, expiresAt: Instant, { locale, zone }: Reader): Message {
  const told = text(locale, 'bot-token-made', { name: oneLine(name), date: dateText(expiresAt, zone) });
  return {
    blocks: [textBlock(told), { kind: 'lines', lines: [[code(token)]] }],
    buttons: [[copy(text(locale, 'bot-button-token-copy'), token)]],
  };
}

export function revokeTokenQuestion(
  { name, prefix }: Pick<TokenEntry, 'name' | 'prefix'>,
  ids: Readonly<{ yes: string; no: string }>,
  locale: Locale,
): Message {
  return {
    blocks: [
      textBlock(text(locale, 'bot-token-revoke-question', { name: oneLine(name), prefix })),
      textBlock(text(locale, 'bot-confirm-note')),
    ],
    buttons: [
      [
        act(text(locale, 'bot-button-token-revoke-yes'), ids.yes, 'danger'),
        act(text(locale, 'bot-button-cancel'), ids.no),
      ],
    ],
  };
}
