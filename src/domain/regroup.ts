import type { Draft } from './apply-facts.ts';
import { assignIds } from './assign-ids.ts';
import { buildPurchaseView } from './build-views.ts';
import type { DecideEnv } from './decision.ts';
import { identifyPayers } from './identify.ts';
import { groupPayers, type Payer, sharedEmailLimit } from './identity.ts';
import type { CustomerId, PayerId, PaymentId, PurchaseId } from './ids.ts';
import {
  type Assessed,
  assess,
  type Customer,
  type Neighbourhood,
  type Purchase,
  type SheetRow,
} from './neighbourhood.ts';
import { compareText, type Payment } from './payment.ts';
import { groupPayments, purchaseName } from './purchases.ts';
import { customerRows, mergedRows } from './regroup-rows.ts';
import type { Instant } from './time.ts';
import type { PurchaseView } from './views.ts';

export type Regrouped = Readonly<{
  after: Neighbourhood;
  assessed: ReadonlyMap<PaymentId, Assessed>;
  freshlyReversed: ReadonlySet<PaymentId>;
}>;

type Survivor = Readonly<{ customer: Customer; members: readonly Member[] }>;
type Member = Assessed & Readonly<{ id: PaymentId; externalId: string; paidAt: Instant }>;

/** Keeps the old object where nothing differs, so that a change is seen by identity. */
function keepIfEqual<T>(before: T | undefined, now: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function sharedEmails(known: Neighbourhood, payers: Iterable<Payer>): ReadonlySet<string> {
  const holders = new Map<string, number>();
  for (const payer of payers) {
    if (payer.customerExternalId === null) continue;
    for (const { kind, value } of payer.identifiers)
      if (kind === 'email') holders.set(value, (holders.get(value) ?? 0) + 1);
  }
  const crowded = [...holders].filter(([, count]) => count > sharedEmailLimit).map(([email]) => email);
  return new Set([...known.sharedEmails, ...crowded]);
}

/** The captured payments by paid time. */
function membersOf(assessed: readonly Assessed[]): Member[] {
  const members: Member[] = [];
  for (const one of assessed) {
    if (one.summary.paidAt === null) continue;
    members.push({ ...one, id: one.payment.id, externalId: one.payment.externalId, paidAt: one.summary.paidAt });
  }
  return members.sort((a, b) => compareText(a.paidAt, b.paidAt) || compareText(a.externalId, b.externalId));
}

/** The id of the earliest Stripe customer, else `<provider>_<payer id>`; an e-mail never shows in a key. */
function customerKey(members: readonly Member[], group: readonly Payer[], id: CustomerId): string {
  const stripe = members.find(
    ({ payment, summary }) => payment.provider === 'stripe' && summary.customerExternalId !== null,
  );
  if (stripe) return stripe.summary.customerExternalId as string;
  const first = members[0];
  if (first) return `${first.payment.provider}_${first.summary.customerExternalId ?? first.payment.externalId}`;
  return group.find((payer) => payer.customerExternalId !== null)?.customerExternalId ?? id;
}

class Regrouping {
  readonly payments: Map<PaymentId, Payment>;
  readonly payers: Map<PayerId, Payer>;
  readonly customers: Map<CustomerId, Customer>;
  readonly purchases: Map<PurchaseId, Purchase>;
  readonly rows: Map<string, SheetRow>;
  readonly assessed = new Map<PaymentId, Assessed>();
  readonly #known: Neighbourhood;
  readonly #draft: Draft;
  readonly #env: DecideEnv;

  constructor(known: Neighbourhood, draft: Draft, env: DecideEnv) {
    this.#known = known;
    this.#draft = draft;
    this.#env = env;
    this.payments = draft.payments;
    this.payers = draft.payers;
    this.customers = new Map(known.customers);
    this.purchases = new Map(known.purchases);
    this.rows = new Map(known.rows);
  }

  run(): void {
    const facts = { ...this.#known, payers: this.payers, refunds: this.#draft.refunds, disputes: this.#draft.disputes };
    for (const payment of this.payments.values()) this.assessed.set(payment.id, assess(payment, facts));
    this.#identify();
    const shared = sharedEmails(this.#known, this.payers.values());
    const groups = groupPayers([...this.payers.values()], shared, this.#known.pins);
    const ids = this.#assignCustomers(groups);
    const byPayer = this.#assessedByPayer();
    const survivors = groups.map((group, index) => {
      const own = group.flatMap((payer) => byPayer.get(payer.id) ?? []);
      return this.#settleCustomer(group, own, ids[index] as CustomerId);
    });
    this.#mergeCustomers(groups, ids);
    this.#settlePurchases(survivors);
    this.#mergeLeftPurchases();
    this.#settleRows(survivors);
  }

  #identify(): void {
    for (const payer of identifyPayers(this.payers.values(), this.assessed.values()))
      this.payers.set(payer.id, keepIfEqual(this.#known.payers.get(payer.id), payer));
  }

  #assignCustomers(groups: readonly (readonly Payer[])[]): CustomerId[] {
    const known = [...this.#known.customers.values()].map((customer) => ({
      id: customer.id,
      origin: customer.originPayerId,
      age: customer.id,
      merged: customer.mergedInto !== null,
    }));
    const assigned = assignIds(
      groups.map((group) => group.map((payer) => payer.id)),
      known,
      (id) => this.payers.get(id)?.customerId ?? null,
    );
    return assigned.map((id) => id ?? (this.#env.newId('cst') as CustomerId));
  }

  #assessedByPayer(): ReadonlyMap<PayerId, Assessed[]> {
    const byPayer = new Map<PayerId, Assessed[]>();
    for (const one of this.assessed.values()) {
      const own = byPayer.get(one.payment.payerId);
      if (own) own.push(one);
      else byPayer.set(one.payment.payerId, [one]);
    }
    return byPayer;
  }

  #settleCustomer(group: readonly Payer[], own: readonly Assessed[], id: CustomerId): Survivor {
    const members = membersOf(own);
    const before = this.customers.get(id);
    const origin = before?.originPayerId ?? (group[0] as Payer).id;
    const customer: Customer = { id, key: customerKey(members, group, id), originPayerId: origin, mergedInto: null };
    const settled = keepIfEqual(before, customer);
    this.customers.set(id, settled);
    for (const payer of group) if (payer.customerId !== id) this.payers.set(payer.id, { ...payer, customerId: id });
    for (const { payment } of own) if (payment.customerId !== id) this.#update(payment, { customerId: id });
    return { customer: settled, members };
  }

  #update(payment: Payment, change: Partial<Payment>): void {
    const current = this.payments.get(payment.id) as Payment;
    const changed = { ...current, ...change };
    this.payments.set(payment.id, changed);
    const one = this.assessed.get(payment.id) as Assessed;
    this.assessed.set(payment.id, { ...one, payment: changed });
  }

  /** A customer without payers of its own now points to the one that has its origin. */
  #mergeCustomers(groups: readonly (readonly Payer[])[], ids: readonly CustomerId[]): void {
    const current = new Set(ids);
    const idOfPayer = new Map(groups.flatMap((group, index) => group.map((payer) => [payer.id, ids[index]] as const)));
    for (const customer of this.#known.customers.values()) {
      if (current.has(customer.id)) continue;
      const mergedInto = idOfPayer.get(customer.originPayerId) ?? customer.mergedInto;
      if (mergedInto !== customer.mergedInto) this.customers.set(customer.id, { ...customer, mergedInto });
    }
  }

  /** All customers' at once: when one person turns out to be two, only one of them keeps the old purchase's id. */
  #settlePurchases(survivors: readonly Survivor[]): void {
    const groups = survivors.flatMap(({ customer, members }) =>
      groupPayments(members, this.#env.purchaseWindowMs).map((own, index) => ({ customer, own, ordinal: index + 1 })),
    );
    const known = [...this.#known.purchases.values()].map((purchase) => ({
      id: purchase.id,
      origin: purchase.originPaymentId,
      age: purchase.firstPaidAt,
      merged: purchase.mergedInto !== null,
    }));
    const ids = assignIds(
      groups.map(({ own }) => own.map((member) => member.id)),
      known,
      (id) => this.#known.payments.get(id)?.purchaseId ?? null,
    );
    groups.forEach(({ customer, own, ordinal }, index) => {
      const id = ids[index] ?? (this.#env.newId('pur') as PurchaseId);
      this.#settlePurchase(customer, own, id, ordinal);
    });
  }

  #settlePurchase(customer: Customer, group: readonly Member[], id: PurchaseId, ordinal: number): void {
    const before = this.#known.purchases.get(id);
    const name = purchaseName(customer.key, ordinal);
    const revision = before?.view.revision ?? 0;
    const built = buildPurchaseView(group, { id, name, vip: false, revision, customer });
    const view = { ...built, vip: this.#isVip(built) };
    const isNews = group.some(({ payment }) => !payment.quiet || this.#draft.freshlyReversed.has(payment.id));
    const purchase: Purchase = {
      id,
      customerId: customer.id,
      originPaymentId: before?.originPaymentId ?? (group[0] as Member).id,
      ordinal,
      firstPaidAt: view.firstPaidAt,
      mergedInto: null,
      loud: (before?.loud ?? false) || isNews,
      vipTold: (before?.vipTold ?? false) || view.vip,
      view: before && JSON.stringify(before.view) === JSON.stringify(view) ? view : { ...view, revision: revision + 1 },
    };
    this.purchases.set(id, keepIfEqual(before, purchase));
    for (const { payment } of group) if (payment.purchaseId !== id) this.#update(payment, { purchaseId: id });
  }

  #isVip({ totals }: PurchaseView): boolean {
    return totals.some(({ currency, capturedMinor }) => {
      const threshold = this.#env.vipThresholds.get(currency);
      return threshold !== undefined && capturedMinor >= threshold;
    });
  }

  /** Purchases that own no payment any more: their cards point to the purchase that has their origin. */
  #mergeLeftPurchases(): void {
    const owners = new Set([...this.payments.values()].map((payment) => payment.purchaseId));
    for (const before of this.#known.purchases.values()) {
      if (owners.has(before.id)) continue;
      const winnerId = this.payments.get(before.originPaymentId)?.purchaseId;
      const winner = winnerId ? this.purchases.get(winnerId) : undefined;
      if (!winner) continue;
      const view: PurchaseView = { ...before.view, state: 'merged', mergedInto: winner.view.name };
      const changed = JSON.stringify(view) !== JSON.stringify(before.view);
      const purchase: Purchase = {
        ...before,
        customerId: winner.customerId,
        mergedInto: winner.id,
        view: changed ? { ...view, revision: view.revision + 1 } : view,
      };
      this.purchases.set(before.id, keepIfEqual(before, purchase));
    }
  }

  #settleRows(survivors: readonly Survivor[]): void {
    const current = survivors.flatMap(({ customer, members }) => customerRows(customer, members));
    const left = mergedRows(this.#known.rows.values(), current, (row) => this.#ownerOf(row));
    for (const row of [...current, ...left]) this.rows.set(row.key, keepIfEqual(this.#known.rows.get(row.key), row));
  }

  /** Whoever has its payments now; a payment may have left a customer who himself was merged with nobody. */
  #ownerOf(row: SheetRow): CustomerId | null {
    const externalIds = new Set(row.view.paymentExternalIds);
    for (const payment of this.payments.values()) {
      if (externalIds.has(payment.externalId)) return payment.customerId;
    }
    return this.customers.get(row.customerId)?.mergedInto ?? row.customerId;
  }
}

/** Who is one person, which payments are one purchase, and what cards and rows say of them: all recomputed. */
export function regroup(known: Neighbourhood, draft: Draft, env: DecideEnv): Regrouped {
  const regrouping = new Regrouping(known, draft, env);
  regrouping.run();
  return {
    after: {
      payments: regrouping.payments,
      refunds: draft.refunds,
      disputes: draft.disputes,
      payers: regrouping.payers,
      customers: regrouping.customers,
      purchases: regrouping.purchases,
      rows: regrouping.rows,
      sharedEmails: known.sharedEmails,
    },
    assessed: regrouping.assessed,
    freshlyReversed: draft.freshlyReversed,
  };
}
