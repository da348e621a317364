import type { Contest } from '../../domain/contests/contest.ts';
import type { DrawProof } from '../../domain/contests/draw.ts';
import type { VerifiedDraw } from '../../domain/contests/verified-draw.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { open, openAbout } from '../bot/buttons.ts';
import { dateTimeText, durationText, type Reader } from '../bot/local-time.ts';
import { type Block, bold, code, type Line, type Message, plain, type Span, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { inLocale, maskPerson, prizeLine, shortHash } from './words.ts';

type Own = Readonly<{ telegramId: string; tickets: number; place: number | null; lostAll: boolean }>;
type Rating = Readonly<{ top: readonly Readonly<{ telegramId: string; tickets: number }>[]; people: number }>;
export type ContestView = Readonly<{
  contest: Contest;
  phase: 'soon' | 'open' | 'holding' | 'drawing' | 'drawn';
  freezesAt: Instant;
  seedHash: string;
  outsideRule: string;
  draw: Readonly<{ proof: DrawProof | null; announcedAt: Instant | null; winners: readonly Winner[] }> | null;
  rating: Rating;
  own: Own;
}>;
type Winner = Readonly<{ place: number; telegramId: string }>;

const mostPrizes = 10;

export function noContestMessage(locale: Locale): Message {
  return { blocks: [textBlock(text(locale, 'contest-none'))], buttons: [[inviteButton(locale)]] };
}

const inviteButton = (locale: Locale) => open(text(locale, 'contest-button-invite'), 'invite');

/** How long still, what for, who leads and where one stands oneself, and by which rules. */
export function contestMessage(view: ContestView, now: Instant, { locale }: Reader): Message {
  const { contest, own, rating } = view;
  const title = inLocale(contest.title, locale);
  return {
    blocks: [
      { kind: 'heading', text: `🎟 ${title}` },
      textBlock(phaseText(view, now, locale), ownText(own, rating.people, locale)),
      prizesBlock(contest, locale),
      ...winnerBlocks(view, locale),
      ratingBlock(rating, own, locale),
      rulesBlock(contest, locale),
      boundBlock(view, locale),
    ],
    buttons: [
      [open(text(locale, 'contest-button-tickets'), 'tickets'), inviteButton(locale)],
      [open(text(locale, 'contest-button-refresh'), 'contest')],
    ],
  };
}

function phaseText({ phase, contest, freezesAt }: ContestView, now: Instant, locale: Locale): string {
  const { startsAt, endsAt, zone } = contest;
  switch (phase) {
    case 'soon':
      return text(locale, 'contest-soon', {
        at: dateTimeText(startsAt, zone),
        left: durationText(now, startsAt, locale),
      });
    case 'open':
      return text(locale, 'contest-open', { at: dateTimeText(endsAt, zone), left: durationText(now, endsAt, locale) });
    case 'holding':
      return text(locale, 'contest-holding', { at: dateTimeText(freezesAt, zone) });
    case 'drawing':
      return text(locale, 'contest-drawing');
    case 'drawn':
      return text(locale, 'contest-drawn');
  }
}

function ownText({ tickets, place, lostAll }: Own, people: number, locale: Locale): string {
  if (lostAll) return text(locale, 'contest-own-taken');
  if (place === null) return text(locale, 'contest-own-none');
  return text(locale, 'contest-own', { tickets, place, people });
}

function prizesBlock({ prizes }: Contest, locale: Locale): Block {
  const lines = prizes.slice(0, mostPrizes).map((prize): Line => [plain(prizeLine(prize, locale))]);
  const more = prizes.length - lines.length;
  const rest: readonly Line[] = more > 0 ? [[plain(text(locale, 'contest-more-prizes', { count: more }))]] : [];
  return { kind: 'lines', lines: [[bold(text(locale, 'contest-prizes'))], ...lines, ...rest] };
}

function winnerBlocks({ phase, draw, own }: ContestView, locale: Locale): readonly Block[] {
  if (phase !== 'drawn' || draw === null) return [];
  const won = draw.winners.find(({ telegramId }) => telegramId === own.telegramId);
  const lines = draw.winners
    .slice(0, mostPrizes)
    .map(({ place, telegramId }): Line => [plain(`${place}. ${maskPerson(telegramId)}`)]);
  return [
    ...(won ? [textBlock(text(locale, 'contest-you-won', { place: won.place }))] : []),
    {
      kind: 'lines',
      lines: [[bold(text(locale, 'contest-winners'))], ...lines, [plain(text(locale, 'contest-check'))]],
    },
  ];
}

function ratingBlock({ top }: Rating, own: Own, locale: Locale): Block {
  const lines = top.map(({ telegramId, tickets }): Line => {
    const place = 1 + top.filter((other) => other.tickets > tickets).length;
    const isOwn = telegramId === own.telegramId;
    const who: Span = isOwn ? bold(text(locale, 'contest-you')) : plain(maskPerson(telegramId));
    return [plain(`${place}. `), who, plain(` – ${text(locale, 'contest-tickets', { count: tickets })}`)];
  });
  const said: readonly Line[] = lines.length > 0 ? lines : [[plain(text(locale, 'contest-nobody-yet'))]];
  return { kind: 'lines', lines: [[bold(text(locale, 'contest-rating'))], ...said] };
}

function rulesBlock({ rules, attributionWindowDays, limits, texts }: Contest, locale: Locale): Block {
  const said = [
    rules.selfPurchase ? text(locale, 'contest-rule-self') : null,
    rules.inviteePayment ? text(locale, 'contest-rule-invitee', { days: attributionWindowDays }) : null,
    text(locale, rules.renewals ? 'contest-rule-renewals' : 'contest-rule-no-renewals'),
    limits.ticketsPerPerson === null ? null : text(locale, 'contest-rule-limit', { count: limits.ticketsPerPerson }),
    text(locale, 'contest-rule-refund'),
  ].filter((line) => line !== null);
  const own = texts === null ? [] : texts[locale].split('\n').filter((line) => line.trim() !== '');
  const lines = [...said.map((line) => `· ${line}`), ...own.map(oneLine)].map((line): Line => [plain(line)]);
  return { kind: 'details', summary: text(locale, 'contest-rules'), lines };
}

/** The values that bind the draw: the same that were published when it opened. */
function boundBlock({ seedHash, outsideRule }: ContestView, locale: Locale): Block {
  const lines: readonly Line[] = [
    [plain(text(locale, 'contest-seed-hash'))],
    [code(seedHash)],
    [plain(text(locale, 'contest-outside-rule'))],
    [code(outsideRule)],
  ];
  return { kind: 'details', summary: text(locale, 'contest-fair'), lines };
}

export type TicketsView = Readonly<{
  contest: Contest;
  own: Own;
  people: number;
  history: readonly Readonly<{
    delta: number;
    reason: string;
    at: Instant;
    note: string | null;
    payerId: string | null;
    beneficiaryId: string;
  }>[];
  older: number | null;
}>;

/** `+5`, `−5`. */
function signed(delta: number): string {
  return delta < 0 ? `−${-delta}` : `+${delta}`;
}

function whyText({ reason, note, payerId, beneficiaryId }: TicketsView['history'][number], locale: Locale): string {
  const isOfAnother = payerId !== null && payerId !== beneficiaryId;
  const from = isOfAnother ? text(locale, 'contest-from', { who: maskPerson(payerId) }) : '';
  const why = note === null ? '' : `: ${oneLine(note)}`;
  return `${text(locale, `contest-why-${reason.toLowerCase().replaceAll('_', '-')}`)}${from}${why}`;
}

/** How many, why, from whom, and which place that is; the newest first. */
export function ticketsMessage(view: TicketsView, { locale }: Reader): Message {
  const { contest, own, people, history, older } = view;
  const newest = history[0] ? ` (${signed(history[0].delta)})` : '';
  const lines = history.flatMap((entry): readonly Line[] => [
    [bold(signed(entry.delta)), plain(` ${whyText(entry, locale)}`)],
    [plain(dateTimeText(entry.at, contest.zone))],
  ]);
  return {
    blocks: [
      { kind: 'heading', text: `🎟 ${text(locale, 'contest-tickets', { count: own.tickets })}${newest}` },
      textBlock(inLocale(contest.title, locale), ownText(own, people, locale)),
      lines.length > 0 ? { kind: 'lines', lines } : textBlock(text(locale, 'contest-no-history')),
    ],
    buttons: [
      ...(older === null ? [] : [[openAbout(text(locale, 'contest-button-older'), 'tickets', String(older))]]),
      [open(text(locale, 'contest-button-contest'), 'contest'), inviteButton(locale)],
    ],
  };
}

export type InviteView = Readonly<{
  came: number;
  paid: number;
  newest: readonly Readonly<{ telegramId: string; boundAt: Instant; hasPaid: boolean }>[];
  older: number | null;
}>;

/** The person's own link, also as a picture, and who came by it. */
export function inviteMessageOf(link: string, view: InviteView, { locale, zone }: Reader): Message {
  const { came, paid, newest, older } = view;
  const lines = newest.map(({ telegramId, boundAt, hasPaid }): Line => {
    const state = text(locale, hasPaid ? 'contest-invited-paid' : 'contest-invited-came');
    return [plain(`${maskPerson(telegramId)} · ${dateTimeText(boundAt, zone).slice(0, 10)} · ${state}`)];
  });
  const share = `https://t.me/share/url?url=${encodeURIComponent(link)}`;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-invite-title') },
      { kind: 'lines', lines: [[code(link)]] },
      textBlock(text(locale, 'contest-invite-how')),
      textBlock(text(locale, came === 0 ? 'contest-invite-nobody' : 'contest-invite-counts', { came, paid })),
      ...(lines.length > 0 ? [{ kind: 'lines', lines } as const] : []),
    ],
    picture: { kind: 'qr', text: link },
    buttons: [
      [
        { label: text(locale, 'contest-button-copy'), intent: { kind: 'copy', text: link } },
        { label: text(locale, 'contest-button-share'), intent: { kind: 'url', url: share } },
      ],
      ...(older === null ? [] : [[openAbout(text(locale, 'contest-button-older'), 'invite', String(older))]]),
    ],
  };
}

