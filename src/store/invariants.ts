import { sql } from 'kysely';
import type { PaymentId } from '../domain/ids.ts';
import { groupPayments } from '../domain/purchases.ts';
import { type Said, said } from '../domain/said.ts';
import { hourMs, type Instant, minuteMs, plusMs } from '../domain/time.ts';
import type { PurchaseView } from '../domain/views.ts';
import type { Reader } from './database.ts';

export type InvariantViolation = Readonly<{ invariant: string; detail: Said; count: number }>;

/**
 * Each counts rows that must not be; 0 is the only right answer. `invariant` is its name, fixed and in English. Of the twenty invariants these are seen elsewhere or not
 * at all in rows:
 * - I4, I12, I15, I16, I18 need the set-up: invariants-owed.ts. I17 is what doctor's `pages` and `schema drift` say.
 * - I3 is looked at as "told, and the message is known": what a message shows changes with the version and the language,
 *   so its hash is no proof.
 * - I6 of a Telegram or Slack message that arrived twice is counted (`deliveries in doubt`), not seen in rows.
 * - I9 is in the sheet, where the live look counts its keys. I14 holds because facts merge in any order; the tests of
 *   any order prove it. I19 is about counters of one process: the tests compare them.
 * - I10, I11: there are no CRM and no GA4 yet.
 */
const queries: readonly Readonly<{ invariant: string; detail: Said; text: string }>[] = [
  {
    invariant: 'I1 each payment is there once',
    detail: said('rule-payments-shared'),
    text: `select count(*) as n from (select provider, charge_id from payments where charge_id is not null
      group by provider, charge_id having count(*) > 1
      union all select provider, external_id from payments group by provider, external_id having count(*) > 1) as doubled`,
  },
  {
    invariant: 'I3 what was told is known',
    detail: said('rule-cards-unknown'),
    text: `select count(*) as n from deliveries where kind = 'purchase' and state = 'delivered' and not exists (
      select 1 from sent_messages where sent_messages.destination = deliveries.destination
      and sent_messages.kind = 'purchase' and sent_messages.subject_id = deliveries.subject_id)`,
  },
  {
    invariant: 'I5 nothing owed is lost',
    detail: said('rule-deliveries-lost'),
    text: `select count(*) as n from deliveries where (state in ('delivered','dead') and settled_at is null)
      or (state = 'merged' and not exists (select 1 from deliveries as whole where whole.id = deliveries.merged_into))`,
  },
  {
    invariant: 'I6 nothing is told that is not recorded',
    detail: said('rule-deliveries-stray'),
    text: `select count(*) as n from deliveries where (kind in ('purchase','vip')
      and not exists (select 1 from purchases where purchases.id = deliveries.subject_id))
      or (kind = 'row' and not exists (select 1 from sheet_rows where sheet_rows.row_key = deliveries.subject_id))`,
  },
  {
    invariant: 'I2 each captured payment has one purchase',
    detail: said('rule-captured-alone'),
    text: "select count(*) as n from payments where status = 'captured' and (purchase_id is null or customer_id is null or paid_at is null)",
  },
  {
    invariant: 'I7 each contest sums to zero',
    detail: said('rule-contests-uneven'),
    text: `select count(*) as n from (select contest_code from ticket_ledger
      group by contest_code having sum(delta) <> 0) as uneven`,
  },
  {
    invariant: 'I7 tickets follow the money',
    detail: said('rule-tickets-wrong'),
    text: `select count(*) as n from (select orders.id from orders join ticket_ledger on ticket_ledger.order_id = orders.id
      where ticket_ledger.beneficiary_id not like 'issuer:%' and not exists (select 1 from owed_awards
        where owed_awards.order_id = orders.id and owed_awards.state = 'waiting')
      group by orders.id, orders.status, ticket_ledger.contest_code, ticket_ledger.beneficiary_id
      having (orders.status = 'refunded' and sum(delta) <> 0) or (orders.status = 'paid' and sum(delta) <= 0)) as wrong`,
  },
  {
    invariant: 'I2 purchases exist',
    detail: said('rule-purchases-missing'),
    text: `select count(*) as n from payments left join purchases on purchases.id = payments.purchase_id
      where payments.purchase_id is not null and (purchases.id is null or purchases.merged_into is not null
      or purchases.customer_id <> payments.customer_id)`,
  },
  {
    invariant: 'I8 money back never exceeds what was captured',
    detail: said('rule-back-too-much'),
    text: `select count(*) as n from payments where reversed_minor < 0 or (status = 'captured' and reversed_minor > amount_minor)`,
  },
  {
    invariant: 'I8 money back adds up',
    detail: said('rule-back-uneven'),
    text: `select count(*) as n from payments left join
      (select payment_id, sum(amount_minor) as back from money_back group by payment_id) as entries on entries.payment_id = payments.id
      where coalesce(entries.back, 0) <> payments.reversed_minor`,
  },
  {
    invariant: 'I3 shown names are unique',
    detail: said('rule-names-shared'),
    text: `select count(*) as n from (select name from purchases where merged_into is null group by name having count(*) > 1) as doubled`,
  },
];

