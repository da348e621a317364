import { expect, test } from 'vitest';
import { judgeCharges } from '../../src/domain/double-charges.ts';
import type { Currency } from '../../src/domain/money.ts';
import type { Instant } from '../../src/domain/time.ts';
import { findLikeCustomers } from '../../src/flows/find-like-customers.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { nearEqualPayments, readCharges } from '../../src/store/find-doubles.ts';
import { allEmails } from '../../src/store/find-likenesses.ts';
import { listPaid, readPaymentLines } from '../../src/store/lines.ts';
import { setPin } from '../../src/store/pins.ts';
import {
  countSteps,
  findRun,
  insertRun,
  insertSteps,
  leaseRun,
  listSteps,
  moveRun,
  pruneRuns,
  settleSteps,
} from '../../src/store/runs.ts';
import { describeStores } from '../support/stores.ts';

const at = (minute: number, second = 0) =>
  `2026-11-20T12:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}.000Z` as Instant;
const within = 10 * 60_000;

type Card = Readonly<{ last4?: string; cardFingerprint?: string; provider?: string }>;

async function pay(
  store: Store,
  n: number,
  customer: string,
  paidAt: Instant | null,
  amount = 999,
  { last4 = '4242', cardFingerprint, provider = 'stripe' }: Card = {},
): Promise<void> {
  const charge = cardFingerprint ? { cardFingerprint } : null;
  const payment = {
    id: `pay_${n}`,
    provider,
    external_id: `pi_${n}`,
    charge_id: `ch_${n}`,
    status: paidAt === null ? 'failed' : 'captured',
    amount_minor: amount,
    currency: 'USD',
    reversed_minor: 0,
    paid_at: paidAt,
    paid_at_provisional: 0 as const,
    created_at: at(0),
    first_seen_at: at(0),
    first_source: 'webhook',
    quiet: 0 as const,
    payer_id: `stripe:${customer}`,
    customer_id: customer,
    conflict: 0 as const,
    facts: JSON.stringify({ intent: null, charge, session: null, capturedValues: [] }),
  };
  const none = { session_id: null, purchase_id: null, email: null, country: null, city: null, method: null };
  const more = { card_last4: last4, failure_code: null, campaign: null, campaign_name: null };
  await store.writer
    .insertInto('payments')
    .values({ ...payment, ...none, ...more })
    .execute();
}

async function person(store: Store, id: string, email: string, name?: string): Promise<void> {
  const payer = `stripe:${id}`;
  const customer = { id, key: `cus_${id}`, origin_payer_id: payer, merged_into: null };
  await store.writer.insertInto('customers').values(customer).execute();
  await store.writer
    .insertInto('payers')
    .values({ id: payer, customer_external_id: id, customer_id: id, fact: name ? JSON.stringify({ name }) : null })
    .execute();
  await store.writer.insertInto('payer_identifiers').values({ kind: 'email', value: email, payer_id: payer }).execute();
}

async function callable(store: Store, holder: string, phone: string): Promise<void> {
  await store.writer.insertInto('contacts').values({ kind: 'phone', value: phone, holder_id: holder }).execute();
}

async function likeOnes(store: Store): Promise<readonly string[]> {
  const { pairs } = await findLikeCustomers({ store }, 10, AbortSignal.timeout(60_000));
  return pairs.map(({ by, keyA, keyB }) => `${by} ${keyA} ${keyB}`);
}

async function collect(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const ids of nearEqualPayments(store.scanner, within)) found.push(...ids);
  return found.toSorted();
}

