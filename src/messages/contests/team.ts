import type { Contest } from '../../domain/contests/contest.ts';
import type { Instant } from '../../domain/time.ts';
import { act } from '../bot/buttons.ts';
import { dateTimeText, type Reader } from '../bot/local-time.ts';
import { confirmMessage } from '../bot/runs.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { inLocale } from './words.ts';

export type ContestState = Readonly<{
  contest: Contest;
  seedHash: string;
  outsideRule: string;
  draw: Readonly<{
    state: 'frozen' | 'published' | 'drawn';
    announcedAt: Instant | null;
    entriesHash: string;
    winners: readonly Readonly<{ place: number; telegramId: string }>[];
  }> | null;
}>;

function about(label: string, verb: string, code: string): Button {
  return { label, intent: { kind: 'open', verb, about: code } };
}

const mostListed = 20;

export function contestsMessage(all: readonly ContestState[], locale: Locale): Message {
  const shown = all.slice(0, mostListed);
  const lines = shown.flatMap(({ contest }): readonly Line[] => [
    [bold(`${contest.active ? '🟢' : '⚪'} ${inLocale(contest.title, locale)}`), plain(` · ${contest.code}`)],
    [plain(periodText(contest))],
  ]);
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-list', { count: all.length }) },
      lines.length > 0 ? { kind: 'lines', lines } : textBlock(text(locale, 'contest-list-none')),
    ],
    buttons: [
      ...shown.map(({ contest }) => [
        about(inLocale(contest.title, locale).slice(0, 40), 'contest_admin', contest.code),
      ]),
      [about(text(locale, 'contest-button-new'), 'contest_edit', '0')],
    ],
  };
}

function periodText({ startsAt, endsAt, zone }: Contest): string {
  return `${dateTimeText(startsAt, zone)} – ${dateTimeText(endsAt, zone)} (${zone})`;
}

/** Single-use actions that the card offers; null: not now. */
export type CardActions = Readonly<{
  switch: string;
  announce: string | null;
  undo: string | null;
}>;

/** Everything that the team decides about one contest. */
export function contestCard(state: ContestState, newSignals: number, ids: CardActions, locale: Locale): Message {
  const { contest, draw } = state;
  const { code: is, active } = contest;
  const wantsValue = draw?.state === 'published';
  return {
    blocks: [
      { kind: 'heading', text: `${active ? '🟢' : '⚪'} ${inLocale(contest.title, locale)}` },
      textBlock(`${is} · ${text(locale, active ? 'contest-on' : 'contest-off')}`, periodText(contest)),
      termsBlock(contest, locale),
      drawBlock(state, locale),
      textBlock(newSignals > 0 ? text(locale, 'contest-signals-waiting', { count: newSignals }) : null),
    ],
    buttons: [
      [
        about(text(locale, 'contest-button-edit'), 'contest_edit', is),
        act(text(locale, active ? 'contest-button-off' : 'contest-button-on'), ids.switch),
      ],
      [
        about(text(locale, 'contest-button-signals'), 'contest_signals', is),
        about(text(locale, 'contest-button-correct'), 'contest_correct', is),
      ],
      ...(wantsValue ? [[about(text(locale, 'contest-button-value'), 'contest_value', is)]] : []),
      ...(ids.announce === null ? [] : [[act(text(locale, 'contest-button-announce'), ids.announce, 'danger')]]),
      ...(ids.undo === null ? [] : [[act(text(locale, 'contest-button-undo'), ids.undo)]]),
    ],
  };
}

function termsBlock(contest: Contest, locale: Locale): Block {
  const { attributionWindowDays, holdDays, rules, ticketsByPlan, limits, prizes, publishTo, winnerTexts } = contest;
  const named = (['selfPurchase', 'inviteePayment', 'renewals'] as const).filter((rule) => rules[rule]);
  const plans = Object.entries(ticketsByPlan).map(([plan, tickets]) => `${plan} ${tickets}`);
  return textBlock(
    text(locale, 'contest-terms-days', { window: attributionWindowDays, hold: holdDays }),
    text(locale, 'contest-terms-rules', { rules: named.length > 0 ? named.join(', ') : '–' }),
    plans.length > 0 ? text(locale, 'contest-terms-plans', { plans: plans.join(', ') }) : null,
    limits.ticketsPerPerson === null ? null : text(locale, 'contest-rule-limit', { count: limits.ticketsPerPerson }),
    text(locale, 'contest-terms-prizes', { count: prizes.length }),
    winnerTexts ? text(locale, 'contest-terms-winners', { words: inLocale(winnerTexts, locale) }) : null,
    publishTo === null
      ? text(locale, 'contest-published-here')
      : text(locale, 'contest-published-to', { chat: publishTo }),
  );
}

