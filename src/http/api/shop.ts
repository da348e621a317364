import { z } from 'zod';
import { type Currency, currency as currencyOf } from '../../domain/money.ts';
import type { OrderId } from '../../domain/shop/order.ts';
import { orderStatuses } from '../../domain/shop/order.ts';
import { type Fulfilment, type Plan, payMethods, planCodeShape, planMistake } from '../../domain/shop/plan.ts';
import type { Promo } from '../../domain/shop/promo.ts';
import type { Instant } from '../../domain/time.ts';
import type { MoneyDecision, OrderLine, PlanState } from '../../flows/shop/types.ts';
import type { Flows } from '../../flows/types.ts';
import type { TokenActor } from '../auth.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { alsoReading } from './control.ts';
import { count, currency, instant, money, page } from './shapes.ts';

const inTwoLanguages = z.object({ ru: z.string().min(1).max(4_000), en: z.string().min(1).max(4_000) });
const code = z.string().regex(planCodeShape, 'letters, digits, - and _, 32 at most');
const price = z.object({
  currency,
  amountMinor: z.int().min(1),
  methods: z.array(z.enum(payMethods)).min(1),
});
const fulfilment = z.discriminatedUnion('type', [
  z.object({ type: z.literal('invite_link'), chatId: z.string().regex(/^-?\d{1,20}$/) }),
  z.object({ type: z.literal('webhook'), url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  z.object({ type: z.literal('text'), text: inTwoLanguages }),
  z.object({ type: z.literal('keys'), keys: z.array(z.string().trim().min(1).max(1_000)).max(5_000).default([]) }),
]);
const planFields = {
  title: inTwoLanguages,
  description: inTwoLanguages,
  kind: z.enum(['digital', 'physical']),
  prices: z.array(price).max(20),
  periodDays: z.int().min(1).max(3_660).nullable(),
  stock: z.int().min(0).nullable(),
  tickets: z.int().min(0).max(1_000_000),
  trial: z.boolean().default(false),
  fulfilment,
  active: z.boolean().default(true),
};
const planBody = z.object({
  code,
  ...planFields,
  periodDays: planFields.periodDays.default(null),
  stock: planFields.stock.default(null),
});
type PlanBody = z.output<typeof planBody>;

/** What a plan's fields have to be beyond their shape. */
const mustBe: Readonly<Record<string, string>> = {
  title: '1 to 32 characters in each language',
  description: '1 to 255 characters in each language',
  prices: 'one at least, none for a trial; each method once; stars in XTR, yookassa in RUB, stripe in any other',
};

/** Keys that were put in are never shown again: only how many there are. */
const planAnswer = z
  .object({
    ...planFields,
    code,
    fulfilment: z.looseObject({ type: z.string() }),
    left: count.nullable(),
    keys: z.object({ free: count, given: count }).nullable(),
  })
  .meta({ id: 'Plan' });
const savedPlan = planAnswer.extend({ remarks: z.array(z.string()) });

function planIn({ fulfilment: given, prices, ...rest }: PlanBody): Readonly<{ plan: Plan; keys: readonly string[] }> {
  const isKeys = given.type === 'keys';
  const way: Fulfilment = isKeys ? { type: 'keys' } : given;
  const priced = prices.map((one) => ({ ...one, currency: currencyOf(one.currency) }));
  return { plan: { ...rest, prices: priced, fulfilment: way }, keys: isKeys ? given.keys : [] };
}

function planOut({ plan, left, keys }: PlanState) {
  return { ...plan, left, keys };
}

const orderAnswer = z
  .object({
    id: z.string(),
    planCode: z.string(),
    telegramId: z.string(),
    recipientId: z.string().nullable(),
    kind: z.string(),
    status: z.enum(orderStatuses),
    provider: z.string().nullable(),
    amount: money,
    createdAt: instant,
    expiresAt: instant,
    paidAt: instant.nullable(),
    tickets: z.int(),
  })
  .meta({ id: 'Order' });

function orderOut({ order, tickets }: OrderLine) {
  const { id, plan, telegramId, recipientId, kind, status, amount, createdAt, expiresAt, paidAt, paidBy, method } =
    order;
  const provider = paidBy?.provider ?? method;
  const who = { planCode: plan.code, telegramId, recipientId, kind };
  return { id, ...who, status, provider, amount, createdAt, expiresAt, paidAt, tickets };
}

const off = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent'), percent: z.int().min(1).max(100) }),
  z.object({ kind: z.literal('sum'), amountMinor: z.int().min(1), currency }),
]);
const promoBody = z.object({
  code: z.string().trim().min(2).max(32),
  off,
  limit: z.int().min(0).nullable(),
  expiresAt: instant.nullable(),
  plans: z.array(code).max(100).default([]),
  active: z.boolean().default(true),
});
const promoAnswer = promoBody.extend({ used: count }).meta({ id: 'Promo' });

function promoIn({ off: given, expiresAt, ...rest }: z.output<typeof promoBody>): Omit<Promo, 'used'> {
  const taken = given.kind === 'sum' ? { ...given, currency: given.currency as Currency } : given;
  return { ...rest, off: taken, expiresAt: expiresAt as Instant | null };
}

const decisionAnswer = z
  .object({
    id: z.string(),
    orderId: z.string().nullable(),
    provider: z.string(),
    paymentRef: z.string(),
    problem: z.string(),
    amount: money,
    telegramId: z.string().nullable(),
    state: z.enum(['waiting', 'refunded', 'accepted', 'left']),
    madeAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'MoneyDecision', description: 'Money that pays no order as it should' });
