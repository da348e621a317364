import type { CampaignFacts } from './facts.ts';
import type { Currency } from './money.ts';
import type { Assessed, Customer, Purchase } from './neighbourhood.ts';
import { reversedMinorOf } from './reversals.ts';
import type { Instant } from './time.ts';
import type { CurrencyTotal, PurchaseState, PurchaseView, SheetRowView } from './views.ts';

function totalsOf(members: readonly Assessed[]): readonly CurrencyTotal[] {
  const totals = new Map<Currency, { capturedMinor: number; reversedMinor: number }>();
  for (const { summary, moneyBack } of members) {
    const total = totals.get(summary.currency) ?? { capturedMinor: 0, reversedMinor: 0 };
    total.capturedMinor += summary.amountMinor;
    total.reversedMinor += reversedMinorOf(moneyBack);
    totals.set(summary.currency, total);
  }
  return [...totals].map(([currency, total]) => ({ currency, ...total }));
}

function stateOf(members: readonly Assessed[], totals: readonly CurrencyTotal[]): PurchaseState {
  if (members.some((member) => member.disputed)) return 'disputed';
  if (totals.every((total) => total.reversedMinor === 0)) return 'paid';
  return totals.every((total) => total.reversedMinor === total.capturedMinor) ? 'refunded' : 'partly_refunded';
}

function firstOf<T>(members: readonly Assessed[], read: (member: Assessed) => T | null): T | null {
  for (const member of members) {
    const value = read(member);
    if (value !== null) return value;
  }
  return null;
}

/** The first payment that knows a campaign speaks for all: keys of two campaigns are never mixed. */
function campaignOfMembers(members: readonly Assessed[]): CampaignFacts {
  return members.find(({ summary }) => Object.keys(summary.campaign).length > 0)?.summary.campaign ?? {};
}

function geographyOfMembers(members: readonly Assessed[]): { country: string | null; city: string | null } {
  const speaker = members.find(({ summary }) => summary.country !== null) ?? members[0];
  return { country: speaker?.summary.country ?? null, city: speaker?.summary.city ?? null };
}

function paidAtOf(member: Assessed): Instant {
  return member.summary.paidAt as Instant;
}

type PurchaseFrame = Readonly<{ id: Purchase['id']; name: string; vip: boolean; revision: number; customer: Customer }>;

/** `members`: the purchase's captured payments by paid time, at least one. */
export function buildPurchaseView(members: readonly Assessed[], frame: PurchaseFrame): PurchaseView {
  const totals = totalsOf(members);
  return {
    id: frame.id,
    name: frame.name,
    revision: frame.revision,
    state: stateOf(members, totals),
    mergedInto: null,
    vip: frame.vip,
    totals,
    paymentCount: members.length,
    firstPaidAt: paidAtOf(members[0] as Assessed),
    lastPaidAt: paidAtOf(members.at(-1) as Assessed),
    method: firstOf(members, ({ summary }) => summary.method),
    email: firstOf(members, ({ email }) => email),
    ...geographyOfMembers(members),
    campaign: campaignOfMembers(members),
    customerId: frame.customer.id,
    customerKey: frame.customer.key,
  };
}

function rowStatus(members: readonly Assessed[], total: CurrencyTotal): SheetRowView['status'] {
  const state = stateOf(members, [total]);
  return state === 'partly_refunded' ? 'partially refunded' : state;
}

/** `members`: the customer's captured payments in one currency by paid time, at least one. */
export function buildRowView(members: readonly Assessed[], key: string, customer: Customer): SheetRowView {
  const total = totalsOf(members)[0] as CurrencyTotal;
  return {
    key,
    customerKey: customer.key,
    email: firstOf(members, ({ email }) => email),
    ...total,
    paymentCount: members.length,
    paymentExternalIds: members.map(({ payment }) => payment.externalId),
    firstPaidAt: paidAtOf(members[0] as Assessed),
    lastPaidAt: paidAtOf(members.at(-1) as Assessed),
    status: rowStatus(members, total),
    mergedIntoKey: null,
    ...geographyOfMembers(members),
    campaign: campaignOfMembers(members),
    team: null,
  };
}

/** `purchase_<key>` for the currency of the earliest payment, `purchase_<key>_EUR` for the others. */
export function rowKey(customerKey: string, currency: Currency, earliestCurrency: Currency): string {
  return currency === earliestCurrency ? `purchase_${customerKey}` : `purchase_${customerKey}_${currency}`;
}