/** What a person can check for himself: his line in the file, and whether the winners follow from what was published. */
export function verifiedMessage(view: VerifiedDraw, locale: Locale): Message {
  const { title, ownId, ownTickets, entriesHash, proof, fault, place, urls } = view;
  const own =
    ownTickets === null
      ? text(locale, 'contest-verify-not-in')
      : text(locale, 'contest-verify-in', { count: ownTickets });
  const result =
    proof === null ? 'contest-verify-later' : fault === null ? 'contest-verify-true' : 'contest-verify-false';
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-verify-title', { title: inLocale(title, locale) }) },
      textBlock(text(locale, result), place === null ? null : text(locale, 'contest-you-won', { place })),
      { kind: 'lines', lines: [[plain(text(locale, 'contest-verify-own-id'))], [code(ownId)], [plain(own)]] },
      { kind: 'lines', lines: [[plain(text(locale, 'contest-entries-hash'))], [code(entriesHash)]] },
      ...proofBlocks(proof, locale),
      textBlock(
        text(locale, 'contest-entries-at', { url: urls.entries }),
        urls.round && text(locale, 'contest-round-at', { url: urls.round }),
        urls.proof && text(locale, 'contest-proof-at', { url: urls.proof }),
      ),
    ],
    buttons: [[open(text(locale, 'contest-button-contest'), 'contest')]],
  };
}

function proofBlocks(proof: DrawProof | null, locale: Locale): readonly Block[] {
  if (proof === null) return [];
  const { seed, outside, winners } = proof;
  const lines: readonly Line[] = [
    [plain(text(locale, 'contest-seed'))],
    [code(seed)],
    [plain(text(locale, 'contest-value'))],
    [code(`${outside.round} ${outside.value}`)],
    ...winners.slice(0, mostPrizes).map(({ place, id }): Line => [plain(`${place}. `), code(shortHash(id))]),
  ];
  return [{ kind: 'details', summary: text(locale, 'contest-proof'), lines }];
}
