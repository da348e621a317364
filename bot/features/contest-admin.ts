import { Composer } from 'grammy';
import type { Contest } from '../../src/domain/contests/contest.ts';
import { readContest } from '../../src/domain/contests/document.ts';
import type { ContestState } from '../../src/flows/contests/types.ts';
import type { Flows } from '../../src/flows/types.ts';
import { act } from '../../src/messages/bot/buttons.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { contestCard, contestsMessage, draftQuestion, signalsMessage } from '../../src/messages/contests/team.ts';
import type { Message } from '../../src/messages/message.ts';
import { type Locale, text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

/** /contests: the list, one contest with all that is decided about it, and what somebody should look at. */
export function contestAdminFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'contests', async (ctx) => {
    const result = await flows.listContests(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    await show(ctx, contestsMessage(result.contests, ctx.reader.locale));
  });
  onPress(composer, 'contest_admin', (ctx) => card(ctx, deps, codeIn(ctx), 'replace'));
  onPress(composer, 'contest_signals', (ctx) => signals(ctx, deps, codeIn(ctx)));
  onPress(composer, 'contest_edit', (ctx) => ctx.conversation.enter('askContest', codeIn(ctx), ctx.reader));
  onPress(composer, 'contest_value', (ctx) => ctx.conversation.enter('askContestValue', codeIn(ctx), ctx.reader));
  onPress(composer, 'contest_correct', (ctx) => ctx.conversation.enter('askCorrection', codeIn(ctx), ctx.reader));
  onAct(composer, questions, 'correct_tickets', (ctx, argument) => correct(ctx, deps, argument));
  onAct(composer, questions, 'save_contest', (ctx, argument) => save(ctx, deps, argument));
  onAct(composer, questions, 'switch_contest', (ctx, code) => askToSwitch(ctx, deps, questions, code));
  onAct(composer, questions, 'review_signals', async (ctx, code) => {
    const result = await flows.reviewSignals(ctx.actor, code);
    if (!result.ok) return refuse(ctx, result);
    await signals(ctx, deps, code);
  });
  onAct(composer, questions, 'ask_announce', (ctx, code) => askToAnnounce(ctx, deps, questions, code));
  onAct(composer, questions, 'announce_draw', (ctx, code) =>
    settle(ctx, deps, code, 'contest-announced-now', () => flows.announceDraw(ctx.actor, code)),
  );
  onAct(composer, questions, 'undo_draw', (ctx, code) =>
    settle(ctx, deps, code, 'contest-undone', () => flows.undoDraw(ctx.actor, code)),
  );
  return composer;
}

const codeIn = ({ press }: BotContext) => press?.handle ?? '';

async function card(ctx: BotContext, deps: BotDeps, code: string, how: 'show' | 'replace'): Promise<void> {
  const { flows } = deps;
  const found = await flows.findContest(ctx.actor, code);
  if (!found.ok) return refuse(ctx, found);
  const told = await flows.contestSignals(ctx.actor, code);
  const fresh = told.ok ? told.signals.filter(({ reviewedBy }) => reviewedBy === null).length : 0;
  const message = contestCard(found.state, fresh, await cardActions(ctx, deps, found.state), ctx.reader.locale);
  await (how === 'show' ? show(ctx, message) : replace(ctx, message));
}

async function cardActions(ctx: BotContext, deps: BotDeps, { contest: { code }, draw }: ContestState) {
  const isSecret = draw !== null && draw.announcedAt === null;
  return {
    switch: await offer(deps, ctx, 'switch_contest', code),
    announce: isSecret && draw.state === 'drawn' ? await offer(deps, ctx, 'ask_announce', code) : null,
    undo: isSecret && draw.state !== 'published' ? await offer(deps, ctx, 'undo_draw', code) : null,
  };
}

async function signals(ctx: BotContext, deps: BotDeps, code: string): Promise<void> {
  const result = await deps.flows.contestSignals(ctx.actor, code);
  if (!result.ok) return refuse(ctx, result);
  const isNew = result.signals.some(({ reviewedBy }) => reviewedBy === null);
  const review = isNew ? await offer(deps, ctx, 'review_signals', code) : null;
  await replace(ctx, signalsMessage(code, result.signals, review, ctx.reader.locale));
}

type Draft = Readonly<{ contest: unknown; isNew: boolean }>;
type Place = Readonly<{ personId: string; chatId: string }>;

/** What is saved is what was shown: the button carries the whole document. */
export async function draftMessage(
  flows: Flows,
  place: Place,
  draft: Readonly<{ contest: Contest; isNew: boolean }>,
  locale: Locale,
): Promise<Message> {
  const yes = await flows.offerAction({ ...place, verb: 'save_contest', argument: JSON.stringify(draft) });
  const no = await flows.offerAction({ ...place, verb: 'cancel', argument: '' });
  return draftQuestion(draft.contest, { yes, no }, locale);
}

async function save(ctx: BotContext, deps: BotDeps, argument: string): Promise<void> {
  const { contest, isNew } = JSON.parse(argument) as Draft;
  const read = readContest(contest, { zone: deps.config.businessTimeZone });
  if (!read.ok) return refuse(ctx, { ok: false, reason: 'invalid' });
  const { flows } = deps;
  const result = await (isNew
    ? flows.createContest(ctx.actor, read.contest)
    : flows.changeContest(ctx.actor, read.contest));
  if (!result.ok && result.reason === 'invalid') return replace(ctx, sentence(ctx.reader.locale, 'contest-not-saved'));
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, sentence(ctx.reader.locale, 'contest-saved'));
  await card(ctx, deps, read.contest.code, 'show');
}

/** On or off: asked again with what exactly becomes of it. */
async function askToSwitch(ctx: BotContext, deps: BotDeps, questions: Questions, code: string): Promise<void> {
  const found = await deps.flows.findContest(ctx.actor, code);
  if (!found.ok) return refuse(ctx, found);
  const { contest } = found.state;
  const place = { personId: String(ctx.from?.id), chatId: String(ctx.chatId) };
  const draft = { contest: { ...contest, active: !contest.active }, isNew: false };
  await questions.askInPlace(ctx, await draftMessage(deps.flows, place, draft, ctx.reader.locale));
}

async function askToAnnounce(ctx: BotContext, deps: BotDeps, questions: Questions, code: string): Promise<void> {
  const { locale } = ctx.reader;
  const yes = await offer(deps, ctx, 'announce_draw', code);
  const no = await offer(deps, ctx, 'cancel');
  await questions.askInPlace(ctx, {
    ...sentence(locale, 'contest-ask-announce'),
    buttons: [
      [act(text(locale, 'contest-button-announce-yes'), yes, 'danger'), act(text(locale, 'bot-button-cancel'), no)],
    ],
  });
}

async function correct(ctx: BotContext, deps: BotDeps, argument: string): Promise<void> {
  const wanted = JSON.parse(argument) as Parameters<Flows['correctTickets']>[1];
  const result = await deps.flows.correctTickets(ctx.actor, wanted);
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, sentence(ctx.reader.locale, 'contest-corrected'));
}

async function settle(
  ctx: BotContext,
  deps: BotDeps,
  code: string,
  done: string,
  run: () => ReturnType<Flows['undoDraw']>,
): Promise<void> {
  const result = await run();
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, sentence(ctx.reader.locale, done));
  await card(ctx, deps, code, 'show');
}
