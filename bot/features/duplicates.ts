import { Composer } from 'grammy';
import { type Finding, type FindingKind, findingKinds } from '../../src/domain/findings.ts';
import { moneyText } from '../../src/domain/money.ts';
import { may } from '../../src/domain/permissions.ts';
import type { Refusal } from '../../src/flows/types.ts';
import {
  againButtons,
  cleanQuestion,
  findingsMessage,
  findingsShown,
  mergedMessage,
  mergeQuestion,
  refundQuestion,
  scanMessage,
} from '../../src/messages/bot/duplicates.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { notDoneMessage } from '../../src/messages/bot/not-done.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { drive, runsFeature } from './runs.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

/** /dedup: what is doubled, why, and what to do about it; nothing is changed before it was shown and confirmed. */
export function duplicatesFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'dedup', (ctx) => told(ctx, scanned(ctx, deps, deps.flows.findDuplicates), show));
  onPress(composer, 'dedup', (ctx) => told(ctx, scanned(ctx, deps, deps.flows.keptDuplicates), replace));
  onPress(composer, 'findings', (ctx) => told(ctx, page(ctx, deps), replace));
  onAct(composer, questions, 'plan_clean', (ctx) => askClean(ctx, deps, questions));
  onAct(composer, questions, 'start_clean', (ctx, id) =>
    drive(ctx, deps, deps.flows.startRun(ctx.actor, id, { waitMs: 1_500 })),
  );
  refundActs(composer, deps, questions);
  mergeActs(composer, deps, questions);
  composer.use(runsFeature(deps, questions));
  return composer;
}

type Told = (ctx: BotContext, message: Message) => Promise<unknown>;

async function told(ctx: BotContext, asked: Promise<Message | Refusal>, tell: Told): Promise<void> {
  const answer = await asked;
  if ('reason' in answer) return refuse(ctx, answer);
  await tell(ctx, answer);
}

type Find = BotDeps['flows']['findDuplicates'];

async function scanned(ctx: BotContext, deps: BotDeps, find: Find): Promise<Message | Refusal> {
  const result = await find(ctx.actor);
  if (!result.ok) return result;
  const isCleanable = result.scan.kinds.some(({ removable }) => removable > 0);
  const clean = isCleanable && may(ctx.actor, 'clean_duplicates') ? await offer(deps, ctx, 'plan_clean') : null;
  return scanMessage(result.scan, clean, ctx.reader);
}

async function page(ctx: BotContext, deps: BotDeps): Promise<Message | Refusal> {
  const [name = '', from = '0'] = (ctx.press?.handle ?? '').split('~');
  const kind = findingKinds.find((known) => known === name) ?? ('doubled_row' as FindingKind);
  const result = await deps.flows.keptDuplicates(ctx.actor);
  if (!result.ok) return result;
  const own = result.scan.findings.filter((finding) => finding.kind === kind);
  const shown = own.slice(Number(from), Number(from) + findingsShown);
  const mends = await Promise.all(shown.map((finding) => mendOf(finding, ctx, deps)));
  return findingsMessage(result.scan, kind, Number(from), mends, ctx.reader);
}

async function mendOf({ kind, subjects }: Finding, ctx: BotContext, deps: BotDeps): Promise<string | null> {
  if (kind === 'double_charge' && may(ctx.actor, 'refund')) return offer(deps, ctx, 'ask_refund', subjects.at(-1));
  if (kind !== 'two_customers' || !may(ctx.actor, 'merge_customers')) return null;
  return offer(deps, ctx, 'ask_merge', JSON.stringify(subjects));
}

async function askClean(ctx: BotContext, deps: BotDeps, questions: Questions): Promise<void> {
  const planned = await deps.flows.planClean(ctx.actor, { kinds: ['doubled_row', 'merged_row', 'foreign_row'] });
  if (!planned.ok) return notDone(ctx, planned, await offer(deps, ctx, 'plan_clean'));
  const { run } = planned;
  if (!run) return replace(ctx, sentence(ctx.reader.locale, 'dedup-clean-nothing'));
  const ids = { yes: await offer(deps, ctx, 'start_clean', run.id), no: await offer(deps, ctx, 'cancel') };
  const { withNotes = 0 } = run.summary as { withNotes?: number };
  await questions.askInPlace(ctx, cleanQuestion(run.counts.planned, withNotes, ids, ctx.reader));
}

/** With [Try again] under what somebody else's system did not do. */
async function notDone(ctx: BotContext, refusal: Refusal, again: string): Promise<void> {
  if (!refusal.notDone) return refuse(ctx, refusal);
  await replace(ctx, notDoneMessage(refusal.notDone, ctx.reader, againButtons(again, ctx.reader)));
}

function refundActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  onAct(composer, questions, 'ask_refund', async (ctx, payment) => {
    const result = await deps.flows.keptDuplicates(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const amount = result.scan.findings.find(
      ({ kind, subjects }) => kind === 'double_charge' && subjects.at(-1) === payment,
    )?.amount;
    if (!amount) return refuse(ctx, { ok: false, reason: 'expired' });
    const ids = { yes: await offer(deps, ctx, 'refund', payment), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, refundQuestion(payment, amount, deps.flows.isLargeRefund(amount), ids, ctx.reader));
  });
  onAct(composer, questions, 'refund', async (ctx, payment) => {
    const result = await deps.flows.refundPayment(ctx.actor, payment);
    if (!result.ok) return notDone(ctx, result, await offer(deps, ctx, 'ask_refund', payment));
    const words = { payment, amount: moneyText(result.amount), refund: result.refundId };
    await replace(ctx, await signed(ctx, deps, 'refund', sentence(ctx.reader.locale, 'dedup-refunded', words)));
  });
}

function mergeActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  onAct(composer, questions, 'ask_merge', async (ctx, argument) => {
    const result = await deps.flows.keptDuplicates(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const found = result.scan.findings.find(({ subjects }) => JSON.stringify(subjects) === argument);
    const [a, b] = found?.evidence ?? [];
    if (!a || !b) return refuse(ctx, { ok: false, reason: 'expired' });
    const ids = { yes: await offer(deps, ctx, 'merge', argument), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, mergeQuestion({ a, b }, ids, ctx.reader));
  });
  onAct(composer, questions, 'merge', async (ctx, argument) => {
    const [first = '', second = ''] = JSON.parse(argument) as string[];
    const result = await deps.flows.mergeCustomers(ctx.actor, first, second);
    if (!result.ok) return refuse(ctx, result);
    const [a, b] = result.keys;
    const told = mergedMessage({ a, b }, result.runId, ctx.reader);
    await replace(ctx, await signed(ctx, deps, 'merge_customers', told));
  });
}
