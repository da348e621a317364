import type { ContestNotice } from '../../domain/contests/notices.ts';
import { contestNoticeKinds } from '../../domain/contests/notices.ts';
import type { Notice } from '../../domain/views.ts';
import { dateTimeText } from '../bot/local-time.ts';
import { type Block, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { inLocale } from './words.ts';

const kinds: ReadonlySet<string> = new Set(contestNoticeKinds);
/** A message names so many; all of them are in the proof. */
const mostNamed = 20;

export function isContestNotice(notice: Notice): notice is ContestNotice {
  return kinds.has(notice.kind);
}

/** What a contest publishes: what it is bound to, in words, and the values themselves to be copied. */
export function contestNoticeMessage(notice: ContestNotice, locale: Locale, after: readonly Block[]): Message {
  return { blocks: [...blocksOf(notice, locale), ...after], buttons: [] };
}

/** A value that is compared letter by letter, under its name. */
function value(locale: Locale, id: string, is: string): readonly Line[] {
  return [[plain(text(locale, id))], [code(is)]];
}

function linkTo(id: string, url: string | undefined, locale: Locale): readonly Block[] {
  return url === undefined ? [] : [textBlock(text(locale, id, { url }))];
}

function blocksOf(notice: ContestNotice, locale: Locale): readonly Block[] {
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
      const next = text(locale, 'contest-winner-not-told-next', { delivery: notice.delivery });
      return [textBlock(text(locale, 'contest-winner-not-told', told), next)];
    }
    case 'contest_opened':
      return openedBlocks(notice, locale);
    case 'entries_frozen':
      return frozenBlocks(notice, locale);
    case 'draw_announced':
      return announcedBlocks(notice, locale);
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

function frozenBlocks(notice: Extract<ContestNotice, { kind: 'entries_frozen' }>, locale: Locale): readonly Block[] {
  const { zone, entrants, tickets, entriesHash, round, roundAt, url } = notice;
  const when = { round: String(round), at: dateTimeText(roundAt, zone), zone };
  return [
    { kind: 'heading', text: text(locale, 'contest-frozen', { title: inLocale(notice.title, locale) }) },
    textBlock(text(locale, 'contest-frozen-counts', { entrants, tickets }), text(locale, 'contest-frozen-next', when)),
    { kind: 'lines', lines: value(locale, 'contest-entries-hash', entriesHash) },
    ...linkTo('contest-entries-at', url, locale),
  ];
}

function announcedBlocks(notice: Extract<ContestNotice, { kind: 'draw_announced' }>, locale: Locale): readonly Block[] {
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
    ...linkTo('contest-proof-at', url, locale),
  ];
}
