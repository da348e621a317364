import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { readContest } from '../../src/domain/contests/document.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import { documentMessage } from '../../src/messages/contests/team.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { draftMessage } from '../features/contest-admin.ts';
import { findActor } from '../middleware/identity.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = 30 * minuteMs;
type Talk = Conversation<BotContext, Context>;

/** To begin with; what is not in it is as usual. */
const example = {
  code: 'autumn',
  title: { ru: 'Осенний розыгрыш', en: 'Autumn draw' },
  startsAt: '2026-12-01 00:00',
  endsAt: '2027-01-01 00:00',
  attributionWindowDays: 30,
  holdDays: 7,
  rules: { selfPurchase: true, inviteePayment: true, renewals: false },
  prizes: [{ place: 1, title: { ru: 'Велосипед', en: 'A bicycle' } }],
  active: false,
};
const usual = { attributionWindowDays: 30, holdDays: 7, rules: example.rules, active: false };

/** The next text; a command ends the dialogue and is handled as itself. */
async function nextText(conversation: Talk): Promise<Readonly<{ answer: Context; said: string }>> {
  const answer = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
  const said = answer.message.text.trim();
  if (said.startsWith('/')) return conversation.halt({ next: true });
  return { answer, said };
}

const questions = ['code', 'title-ru', 'title-en', 'starts', 'ends', 'prizes'] as const;

/** One thing after the other; what comes of it is read by the same rules as a document. */
async function askSteps(conversation: Talk, from: Context, { locale }: Reader) {
  const said: Record<string, string> = {};
  let answer = from;
  for (const question of questions) {
    await sendParts(answer, sentence(locale, `contest-ask-${question}`), noSubject);
    const next = await nextText(conversation);
    answer = next.answer;
    said[question] = next.said;
  }
  const titles = (said['prizes'] ?? '').split('\n').filter((line) => line.trim() !== '');
  const document = {
    ...usual,
    code: said['code'],
    title: { ru: said['title-ru'], en: said['title-en'] },
    startsAt: said['starts'],
    endsAt: said['ends'],
    prizes: titles.map((title, index) => ({ place: index + 1, title: title.trim() })),
  };
  return { answer, document };
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return null;
  }
}

/** A contest by document or step by step; it is shown as it will be before anything is saved. */
export function askForContest(deps: BotDeps) {
  return async function askContest(conversation: Talk, ctx: Context, code: string, reader: Reader) {
    const { locale } = reader;
    const known = await conversation.external(async () => {
      const found = ctx.from ? await deps.flows.findContest(await findActor(deps, ctx.from), code) : null;
      return found?.ok ? found.state.contest : null;
    });
    await sendParts(ctx, documentMessage(JSON.stringify(known ?? example, null, 1), locale), noSubject);
    const first = await nextText(conversation);
    const isByDocument = first.said.startsWith('{');
    const { answer, document } = isByDocument
      ? { answer: first.answer, document: parsed(first.said) }
      : await askSteps(conversation, first.answer, reader);
    const message = await conversation.external(async (): Promise<Message> => {
      const read = readContest(document, { zone: deps.config.businessTimeZone });
      if (!read.ok) return sentence(locale, 'contest-wrong-fields', { fields: read.mistakes.join(', ').slice(0, 300) });
      const place = { personId: String(answer.from?.id), chatId: String(answer.chatId) };
      return draftMessage(
        deps.flows,
        place,
        { contest: read.contest, isNew: known?.code !== read.contest.code },
        locale,
      );
    });
    await sendParts(answer, message, noSubject);
  };
}

const nothingDecides = { decidingRound: null, roundUrl: null };

type Answered = Readonly<{ round?: unknown; randomness?: unknown; signature?: unknown }>;

/** What drand answered, as it is; null for what is something else. */
function beaconIn(said: string) {
  const { round, randomness, signature } = (parsed(said) ?? {}) as Answered;
  const isWhole =
    typeof round === 'number' &&
    Number.isSafeInteger(round) &&
    typeof randomness === 'string' &&
    /^[0-9a-f]{64}$/.test(randomness) &&
    typeof signature === 'string' &&
    /^[0-9a-f]{96}$/.test(signature);
  return isWhole ? { round, randomness, signature } : null;
}

/** The public value of a draw: entered by a person who looked it up, checked as far as it can be, then drawn with. */
export function askForContestValue(deps: BotDeps) {
  return async function askContestValue(conversation: Talk, ctx: Context, code: string, reader: Reader) {
    const { locale } = reader;
    const asked = await conversation.external(async () => {
      const found = ctx.from ? await deps.flows.findContest(await findActor(deps, ctx.from), code) : null;
      const { decidingRound: round, roundUrl: url } = found?.ok ? found.state : nothingDecides;
      return round === null || url === null ? null : { round: String(round), url };
    });
    if (asked === null) return;
    await sendParts(ctx, sentence(locale, 'contest-ask-value', asked), noSubject);
    const { answer, said } = await nextText(conversation);
    const words = await conversation.external(async () => {
      const beacon = beaconIn(said);
      if (beacon === null || !answer.from) return 'contest-value-unreadable';
      const result = await deps.flows.drawContest(await findActor(deps, answer.from), code, beacon);
      return result.ok ? 'contest-drawn-now' : wordsFor(result.reason);
    });
    const button = { label: code, intent: { kind: 'open', verb: 'contest_admin', about: code } } as const;
    await sendParts(answer, { ...sentence(locale, words), buttons: [[button]] }, noSubject);
  };
}

function wordsFor(reason: string): string {
  switch (reason) {
    case 'another_round':
      return 'contest-value-another-round';
    case 'not_its_hash':
      return 'contest-value-not-its-hash';
    case 'not_signed':
      return 'contest-value-not-signed';
    case 'too_early':
      return 'contest-value-too-early';
    case 'forbidden':
      return 'bot-forbidden-any';
    default:
      return 'bot-expired';
  }
}
