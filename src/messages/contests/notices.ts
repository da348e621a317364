import type { ContestNotice } from '../../domain/contests/notices.ts';
import { contestNoticeKinds } from '../../domain/contests/notices.ts';
import type { Notice } from '../../domain/views.ts';
import { dateTimeText } from '../bot/local-time.ts';
import { type Block, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type CardOptions, repeatBlocks } from '../purchase-card.ts';
import { type Locale, text } from '../text.ts';
import { attachedEntries, entriesText } from './entries-file.ts';
import { inLocale } from './words.ts';

const kinds: ReadonlySet<string> = new Set(contestNoticeKinds);
/** A message names so many; all of them are in the proof. */
const mostNamed = 20;

export function isContestNotice(notice: Notice): notice is ContestNotice {
  return kinds.has(notice.kind);
}

/** What a contest publishes: what it is bound to, in words, and the values themselves to be copied. */
export function contestNoticeMessage(notice: ContestNotice, options: CardOptions): Message {
  const { locale, mayRepeat = false } = options;
  const attachments = attachedEntries(notice, options);
  return {
    blocks: [...blocksOf(notice, options), ...repeatBlocks(locale, mayRepeat)],
    buttons: [],
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

/** A value that is compared letter by letter, under its name. */
function value(locale: Locale, id: string, is: string): readonly Line[] {
  return [[plain(text(locale, id))], [code(is)]];
}

function blocksOf(notice: ContestNotice, options: CardOptions): readonly Block[] {
  const { locale } = options;
  switch (notice.kind) {
    case 'codes_guessed':
      return [textBlock(text(locale, 'contest-codes-guessed'), text(locale, 'contest-codes-guessed-next'))];
    case 'contest_signals': {
      const title = inLocale(notice.title, locale);
      return [textBlock(text(locale, 'contest-signals-found', { title, count: notice.count }))];
    }
    case 'draw_due': {
      const told = { title: inLocale(notice.title, locale), round: String(notice.round) };
      return [textBlock(text(locale, 'contest-draw-due', told), text(locale, 'contest-draw-due-next'))];
    }
    case 'winner_not_told': {
      const told = { title: inLocale(notice.title, locale), place: notice.place, code: notice.reason };
      const next = [plain(`${text(locale, 'contest-winner-not-told-next')} `), code(`/replay ${notice.delivery}`)];
      return [textBlock(text(locale, 'contest-winner-not-told', told), next)];
    }
    case 'contest_opened':
      return openedBlocks(notice, locale);
    case 'entries_frozen':
      return frozenBlocks(notice, options);
    case 'draw_announced':
      return announcedBlocks(notice, options);
  }
}

function openedBlocks(notice: Extract<ContestNotice, { kind: 'contest_opened' }>, locale: Locale): readonly Block[] {
  const { zone, seedHash, rule } = notice;
  const [from, to] = [dateTimeText(notice.startsAt, zone), dateTimeText(notice.endsAt, zone)];
  return [
    { kind: 'heading', text: text(locale, 'contest-opened', { title: inLocale(notice.title, locale) }) },
    textBlock(text(locale, 'contest-opened-period', { from, to, zone }), text(locale, 'contest-opened-why')),
    { kind: 'lines', lines: value(locale, 'contest-seed-hash', seedHash) },
    { kind: 'lines', lines: value(locale, 'contest-outside-rule', rule) },
  ];
}

type FrozenEntries = Extract<ContestNotice, { kind: 'entries_frozen' }>;

function frozenBlocks(notice: FrozenEntries, options: CardOptions): readonly Block[] {
  const { locale } = options;
  const { zone, entrants, tickets, entriesHash, round, roundAt } = notice;
  const when = { round: String(round), at: dateTimeText(roundAt, zone), zone };
  return [
    { kind: 'heading', text: text(locale, 'contest-frozen', { title: inLocale(notice.title, locale) }) },
    textBlock(text(locale, 'contest-frozen-counts', { entrants, tickets }), text(locale, 'contest-frozen-next', when)),
    { kind: 'lines', lines: value(locale, 'contest-entries-hash', entriesHash) },
    textBlock(entriesText(notice, options)),
  ];
}

type Announced = Extract<ContestNotice, { kind: 'draw_announced' }>;

function announcedBlocks(notice: Announced, options: CardOptions): readonly Block[] {
  const { locale } = options;
  const { winners, round, value: randomness, seed, entriesHash, url } = notice;
  const named = winners
    .slice(0, mostNamed)
    .map(({ place, id, prize }): Line => [plain(`${place}. ${inLocale(prize, locale)} – `), code(id)]);
  const more = winners.length - named.length;
  return [
    { kind: 'heading', text: text(locale, 'contest-announced', { title: inLocale(notice.title, locale) }) },
    { kind: 'lines', lines: winners.length === 0 ? [[plain(text(locale, 'contest-nobody-won'))]] : named },
    textBlock(more > 0 ? text(locale, 'contest-more-winners', { count: more }) : null),
    textBlock(text(locale, 'contest-announced-check')),
    { kind: 'lines', lines: value(locale, 'contest-seed', seed) },
    { kind: 'lines', lines: value(locale, 'contest-value', `${round} ${randomness}`) },
    { kind: 'lines', lines: value(locale, 'contest-entries-hash', entriesHash) },
    textBlock(entriesText(notice, options), url === undefined ? null : text(locale, 'contest-proof-at', { url })),
  ];
}
