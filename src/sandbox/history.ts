import { FIRST_NAMES, LAST_NAMES, PLACES, PRICES, pickMetadata } from './presets.ts';
import { createRandom, type Random } from './seeded.ts';
import type { Paid, PayInput, StripeStandIn } from './stripe/stand-in.ts';

export type HistoryOptions = { nowMs: number; seed?: number; days?: number };
export type History = { payments: number; failed: number; refunds: number; disputes: number };

type Step = { at: number; run: () => void };
type Story = { stripe: StripeStandIn; random: Random; nowMs: number; steps: Step[]; known: Paid[]; told: History };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_PRESS_AGO_MS = 26 * HOUR_MS;

/** How busy the hours (UTC) and the weekdays (Sunday first) are. */
const HOURS = [2, 2, 2, 1, 1, 1, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8, 7, 7, 8, 9, 8, 6, 4].map(
  (weight, hour) => [hour, weight] as const,
);
const WEEKDAYS = [1.18, 0.95, 0.92, 0.94, 0.98, 1.04, 1.2];

function buyer(random: Random, n: number): Partial<PayInput> {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return { name: `${first} ${last}`, email: `${first}.${last}${n}@mail.example`.toLowerCase() };
}

function later(story: Story, at: number, run: () => void): void {
  if (at < story.nowMs) story.steps.push({ at, run });
}

/** Some payments come back: refunded in full or in part, or disputed. */
function tellEnd(story: Story, paid: Paid, amount: number, paidAt: number): void {
  const { stripe, random, told } = story;
  const chance = random.next();
  const backAt = paidAt + HOUR_MS + random.next() * 5 * DAY_MS;
  if (chance < 0.045) {
    const part = random.next() < 0.3 ? Math.floor(amount / 2) : amount;
    later(story, backAt, () => {
      stripe.refund({ charge: paid.charge, amount: part, at: backAt, notify: false });
      told.refunds += 1;
    });
  } else if (chance < 0.053) {
    const inquiry = random.next() < 0.3;
    const outcome = random.weighted([
      ['won', 2],
      ['lost', 3],
      ['under_review', 2],
    ] as const);
    later(story, backAt, () => {
      const { dispute } = stripe.dispute({ charge: paid.charge, inquiry, at: backAt, notify: false });
      told.disputes += 1;
      const closedAt = backAt + 9 * DAY_MS;
      const status = inquiry ? 'warning_closed' : outcome;
      later(story, closedAt, () => void stripe.moveDispute(dispute, status, { at: closedAt, notify: false }));
    });
  }
}

function tellPayment(story: Story, input: PayInput): Paid {
  const { stripe, random, told, known } = story;
  const isRaised = random.next() < 0.012;
  const paid = isRaised
    ? stripe.raiseAndPay({ ...input, failedAmount: Math.floor(input.amount / 2) })
    : stripe.pay(input);
  told.payments += 1;
  known.push(paid);
  if (known.length > 300) known.shift();
  tellEnd(story, paid, input.amount, input.paidAt ?? story.nowMs);
  return paid;
}

/** An add-on within the purchase window, by the same customer. */
function tellUpsell(story: Story, first: Paid, input: PayInput): void {
  if (first.customer === null || story.random.next() > 0.16) return;
  const at = (input.paidAt ?? 0) + (4 + story.random.next() * 100) * MINUTE_MS;
  const amount = input.currency === 'jpy' ? 980 : 499;
  const { sessionMetadata: _, ...rest } = input;
  const upsell: PayInput = { ...rest, customer: first.customer, amount, paidAt: at, withSession: false };
  later(story, at, () => void tellPayment(story, upsell));
}

/** Somebody pressed the pay button twice yesterday: a double charge for /dedup to find. */
function tellSecondPress(story: Story): void {
  const at = story.nowMs - SECOND_PRESS_AGO_MS;
  const [place] = PLACES[0] ?? [];
  if (!place) return;
  const input: PayInput = { ...place, ...buyer(story.random, 0), amount: 1999, notify: false, paidAt: at };
  const { customer } = story.stripe.pay(input);
  story.stripe.pay({ ...input, customer, paidAt: at + 40_000 });
  story.told.payments += 2;
}

function tellVisit(story: Story, at: number, n: number): void {
  const { stripe, random, told } = story;
  const place = random.weighted(PLACES);
  const returning = random.next() < 0.08 ? random.pick(story.known.filter((p) => p.customer !== null)) : undefined;
  const input: PayInput = {
    ...place,
    ...buyer(random, n),
    ...(returning ? { customer: returning.customer } : {}),
    amount: random.weighted(PRICES[place.currency] ?? []),
    metadata: pickMetadata(random),
    withSession: random.next() < 0.6,
    paidAt: at,
    notify: false,
  };
  if (random.next() < 0.07) {
    stripe.failPayment(input);
    told.failed += 1;
    return;
  }
  tellUpsell(story, tellPayment(story, input), input);
}

function plan(story: Story, days: number): void {
  const { random, nowMs, steps } = story;
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  for (let day = days; day >= 0; day -= 1) {
    const start = today - day * DAY_MS;
    const weekday = (Math.floor(start / DAY_MS) + 4) % 7;
    const visits = Math.round((24 + random.next() * 12) * (WEEKDAYS[weekday] ?? 1));
    for (let i = 0; i < visits; i += 1) {
      const at = start + random.weighted(HOURS) * HOUR_MS + Math.floor(random.next() * HOUR_MS);
      const n = steps.length;
      later(story, at, () => tellVisit(story, at, n));
    }
  }
}

/** Runs the steps in the order of time; steps may add later ones. */
function play(steps: Step[]): void {
  steps.sort((a, b) => a.at - b.at);
  for (let step = steps.shift(); step; step = steps.shift()) {
    const before = steps.length;
    step.run();
    if (steps.length > before) steps.sort((a, b) => a.at - b.at);
  }
}

/**
 * Tells Stripe's books up to `nowMs`: 60 days of 25 to 45 payments each unless asked otherwise, with failures, add-ons,
 * refunds and disputes, and one double charge. The same seed and the same moment give the same history; nothing is sent.
 */
export function seedHistory(stripe: StripeStandIn, { nowMs, seed = 1, days = 60 }: HistoryOptions): History {
  const told: History = { payments: 0, failed: 0, refunds: 0, disputes: 0 };
  const story: Story = { stripe, random: createRandom(seed), nowMs, steps: [], known: [], told };
  plan(story, days);
  play(story.steps);
  tellSecondPress(story);
  return told;
}