async function countOf(db: Reader, text: string): Promise<number> {
  const { rows } = await sql<{ n: number | string }>`${sql.raw(text)}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

async function staleSending(db: Reader, now: Instant): Promise<InvariantViolation[]> {
  const { n } = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'sending')
    .where('due_at', '<', plusMs(now, -2 * minuteMs))
    .executeTakeFirstOrThrow();
  const invariant = 'I13 nothing is being sent for ever';
  return Number(n) === 0 ? [] : [{ invariant, detail: said('rule-sending-stale'), count: Number(n) }];
}

async function fromTheFuture(db: Reader, now: Instant): Promise<InvariantViolation[]> {
  const latest = plusMs(now, hourMs);
  const { rows } = await sql<{ n: number | string }>`select
    (select count(*) from inbox where received_at > ${latest}) +
    (select count(*) from payments where first_seen_at > ${latest}) +
    (select count(*) from deliveries where created_at > ${latest}) as n`.execute(db);
  const count = Number(rows[0]?.n ?? 0);
  const detail = said('rule-future');
  return count === 0 ? [] : [{ invariant: 'I20 nothing depends on a clock', detail, count }];
}

const customersAtOnce = 500;

type GroupedRow = Readonly<{
  id: string;
  external_id: string;
  paid_at: string;
  purchase_id: string | null;
  customer_id: string;
}>;

/** How many customers' stored purchases differ from what grouping their payments anew gives. */
function countWrongGroups(rows: readonly GroupedRow[], windowMs: number): number {
  let wrong = 0;
  for (const own of Map.groupBy(rows, (row) => row.customer_id).values()) {
    const payments = own.map((row) => ({
      id: row.id as PaymentId,
      externalId: row.external_id,
      paidAt: row.paid_at as Instant,
      purchaseId: row.purchase_id,
    }));
    const groups = groupPayments(payments, windowMs);
    const ids = groups.map((group) => new Set(group.map((payment) => payment.purchaseId)));
    const isRight =
      ids.every((set) => set.size === 1) && new Set(ids.flatMap((set) => [...set])).size === groups.length;
    if (!isRight) wrong += 1;
  }
  return wrong;
}

/** In pages by customer, so that memory stays bounded at any size. */
async function wrongGroups(db: Reader, windowMs: number): Promise<InvariantViolation[]> {
  let wrong = 0;
  let after = '';
  for (;;) {
    const customers = await db
      .selectFrom('customers')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(customersAtOnce)
      .execute();
    if (customers.length === 0) break;
    after = customers.at(-1)?.id ?? '';
    const rows = await db
      .selectFrom('payments')
      .select(['id', 'external_id', 'paid_at', 'purchase_id', 'customer_id'])
      .where('status', '=', 'captured')
      .where(
        'customer_id',
        'in',
        customers.map((customer) => customer.id),
      )
      .execute();
    wrong += countWrongGroups(rows as GroupedRow[], windowMs);
  }
  return wrong === 0
    ? []
    : [{ invariant: 'I2 purchases are what grouping gives', detail: said('rule-groups-wrong'), count: wrong }];
}

/** I2: what a purchase shows is the sum of its payments. In pages by id. */
async function wrongViews(db: Reader): Promise<InvariantViolation[]> {
  let wrong = 0;
  let after = '';
  for (;;) {
    const purchases = await db
      .selectFrom('purchases')
      .select(['id', 'view'])
      .where('id', '>', after)
      .where('merged_into', 'is', null)
      .orderBy('id')
      .limit(customersAtOnce)
      .execute();
    if (purchases.length === 0) break;
    after = purchases.at(-1)?.id ?? '';
    const sums = await db
      .selectFrom('payments')
      .select((eb) => [
        'purchase_id',
        'currency',
        eb.fn.sum<number>('amount_minor').as('captured'),
        eb.fn.sum<number>('reversed_minor').as('back'),
      ])
      .where(
        'purchase_id',
        'in',
        purchases.map((purchase) => purchase.id),
      )
      .where('status', '=', 'captured')
      .groupBy(['purchase_id', 'currency'])
      .execute();
    for (const { id, view } of purchases) {
      const { totals } = JSON.parse(view) as PurchaseView;
      const own = sums.filter((sum) => sum.purchase_id === id);
      const isRight =
        own.length === totals.length &&
        totals.every((total) =>
          own.some(
            (sum) =>
              sum.currency === total.currency &&
              Number(sum.captured) === total.capturedMinor &&
              Number(sum.back) === total.reversedMinor,
          ),
        );
      if (!isRight) wrong += 1;
    }
  }
  return wrong === 0
    ? []
    : [{ invariant: 'I2 totals are the sum of payments', detail: said('rule-totals-wrong'), count: wrong }];
}

/** Everything that must always hold and can be seen in the database. Reads only, in pages. */
export async function listViolations(
  db: Reader,
  now: Instant,
  windowMs: number,
): Promise<readonly InvariantViolation[]> {
  const violations: InvariantViolation[] = [];
  for (const { invariant, detail, text } of queries) {
    const count = await countOf(db, text);
    if (count > 0) violations.push({ invariant, detail, count });
  }
  return [
    ...violations,
    ...(await staleSending(db, now)),
    ...(await fromTheFuture(db, now)),
    ...(await wrongGroups(db, windowMs)),
    ...(await wrongViews(db)),
  ];
}