const decisionOut = (decision: MoneyDecision) => decision;

/** What is sold, what was ordered, codes, and money that waits for a person. */
export function shopRoutes(flows: Flows): readonly Route[] {
  return [...planRoutes(flows), ...orderRoutes(flows), ...promoRoutes(flows), ...decisionRoutes(flows)];
}

async function savePlan(flows: Flows, actor: TokenActor, body: PlanBody) {
  const { plan, keys } = planIn(body);
  const mistake = planMistake(plan);
  if (mistake !== null) throw new Problem('invalid', { detail: `${mistake}: ${mustBe[mistake] ?? 'cannot be so'}` });
  const saved = must(await flows.savePlan(actor, plan, keys));
  return { ...planOut(saved.plan), remarks: saved.remarks };
}

function planRoutes(flows: Flows): readonly Route[] {
  const path = '/v1/admin/plans';
  const known = async (actor: TokenActor) => must(await flows.listPlans(alsoReading(actor))).plans;
  return [
    operation({
      method: 'get',
      path,
      scope: 'read:ops',
      summary: 'Every plan, hidden ones too; keys are counted, never shown',
      answer: z.object({ items: z.array(planAnswer), nextCursor: z.null() }),
      run: async ({ actor }) => ({ items: (await known(actor)).map(planOut), nextCursor: null }),
    }),
    operation({
      method: 'post',
      path,
      scope: 'admin',
      summary: 'A new plan; keys go into its stock',
      body: planBody,
      answer: savedPlan,
      run: async ({ actor, body }) => {
        const isTaken = (await known(actor)).some(({ plan }) => plan.code === body.code);
        if (isTaken) throw new Problem('conflict', { detail: `There is a plan ${body.code}: change it with PUT.` });
        return savePlan(flows, actor, body);
      },
    }),
    operation({
      method: 'put',
      path: `${path}/:code`,
      scope: 'admin',
      summary: 'Changes a plan, or hides it with active false; orders that were placed keep the plan of then',
      params: z.object({ code }),
      body: z.object({ ...planFields, code: code.optional() }),
      answer: savedPlan,
      run: async ({ actor, params, body }) => {
        if (!(await known(actor)).some(({ plan }) => plan.code === params.code)) throw new Problem('not_found');
        if (body.code !== undefined && body.code !== params.code)
          throw new Problem('invalid', { detail: 'code: cannot be changed' });
        return savePlan(flows, actor, { ...body, code: params.code });
      },
    }),
  ];
}

function orderRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/v1/admin/orders',
      scope: 'read:ops',
      summary: 'Orders, the newest first',
      query: z.object({
        ...page,
        status: z.enum(orderStatuses).optional(),
        telegramId: z
          .string()
          .regex(/^\d{1,20}$/)
          .optional(),
        planCode: code.optional(),
      }),
      answer: z.object({ items: z.array(orderAnswer), nextCursor: z.string().nullable() }),
      run: async ({ actor, query: { limit, cursor, ...wanted } }) => {
        const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
        const listed = must(await flows.listOrders(actor, filter, { limit, cursor: cursor ?? null }));
        return { items: listed.orders.map(orderOut), nextCursor: listed.nextCursor };
      },
    }),
    operation({
      method: 'post',
      path: '/v1/admin/orders/:id/refund',
      scope: 'write:ops',
      summary: 'Gives an order’s money back through its provider; a large sum waits for a second person',
      params: z.object({ id: z.string().max(80) }),
      answer: z.object({ amount: money }),
      costly: true,
      run: async ({ actor, params }) => {
        const { amount } = must(await flows.refundOrder(actor, params.id as OrderId));
        return { amount };
      },
    }),
  ];
}

function promoRoutes(flows: Flows): readonly Route[] {
  const path = '/v1/admin/promos';
  return [
    operation({
      method: 'get',
      path,
      scope: 'read:ops',
      summary: 'Promo codes, and how many orders use each',
      answer: z.object({ items: z.array(promoAnswer), nextCursor: z.null() }),
      run: async ({ actor }) => ({ items: must(await flows.listPromos(actor)).promos, nextCursor: null }),
    }),
    operation({
      method: 'post',
      path,
      scope: 'admin',
      summary: 'Makes or changes a code; what it takes off stays once somebody used it',
      body: promoBody,
      answer: promoAnswer,
      run: async ({ actor, body }) => must(await flows.savePromo(actor, promoIn(body))).promo,
    }),
  ];
}

function decisionRoutes(flows: Flows): readonly Route[] {
  const path = '/v1/admin/decisions';
  return [
    operation({
      method: 'get',
      path,
      scope: 'read:ops',
      summary: 'Money that pays no order as it should and waits for a person, the oldest first',
      answer: z.object({ items: z.array(decisionAnswer), nextCursor: z.null() }),
      run: async ({ actor }) => {
        const { decisions } = must(await flows.listDecisions(actor));
        return { items: decisions.map(decisionOut), nextCursor: null };
      },
    }),
    operation({
      method: 'post',
      path: `${path}/:id`,
      scope: 'admin',
      summary: 'Gives it back or accepts it; a large sum waits for a second person',
      params: z.object({ id: z.string().max(80) }),
      body: z.object({ how: z.enum(['refund', 'accept']) }),
      answer: decisionAnswer,
      costly: true,
      run: async ({ actor, params, body }) => must(await flows.decideMoney(actor, params.id, body.how)).decision,
    }),
  ];
}