describeStores('what is doubled', ({ open }) => {
  test('equal charges of one customer near each other are found, ten minutes included; others are not', async () => {
    const store = await open();
    await person(store, 'a', 'a@example.com');
    await person(store, 'b', 'b@example.com');
    await pay(store, 1, 'a', at(0));
    await pay(store, 2, 'a', at(10));
    await pay(store, 3, 'a', at(20, 1));
    await pay(store, 4, 'a', at(21), 1_000);
    await pay(store, 5, 'b', at(0));
    await pay(store, 6, 'b', null);
    expect(await collect(store)).toEqual(['pay_1', 'pay_2']);
    const [line] = await readCharges(store.reader, ['pay_1']);
    expect(line).toMatchObject({ externalId: 'pi_1', customerKey: 'cus_a', amountMinor: 999, cardLast4: '4242' });
  });

  test('one Gmail mailbox under two customers is found, unless a person took them apart', async () => {
    const store = await open();
    await person(store, 'a', 'an.na@gmail.com');
    await person(store, 'b', 'anna@gmail.com');
    await person(store, 'c', 'an.na@example.com');
    expect(await likeOnes(store)).toEqual(['mailbox cus_a cus_b']);
    const pair = ['stripe:a', 'stripe:b'] as never;
    await inTransaction(store, (tx) => setPin(tx, pair, { kind: 'together', by: 'Olga', now: at(0) }));
    expect(await likeOnes(store)).toHaveLength(1);
    await inTransaction(store, (tx) => setPin(tx, pair, { kind: 'apart', by: 'Olga', now: at(1) }));
    expect(await likeOnes(store)).toEqual([]);
  });

  test('one phone under two customers is found, told by a payment or by the provider; a company’s is not', async () => {
    const store = await open();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await person(store, id, `${id}@example.com`);
    await pay(store, 1, 'a', at(0));
    await callable(store, 'pay_1', '79121234567');
    await callable(store, 'stripe:b', '79121234567');
    for (const id of ['c', 'd', 'e', 'f', 'g', 'h']) await callable(store, `stripe:${id}`, '74950000000');
    expect(await likeOnes(store)).toEqual(['phone cus_a cus_b']);
  });

  test('one name with one card is found: by its fingerprint, else by its last digits', async () => {
    const store = await open();
    await person(store, 'a', 'a@example.com', 'Vera Ivanova');
    await person(store, 'b', 'b@example.com', ' vera ivanova');
    await person(store, 'c', 'c@example.com', 'Vera Ivanova');
    await person(store, 'd', 'd@example.com', 'Vera');
    await person(store, 'e', 'e@example.com', 'Oleg Orlov');
    await pay(store, 1, 'a', at(0), 999, { cardFingerprint: 'fp1' });
    await pay(store, 2, 'b', at(0), 500, { cardFingerprint: 'fp1' });
    await pay(store, 3, 'c', at(0), 400, { cardFingerprint: 'fp2' });
    await pay(store, 4, 'd', at(0), 300);
    await pay(store, 5, 'e', at(0), 300);
    expect(await likeOnes(store)).toEqual(['name_and_card cus_a cus_b']);
    await pay(store, 6, 'c', at(0), 200, { last4: '1881' });
    await pay(store, 7, 'b', at(0), 200, { last4: '1881' });
    expect(await likeOnes(store)).toEqual(['name_and_card cus_a cus_b', 'name_and_last4 cus_b cus_c']);
  });

  test('addresses of one letter’s difference are found, a page’s border between them or not', async () => {
    const store = await open();
    await person(store, 'a', 'marina@example.com');
    await person(store, 'b', 'marinna@example.com');
    await person(store, 'c', 'marina@example.com');
    await person(store, 'd', 'zarina@example.com');
    expect((await likeOnes(store)).toSorted()).toEqual([
      'spelling cus_a cus_b',
      'spelling cus_a cus_c',
      'spelling cus_b cus_c',
    ]);
    const rows = Array.from({ length: 2_500 }, (_, n) => `n${String(n).padStart(5, '0')}@example.com`);
    for (let from = 0; from < rows.length; from += 500)
      await store.writer
        .insertInto('payer_identifiers')
        .values(rows.slice(from, from + 500).map((value) => ({ kind: 'email' as const, value, payer_id: 'stripe:d' })))
        .execute();
    const pages: (readonly string[])[] = [];
    for await (const page of allEmails(store.scanner)) pages.push(page);
    expect(pages.map(({ length }) => length)).toEqual([2_000, 503]);
    expect(new Set(pages.flat()).size).toBe(2_503);
  });

  test('of people of one name, addresses one letter apart are found wherever it stands, however many stand between', async () => {
    const store = await open();
    await person(store, 'a', 'olga.petrova@example.com', 'Olga Petrova');
    await person(store, 'b', 'lga.petrova@example.com', ' olga petrova');
    await person(store, 'c', 'plga.petrova@example.com', 'Petr Orlov');
    await person(store, 'd', 'olga.petrova1@example.com', 'Olga Petrova');
    for (let n = 0; n < 12; n++) await person(store, `n${n}`, `n${n}@example.com`, `Somebody Else${n}`);
    expect(await likeOnes(store)).toEqual(['name_and_spelling cus_a cus_b']);
  });

  test('an equal payment at another provider within minutes is looked at, too', async () => {
    const store = await open();
    await person(store, 'a', 'a@example.com');
    await pay(store, 1, 'a', at(0));
    await pay(store, 2, 'a', at(1), 999, { provider: 'yookassa' });
    expect(judgeCharges(await readCharges(store.reader, await collect(store)))).toMatchObject([
      { kind: 'two_providers', subjects: ['pi_1', 'pi_2'] },
    ]);
  });

  test('payments are listed in pages without one lost or twice, also within one second', async () => {
    const store = await open();
    for (let n = 0; n < 7; n++) await pay(store, n, 'a', at(n < 4 ? 0 : n));
    const window = { from: at(0), to: at(6) };
    const first = await listPaid(store.reader, 'stripe', window, null, 3);
    const second = await listPaid(store.reader, 'stripe', window, first.at(-1) ?? null, 3);
    expect([...first, ...second].map(({ externalId }) => externalId)).toEqual([
      'pi_0',
      'pi_1',
      'pi_2',
      'pi_3',
      'pi_4',
      'pi_5',
    ]);
    const lines = await readPaymentLines(store.reader, 'stripe', ['pi_0', 'pi_x']);
    expect([...lines.values()]).toEqual([
      { externalId: 'pi_0', status: 'captured', amountMinor: 999, currency: 'USD' as Currency, refundedMinor: 0 },
    ]);
  });
});

