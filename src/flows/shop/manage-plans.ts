import { type Actor, actorName, may } from '../../domain/permissions.ts';
import type { FulfilmentProblem } from '../../domain/shop/offer.ts';
import {
  leftOf,
  methodsOf,
  type PayMethod,
  type Plan,
  planMistake,
  priceFor,
  sellsDigitalOutsideStars,
} from '../../domain/shop/plan.ts';
import type { Promo } from '../../domain/shop/promo.ts';
import type { Reader } from '../../store/database.ts';
import { hadTrial } from '../../store/shop/orders.ts';
import { addKeys, countTaken, findPlan, listPlans, savePlan } from '../../store/shop/plans.ts';
import { findPromo, listPromos, savePromo } from '../../store/shop/promos.ts';
import { findFulfilmentProblem } from '../access/check-plan.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { buyerOf, configuredMethods } from './place-order.ts';
import type { Offer, PlanRemark, PlanState } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;

async function stateOf(db: Reader, plan: Plan): Promise<PlanState> {
  const taken = await countTaken(db, plan.code);
  const keys = plan.fulfilment.type === 'keys' ? { free: taken.keys - taken.keysGiven, given: taken.keysGiven } : null;
  return { plan, left: leftOf(plan, taken), keys };
}

/** What can be bought now: with a way to pay that is open, or free as a trial that the person has not had. */
export async function listOffers(deps: FlowDeps, actor: Actor): Promise<readonly Offer[]> {
  const { reader } = deps.store;
  const buyer = buyerOf(actor);
  const offers: Offer[] = [];
  for (const plan of await listPlans(reader)) {
    if (!plan.active) continue;
    if (plan.trial && (buyer === null || (await hadTrial(reader, buyer, plan.code)))) continue;
    const prices = methodsOf(plan, configuredMethods(deps)).flatMap((method) => priced(deps, plan, method));
    if (prices.length === 0 && !plan.trial) continue;
    offers.push({ plan, prices, left: leftOf(plan, await countTaken(reader, plan.code)) });
  }
  return offers;
}

function priced({ checkouts }: FlowDeps, plan: Plan, method: PayMethod): Offer['prices'] {
  const price = priceFor(plan, method);
  return price ? [{ method, price, needsContact: checkouts.get(method)?.needsContact ?? false }] : [];
}

export async function showPlans(deps: FlowDeps, actor: Actor): Promise<Result<{ plans: readonly PlanState[] }>> {
  if (!may(actor, 'see_orders')) return forbidden;
  const { reader } = deps.store;
  const plans: PlanState[] = [];
  for (const plan of await listPlans(reader)) plans.push(await stateOf(reader, plan));
  return { ok: true, plans };
}

function remarksOn(deps: FlowDeps, { plan, keys }: PlanState): readonly PlanRemark[] {
  const open = configuredMethods(deps);
  const named = plan.prices.flatMap(({ methods }) => methods);
  return [
    ...(sellsDigitalOutsideStars(plan) ? (['digital_outside_stars'] as const) : []),
    ...(keys?.free === 0 ? (['no_keys'] as const) : []),
    ...(named.some((method) => !open.includes(method)) ? (['method_not_configured'] as const) : []),
  ];
}

/** Where Telegram did not answer, the owner's word counts; doctor asks again. */
function isSellable(problem: FulfilmentProblem | null): boolean {
  return problem === null || problem === 'not_asked';
}

export async function changePlan(
  deps: FlowDeps,
  actor: Actor,
  plan: Plan,
  keys: readonly string[] = [],
): Promise<Result<{ plan: PlanState; remarks: readonly PlanRemark[] }>> {
  if (!may(actor, 'manage_plans')) return forbidden;
  if (planMistake(plan) !== null) return invalid;
  const problem = await findFulfilmentProblem(deps, plan);
  const state = await deps.commits.submit(async (tx) => {
    await savePlan(tx, { ...plan, active: plan.active && isSellable(problem) }, actorName(actor), nowOf(deps));
    await addKeys(tx, plan.code, keys);
    await auditIn(tx, deps, actor, 'manage_plans', plan.code, keys.length > 0 ? `saved, ${keys.length} keys` : 'saved');
    return stateOf(tx, (await findPlan(tx, plan.code)) ?? plan);
  });
  const remarks = [...remarksOn(deps, state), ...(problem === null ? [] : [problem])];
  return { ok: true, plan: state, remarks };
}

export async function hidePlan(
  deps: FlowDeps,
  actor: Actor,
  code: string,
  hidden: boolean,
): Promise<Result<{ plan: PlanState }>> {
  if (!may(actor, 'manage_plans')) return forbidden;
  const before = await findPlan(deps.store.reader, code);
  if (before && !hidden && !isSellable(await findFulfilmentProblem(deps, before))) return invalid;
  return deps.commits.submit(async (tx) => {
    const known = await findPlan(tx, code);
    if (!known) return notFound;
    const plan = { ...known, active: !hidden };
    await savePlan(tx, plan, actorName(actor), nowOf(deps));
    await auditIn(tx, deps, actor, 'manage_plans', code, hidden ? 'hidden' : 'shown');
    return { ok: true, plan: await stateOf(tx, plan) };
  });
}

export async function showPromos(deps: FlowDeps, actor: Actor): Promise<Result<{ promos: readonly Promo[] }>> {
  if (!may(actor, 'see_orders')) return forbidden;
  return { ok: true, promos: await listPromos(deps.store.reader) };
}

const promoShape = /^[A-ZА-ЯЁ0-9_-]{2,32}$/;

function isPromo({ code, off, limit }: Omit<Promo, 'used'>): boolean {
  const isOff =
    off.kind === 'percent'
      ? Number.isInteger(off.percent) && off.percent >= 1 && off.percent <= 100
      : Number.isSafeInteger(off.amountMinor) && off.amountMinor > 0;
  return promoShape.test(code) && isOff && (limit === null || (Number.isInteger(limit) && limit >= 0));
}

export async function changePromo(
  deps: FlowDeps,
  actor: Actor,
  wish: Omit<Promo, 'used'>,
): Promise<Result<{ promo: Promo }>> {
  if (!may(actor, 'manage_plans')) return forbidden;
  const promo = { ...wish, code: wish.code.trim().toUpperCase() };
  if (!isPromo(promo)) return invalid;
  return deps.commits.submit(async (tx) => {
    const known = await findPromo(tx, promo.code);
    // Orders that use it are priced by it: what they were promised stays.
    if (known && known.used > 0 && JSON.stringify(known.off) !== JSON.stringify(promo.off)) return invalid;
    await savePromo(tx, promo, actorName(actor), nowOf(deps));
    await auditIn(tx, deps, actor, 'manage_plans', promo.code, 'promo saved');
    return { ok: true, promo: { ...promo, used: known?.used ?? 0 } };
  });
}
