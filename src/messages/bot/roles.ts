import type { Role } from '../../domain/permissions.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { clockMoment, timedLine } from '../moment.ts';
import { type Locale, text } from '../text.ts';
import { act, copy } from './buttons.ts';
import type { Reader } from './local-time.ts';

type Confirmation = Readonly<{ yes: string; no: string }>;

/** `change` and `remove` where the person who looks may do that. */
export type RoleEntry = Readonly<{
  telegramId: string;
  name: string;
  role: Role;
  change?: string;
  remove?: string;
}>;

const roleName = (locale: Locale, role: Role) => text(locale, `bot-rolename-${role}`);

/** Who may do what; owners of the environment have no buttons. */
export function rolesMessage(
  entries: readonly RoleEntry[],
  environmentOwners: readonly string[],
  more: number,
  locale: Locale,
): Message {
  const fixed = environmentOwners.map(
    (id): Line => [
      plain(`👑 ${roleName(locale, 'owner')} · `),
      code(id),
      plain(` · ${text(locale, 'bot-roles-environment')}`),
    ],
  );
  const lines = entries.map(
    ({ name, role, telegramId }, index): Line => [
      plain(`${index + 1}. `),
      bold(oneLine(name)),
      plain(` · ${roleName(locale, role)} · `),
      code(telegramId),
    ],
  );
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-roles-title', { count: entries.length + environmentOwners.length }) },
      { kind: 'lines', lines: [...fixed, ...lines] },
      textBlock(more > 0 ? text(locale, 'bot-more', { count: more }) : null, text(locale, 'bot-roles-next')),
    ],
    buttons: entries.flatMap((entry, index) => entryButtons(entry, index + 1, locale)),
  };
}

function entryButtons({ change, remove }: RoleEntry, n: number, locale: Locale): readonly (readonly Button[])[] {
  const row = [
    ...(change ? [act(text(locale, 'bot-button-role-change', { n }), change)] : []),
    ...(remove ? [act(text(locale, 'bot-button-role-remove', { n }), remove, 'danger')] : []),
  ];
  return row.length > 0 ? [row] : [];
}

export function chooseRoleQuestion(
  title: string,
  choices: readonly Readonly<{ role: Role; actionId: string }>[],
  cancel: string,
  locale: Locale,
): Message {
  return {
    blocks: [textBlock(title)],
    buttons: [
      ...choices.map(({ role, actionId }) => [act(roleName(locale, role), actionId)]),
      [act(text(locale, 'bot-button-cancel'), cancel)],
    ],
  };
}

export function whichRoleTitle(name: string, role: Role, locale: Locale): string {
  return text(locale, 'bot-role-which', { name: oneLine(name), role: roleName(locale, role) });
}

/** What somebody gains and loses, as commands. `to` null: no role at all. */
export type RoleChange = Readonly<{
  name: string;
  from: Role;
  to: Role | null;
  gains: readonly string[];
  loses: readonly string[];
}>;

export function changeRoleQuestion(change: RoleChange, ids: Confirmation, locale: Locale): Message {
  const { to, gains, loses } = change;
  const args = { name: oneLine(change.name), from: roleName(locale, change.from) };
  const title =
    to === null
      ? text(locale, 'bot-role-remove-question', args)
      : text(locale, 'bot-role-change-question', { ...args, to: roleName(locale, to) });
  const list = (id: string, names: readonly string[]) =>
    names.length > 0 ? text(locale, id, { commands: names.map((name) => `/${name}`).join(' ') }) : null;
  return {
    blocks: [
      { kind: 'heading', text: title },
      textBlock(list('bot-role-gains', gains), list('bot-role-loses', loses)),
      textBlock(text(locale, 'bot-confirm-note')),
    ],
    buttons: [
      [
        act(text(locale, to === null ? 'bot-button-remove-yes' : 'bot-button-change-yes'), ids.yes, 'danger'),
        act(text(locale, 'bot-button-cancel'), ids.no),
      ],
    ],
  };
}

export function roleChangedMessage(name: string, to: Role | null, locale: Locale): Message {
  const args = { name: oneLine(name) };
  const words =
    to === null
      ? text(locale, 'bot-role-removed', args)
      : text(locale, 'bot-role-changed', { ...args, role: roleName(locale, to) });
  return { blocks: [textBlock(words)], buttons: [] };
}

export type OpenInvite = Readonly<{ role: Role; madeBy: string; expiresAt: Instant; revoke: string }>;

/** Which role is the invitation for; and which invitations are open. */
export function inviteQuestion(
  choices: readonly Readonly<{ role: Role; actionId: string }>[],
  open: readonly OpenInvite[],
  { locale, zone }: Reader,
): Message {
  const lines = open.map(
    ({ role, madeBy, expiresAt }, index): Line => [
      ...timedLine(locale, 'bot-invite-line', clockMoment(expiresAt, zone), {
        n: index + 1,
        role: roleName(locale, role),
        by: oneLine(madeBy),
      }),
    ],
  );
  const openBlocks: Block[] =
    lines.length > 0
      ? [
          { kind: 'heading', text: text(locale, 'bot-invite-open') },
          { kind: 'lines', lines },
        ]
      : [];
  return {
    blocks: [textBlock(text(locale, 'bot-invite-question')), ...openBlocks],
    buttons: [
      ...choices.map(({ role, actionId }) => [act(roleName(locale, role), actionId)]),
      ...open.map(({ revoke }, index) => [
        act(text(locale, 'bot-button-invite-revoke', { n: index + 1 }), revoke, 'danger'),
      ]),
    ],
  };
}

export function inviteMessage(link: string, role: Role, expiresAt: Instant, revoke: string, reader: Reader): Message {
  const { locale, zone } = reader;
  return {
    blocks: [
      {
        kind: 'lines',
        lines: [timedLine(locale, 'bot-invite-made', clockMoment(expiresAt, zone), { role: roleName(locale, role) })],
      },
      { kind: 'lines', lines: [[code(link)]] },
      textBlock(text(locale, 'bot-invite-once')),
    ],
    buttons: [
      [copy(text(locale, 'bot-button-invite-copy'), link)],
      [act(text(locale, 'bot-button-invite-revoke-this'), revoke, 'danger')],
    ],
  };
}

export function codeTakenMessage(name: string, role: Role, by: string | null, locale: Locale): Message {
  const words = text(locale, 'bot-code-taken', { name: oneLine(name), role: roleName(locale, role) });
  const inviter = by === null ? null : text(locale, 'bot-code-taken-by', { by: oneLine(by) });
  return { blocks: [textBlock(words, inviter, text(locale, 'bot-start-next'))], buttons: [] };
}
