import { Composer } from 'grammy';
import type { PlanRemark, PlanState } from '../../src/domain/shop/offer.ts';
import type { Plan } from '../../src/domain/shop/plan.ts';
import { type PlanField, planFields, readKeys, withField } from '../../src/domain/shop/plan-fields.ts';
import type { Promo } from '../../src/domain/shop/promo.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { planMessage, plansMessage, promosMessage } from '../../src/messages/shop/plans.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show, toast } from '../views/show.ts';
import { readUpload } from '../views/upload.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

/** /plans: what is sold, its texts and prices, its keys, and the codes that take something off. In private only. */
export function plansFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'plans', async (ctx) => {
    const [, code] = /^keys\s+(\S+)$/i.exec(ctx.typed?.argument ?? '') ?? [];
    if (ctx.message?.document && code !== undefined) return takeKeys(ctx, deps, code);
    await list(ctx, deps, show);
  });
  onPress(composer, 'plans', (ctx) => list(ctx, deps, replace));
  onPress(composer, 'plan', (ctx) => card(ctx, deps, ctx.press?.handle ?? '', replace));
  onPress(composer, 'plan_new', (ctx) => enter(ctx, () => ctx.conversation.enter('askPlan', ctx.reader)));
  onPress(composer, 'plan_edit', async (ctx) => {
    const [, named, code] = /^([a-z]+)-(.+)$/.exec(ctx.press?.handle ?? '') ?? [];
    const field = planFields.find((one) => one === named);
    if (field && code) await enter(ctx, () => ctx.conversation.enter('askPlanField', code, field, ctx.reader));
  });
  onAct(composer, questions, 'save_plan', (ctx, argument) => save(ctx, deps, argument));
  onAct(composer, questions, 'turn_plan', async (ctx, argument) => {
    const { code, hidden } = JSON.parse(argument) as { code: string; hidden: boolean };
    const result = await deps.flows.hidePlan(ctx.actor, code, hidden);
    if (!result.ok && result.reason === 'invalid') return toast(ctx, text(ctx.reader.locale, 'plan-not-sellable'));
    if (!result.ok) return refuse(ctx, result);
    await card(ctx, deps, code, replace);
  });
  promoActs(composer, deps, questions);
  return composer;
}

type Tell = typeof show | typeof replace;

/** Whatever dialogue was open ends: people begin anew where they have lost the thread. */
async function enter(ctx: BotContext, begin: () => Promise<void>): Promise<void> {
  if (ctx.kind !== 'private') return;
  await ctx.conversation.exitAll();
  await begin();
}

async function list(ctx: BotContext, { flows }: BotDeps, tell: Tell): Promise<void> {
  const result = await flows.listPlans(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  await tell(ctx, plansMessage(result.plans, ctx.reader));
}

async function find(ctx: BotContext, { flows }: BotDeps, code: string): Promise<PlanState | null> {
  const result = await flows.listPlans(ctx.actor);
  return (result.ok ? result.plans.find(({ plan }) => plan.code === code) : null) ?? null;
}

async function card(
  ctx: BotContext,
  deps: BotDeps,
  code: string,
  tell: Tell,
  remarks: readonly PlanRemark[] = [],
): Promise<void> {
  const state = await find(ctx, deps, code);
  if (state === null) return refuse(ctx, { ok: false, reason: 'not_found' });
  const turn = await offer(deps, ctx, 'turn_plan', JSON.stringify({ code, hidden: state.plan.active }));
  await tell(ctx, planMessage(state, remarks, { turn }, ctx.reader));
}

type Draft = Readonly<{ plan: Plan } | { code: string; field: PlanField; typed: string }>;

async function save(ctx: BotContext, deps: BotDeps, argument: string): Promise<void> {
  const draft = JSON.parse(argument) as Draft;
  const plan = 'plan' in draft ? draft.plan : await changed(ctx, deps, draft);
  if (plan === null) return refuse(ctx, { ok: false, reason: 'not_found' });
  const result = await deps.flows.savePlan(ctx.actor, plan);
  if (!result.ok && result.reason === 'invalid') return replace(ctx, sentence(ctx.reader.locale, 'plan-not-saved'));
  if (!result.ok) return refuse(ctx, result);
  await card(ctx, deps, plan.code, replace, result.remarks);
}

async function changed(
  ctx: BotContext,
  deps: BotDeps,
  { code, field, typed }: Exclude<Draft, { plan: Plan }>,
): Promise<Plan | null> {
  const state = await find(ctx, deps, code);
  return state && withField(state.plan, field, typed);
}

/** A text file with one key a line. The message with the file goes: keys are never shown again, to nobody. */
async function takeKeys(ctx: BotContext, deps: BotDeps, code: string): Promise<void> {
  const { locale } = ctx.reader;
  const state = await find(ctx, deps, code);
  if (state?.plan.fulfilment.type !== 'keys') return void (await show(ctx, sentence(locale, 'plan-keys-no-plan')));
  const upload = await readUpload(ctx, deps, ctx.message?.document?.file_id ?? '');
  if (!upload.ok) return void (await show(ctx, upload.said));
  const keys = readKeys(upload.text);
  if (keys === null) return void (await show(ctx, sentence(locale, 'plan-keys-unreadable')));
  const result = await deps.flows.savePlan(ctx.actor, state.plan, keys);
  if (!result.ok) return refuse(ctx, result);
  await ctx.deleteMessage().catch(() => undefined);
  const before = (state.keys?.free ?? 0) + (state.keys?.given ?? 0);
  const now = (result.plan.keys?.free ?? 0) + (result.plan.keys?.given ?? 0);
  await show(ctx, sentence(locale, 'plan-keys-taken', { count: now - before, free: result.plan.keys?.free ?? 0 }));
  await card(ctx, deps, code, show, result.remarks);
}

function promoActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  const { flows } = deps;
  const listed = async (ctx: BotContext): Promise<void> => {
    const result = await flows.listPromos(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const entries = await Promise.all(
      result.promos.slice(0, mostPromos).map(async (promo) => {
        const turned = JSON.stringify({ ...promo, active: !promo.active });
        return { promo, turn: await offer(deps, ctx, 'save_promo', turned) };
      }),
    );
    await replace(ctx, promosMessage(entries, ctx.reader));
  };
  onPress(composer, 'promos', listed);
  onPress(composer, 'promo_new', (ctx) => enter(ctx, () => ctx.conversation.enter('askPromo', ctx.reader)));
  onAct(composer, questions, 'save_promo', async (ctx, argument) => {
    const result = await flows.savePromo(ctx.actor, JSON.parse(argument) as Promo);
    if (!result.ok && result.reason === 'invalid') return replace(ctx, sentence(ctx.reader.locale, 'promo-not-saved'));
    if (!result.ok) return refuse(ctx, result);
    await listed(ctx);
  });
}

/** As many as buttons still fit under one message. */
const mostPromos = 30;