function drawBlock({ draw, seedHash, outsideRule }: ContestState, locale: Locale): Block {
  const stage = draw === null ? 'none' : draw.announcedAt === null ? draw.state : 'announced';
  const winners = (draw?.winners ?? []).slice(0, mostListed);
  return {
    kind: 'lines',
    lines: [
      [bold(text(locale, `contest-stage-${stage}`))],
      ...winners.map(({ place, telegramId }): Line => [plain(`${place}. `), code(telegramId)]),
      [plain(text(locale, 'contest-seed-hash'))],
      [code(seedHash)],
      [plain(text(locale, 'contest-outside-rule'))],
      [code(outsideRule)],
    ],
  };
}

export type SignalLine = Readonly<{
  kind: string;
  detail: Readonly<Record<string, string | number>>;
  seenAt: Instant;
  reviewedBy: string | null;
}>;

/** What somebody should look at, with its reason. It is no verdict, and nothing follows from it by itself. */
export function signalsMessage(
  is: string,
  signals: readonly SignalLine[],
  review: string | null,
  locale: Locale,
): Message {
  const lines = signals.slice(0, mostListed).flatMap(({ kind, detail, reviewedBy }): readonly Line[] => {
    const names = { referrer: '', invitee: '', person: '', order: '', hour: '', count: 0, ...detail };
    const words = text(locale, `contest-signal-${kind.replaceAll('_', '-')}`, names);
    return [[plain(`${reviewedBy === null ? '🔎' : '✅'} ${words}`)]];
  });
  const more = signals.length - mostListed;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-signals') },
      lines.length > 0 ? { kind: 'lines', lines } : textBlock(text(locale, 'contest-signals-none')),
      textBlock(more > 0 ? text(locale, 'bot-more', { count: more }) : null, text(locale, 'contest-signals-note')),
    ],
    buttons: [
      ...(review === null ? [] : [[act(text(locale, 'contest-button-reviewed'), review)]]),
      [about(text(locale, 'contest-button-back'), 'contest_admin', is)],
    ],
  };
}

/** Shown before it is saved: what exactly will be. */
export function draftQuestion(contest: Contest, ids: Readonly<{ yes: string; no: string }>, locale: Locale): Message {
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-draft', { title: inLocale(contest.title, locale) }) },
      textBlock(
        `${contest.code} · ${text(locale, contest.active ? 'contest-on' : 'contest-off')}`,
        periodText(contest),
      ),
      termsBlock(contest, locale),
      textBlock(contest.active ? text(locale, 'contest-draft-publishes') : null),
    ],
    buttons: [
      [act(text(locale, 'contest-button-save'), ids.yes, 'success'), act(text(locale, 'bot-button-cancel'), ids.no)],
    ],
  };
}

type Correction = Readonly<{ contest: string; telegramId: string; delta: number; reason: string }>;

/** What exactly is to be entered into the ledger, and that it stays there. */
export function correctionQuestion(
  { contest, telegramId, delta, reason }: Correction,
  ids: Readonly<{ yes: string; no: string }>,
  reader: Reader,
): Message {
  const { locale } = reader;
  const change = delta > 0 ? `+${delta}` : `−${-delta}`;
  const lines = [
    text(locale, 'contest-correction-question', { contest, person: telegramId, change }),
    text(locale, 'contest-correction-reason', { reason }),
    text(locale, 'contest-correction-effect'),
  ];
  return confirmMessage(lines, text(locale, 'contest-button-correct-yes', { change }), ids, reader);
}

/** What can be typed: the document as it is, or one to begin with. */
export function documentMessage(document: string, locale: Locale): Message {
  return {
    blocks: [
      textBlock(text(locale, 'contest-ask-document')),
      { kind: 'lines', lines: document.split('\n').map((line): Line => [code(line)]) },
    ],
    buttons: [],
  };
}
