import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { currency } from '../../src/domain/money.ts';
import type { Plan } from '../../src/domain/shop/plan.ts';
import { newPlan, type PlanField, planFields, readPlanCode, withField } from '../../src/domain/shop/plan-fields.ts';
import { readPromo } from '../../src/domain/shop/promo-line.ts';
import { hourMs } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import { planDraft, planQuestion, promoDraft, promoQuestion } from '../../src/messages/shop/plans.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { findActor } from '../middleware/identity.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = hourMs;
type Talk = Conversation<BotContext, Context>;
type Heard = Readonly<{ at: Context; said: string }>;

/** The next text; a command ends the dialogue and is handled as itself. */
async function hear(conversation: Talk): Promise<Heard> {
  const at = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
  const said = at.message.text.trim();
  if (said.startsWith('/')) return conversation.halt({ next: true });
  return { at, said };
}

const placeOf = ({ from, chatId }: Context) => ({ personId: String(from?.id), chatId: String(chatId) });

async function offerBoth(deps: BotDeps, at: Context, verb: string, argument: unknown) {
  const place = placeOf(at);
  return {
    yes: await deps.flows.offerAction({ ...place, verb, argument: JSON.stringify(argument) }),
    no: await deps.flows.offerAction({ ...place, verb: 'cancel', argument: '' }),
  };
}

/** Asks for one field until what is typed can be read. */
async function askField(
  conversation: Talk,
  from: Context,
  { plan, field, isNew }: Readonly<{ plan: Plan; field: PlanField; isNew: boolean }>,
  { locale }: Reader,
): Promise<Heard & Readonly<{ plan: Plan }>> {
  await sendParts(from, planQuestion(field, plan, isNew, locale), noSubject);
  for (;;) {
    const heard = await hear(conversation);
    const changed = withField(plan, field, heard.said);
    if (changed !== null) return { ...heard, plan: changed };
    await sendParts(heard.at, sentence(locale, 'plan-not-read'), noSubject);
  }
}

/** A new plan, one thing after the other, shown as buyers will read it before it is saved. */
export function askForPlan(deps: BotDeps) {
  return async function askPlan(conversation: Talk, ctx: Context, reader: Reader): Promise<void> {
    const { locale } = reader;
    await sendParts(ctx, sentence(locale, 'plan-ask-code'), noSubject);
    let { at, said } = await hear(conversation);
    while (!(await isFreeCode(conversation, deps, at, said))) {
      await sendParts(at, sentence(locale, 'plan-code-wrong'), noSubject);
      ({ at, said } = await hear(conversation));
    }
    let plan = newPlan(said);
    for (const field of planFields) {
      const answered = await askField(conversation, at, { plan, field, isNew: true }, reader);
      ({ at, plan } = answered);
    }
    const whole = plan;
    const last = at;
    const ids = await conversation.external(() => offerBoth(deps, last, 'save_plan', { plan: whole }));
    await sendParts(at, planDraft(plan, ids, locale), noSubject);
  };
}

function isFreeCode(conversation: Talk, deps: BotDeps, at: Context, said: string): Promise<boolean> {
  return conversation.external(async () => {
    if (readPlanCode(said) === null || !at.from) return false;
    const known = await deps.flows.listPlans(await findActor(deps, at.from));
    return known.ok && known.plans.every(({ plan }) => plan.code !== said);
  });
}

/** One thing of a plan that is there. What is saved is the newest plan with this one change. */
export function askForPlanField(deps: BotDeps) {
  return async function askPlanField(
    conversation: Talk,
    ctx: Context,
    code: string,
    field: PlanField,
    reader: Reader,
  ): Promise<void> {
    const plan = await conversation.external(async () => {
      const known = ctx.from ? await deps.flows.listPlans(await findActor(deps, ctx.from)) : null;
      return (known?.ok ? known.plans.find((one) => one.plan.code === code)?.plan : null) ?? null;
    });
    if (plan === null) return void (await sendParts(ctx, sentence(reader.locale, 'bot-expired'), noSubject));
    const answered = await askField(conversation, ctx, { plan, field, isNew: false }, reader);
    const change = { code, field, typed: answered.said };
    const ids = await conversation.external(() => offerBoth(deps, answered.at, 'save_plan', change));
    await sendParts(answered.at, planDraft(answered.plan, ids, reader.locale), noSubject);
  };
}

/** A promo code in one line, shown as it was understood before it is made. */
export function askForPromo(deps: BotDeps) {
  return async function askPromo(conversation: Talk, ctx: Context, reader: Reader): Promise<void> {
    const reading = { zone: zone(deps.config.businessTimeZone), base: currency(deps.config.baseCurrency) };
    await sendParts(ctx, promoQuestion(reader.locale), noSubject);
    for (;;) {
      const { at, said } = await hear(conversation);
      const promo = readPromo(said, reading);
      if (promo === null) {
        await sendParts(at, sentence(reader.locale, 'promo-not-read'), noSubject);
        continue;
      }
      const ids = await conversation.external(() => offerBoth(deps, at, 'save_promo', promo));
      await sendParts(at, promoDraft({ ...promo, used: 0 }, ids, reader), noSubject);
      return;
    }
  };
}