describeStores('runs', ({ open }) => {
  const run = { id: 'run_1', kind: 'clean' as const, summary: {}, askedBy: 'Olga' };
  const step = (subject: string) => ({
    kind: 'doubled_row',
    subject,
    work: { row: 2 },
    stood: { cells: ['a', 1, null] },
  });

  test('a run moves only from where it is, is held by one, and its steps keep what stood there', async () => {
    const store = await open();
    await inTransaction(store, async (tx) => {
      await insertRun(tx, { ...run, state: 'planned', now: at(0) });
      await insertSteps(tx, 'run_1', 0, [step('a'), step('b'), step('c')]);
    });
    const move = (from: 'planned' | 'running', state: 'running' | 'done') =>
      inTransaction(store, (tx) => moveRun(tx, 'run_1', [from], { state, now: at(1) }));
    expect([await move('planned', 'running'), await move('planned', 'running')]).toEqual([true, false]);
    const lease = (now: Instant, until: Instant) => inTransaction(store, (tx) => leaseRun(tx, 'run_1', now, until));
    expect([await lease(at(1), at(2)), await lease(at(1), at(3)), await lease(at(2), at(3))]).toEqual([
      true,
      false,
      true,
    ]);
    await inTransaction(store, (tx) => settleSteps(tx, 'run_1', [{ seq: 1, state: 'done' }]));
    expect(await countSteps(store.reader, 'run_1')).toMatchObject({ planned: 2, done: 1 });
    const [done] = await listSteps(store.reader, 'run_1', 'done', 10);
    expect(done).toMatchObject({ subject: 'b', stood: { cells: ['a', 1, null] } });
    const backwards = await listSteps(store.reader, 'run_1', 'planned', 10, { backwards: true });
    expect(backwards.map(({ subject }) => subject)).toEqual(['c', 'a']);
  });

  test('old plans and old ends are forgotten with their steps; what runs is not', async () => {
    const store = await open();
    for (const state of ['planned', 'running', 'done'] as const)
      await inTransaction(store, async (tx) => {
        await insertRun(tx, { ...run, id: `run_${state}`, state, now: at(0) });
        await insertSteps(tx, `run_${state}`, 0, [step('a')]);
      });
    await inTransaction(store, (tx) => pruneRuns(tx, at(1), at(0)));
    expect(await findRun(store.reader, 'run_planned')).toBeNull();
    expect((await countSteps(store.reader, 'run_planned')).planned).toBe(0);
    expect(await findRun(store.reader, 'run_running')).not.toBeNull();
    expect(await findRun(store.reader, 'run_done')).not.toBeNull();
  });
});
