import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import type { Contact } from '../../src/domain/contacts.ts';
import { findCustomerView } from '../../src/store/customer-page.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import {
  customerByContact,
  findCustomerByContact,
  findPaymentView,
  paymentBy,
  paymentIds,
} from '../../src/store/views.ts';
import { worldStart } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';
import { chargeEvent, eventOf, recordEvents } from '../support/stripe-facts.ts';

type Person = Readonly<{ email?: string; phone?: string }>;

function charge(n: number, status: 'failed' | 'succeeded', billing: Person, customer: string | null = null) {
  return chargeEvent(n, { status, customer, billing_details: billing });
}

function session(n: number, details: Person) {
  return eventOf('session', {
    id: `cs_${n}`,
    amount_total: 100,
    created: worldStart + n,
    currency: 'usd',
    payment_intent: `pi_${n}`,
    payment_status: 'unpaid',
    status: 'open',
    metadata: {},
    customer_details: details,
  });
}

const email = (value: string): Contact => ({ kind: 'email', value });
const phone = (value: string): Contact => ({ kind: 'phone', value });

/** The provider's ids of the payments of whoever is found. */
async function found(store: Store, contact: Contact): Promise<readonly string[]> {
  const id = await findCustomerByContact(store.reader, [contact]);
  const view = id && (await findCustomerView(store.reader, id));
  return (view?.payments ?? []).map((payment) => payment.externalId).sort();
}

describeStores('looking somebody up', ({ kind, open }) => {
  it.each([
    ['the billing details of a failed charge', charge(1, 'failed', { email: 'a@x.io', phone: '8 912 345-67-89' })],
    ['an unpaid checkout session', session(1, { email: 'a@x.io', phone: '+7 912 345 67 89' })],
    ['a payment that succeeded', charge(1, 'succeeded', { email: 'a@x.io', phone: '+7 (912) 345-67-89' })],
  ])('finds what only %s told', async (_, event) => {
    const store = await open();
    await recordEvents(store, event);
    expect([await found(store, email('a@x.io')), await found(store, phone('79123456789'))]).toEqual([
      ['pi_1'],
      ['pi_1'],
    ]);
  });

  it('finds what only the customer object told, paid or not', async () => {
    const store = await open();
    await recordEvents(
      store,
      charge(1, 'failed', {}, 'cus_A'),
      eventOf('customer', { id: 'cus_A', email: 'a@x.io', phone: '+79123456789', metadata: {} }),
    );
    expect([await found(store, email('a@x.io')), await found(store, phone('79123456789'))]).toEqual([
      ['pi_1'],
      ['pi_1'],
    ]);
  });

  it('shows the address of a payment that failed', async () => {
    const store = await open();
    await recordEvents(store, charge(1, 'failed', { email: 'a@x.io' }));
    const id = await findCustomerByContact(store.reader, [email('a@x.io')]);
    expect(id && (await findCustomerView(store.reader, id))).toMatchObject({ emails: ['a@x.io'], purchases: [] });
  });

  it('joins nobody: an address of a failed payment is no evidence', async () => {
    const store = await open();
    const shared = { email: 'a@x.io', phone: '+79123456789' };
    await recordEvents(
      store,
      charge(1, 'succeeded', { phone: '+79123456789' }, 'cus_A'),
      charge(2, 'failed', shared, 'cus_B'),
    );
    const payers = await store.reader.selectFrom('payers').select('customer_id').execute();
    expect(new Set(payers.map((payer) => payer.customer_id)).size).toBe(2);
    expect(await store.reader.selectFrom('payer_identifiers').selectAll().execute()).toEqual([]);
  });

  it('leads to the newest of several who have the address, and forgets one that was replaced', async () => {
    const store = await open();
    await recordEvents(
      store,
      charge(1, 'succeeded', { phone: '+79123456789' }, 'cus_A'),
      charge(2, 'succeeded', { phone: '+79123456789' }, 'cus_B'),
    );
    expect(await found(store, phone('79123456789'))).toEqual(['pi_2']);
    await recordEvents(store, charge(2, 'succeeded', { phone: '+79990000000' }, 'cus_B'));
    expect([await found(store, phone('79123456789')), await found(store, phone('79990000000'))]).toEqual([
      ['pi_1'],
      ['pi_2'],
    ]);
  });

  it('shows a failed payment under the customer into whom its payer was merged', async () => {
    const store = await open();
    await recordEvents(
      store,
      charge(1, 'failed', { email: 'a@x.io' }, 'cus_A'),
      charge(2, 'succeeded', { email: 'b@x.io' }, 'cus_B'),
      charge(3, 'succeeded', { email: 'b@x.io' }, 'cus_A'),
    );
    const failed = await findPaymentView(store.reader, 'pi_1');
    expect(failed?.customerId).toBe((await findPaymentView(store.reader, 'pi_2'))?.customerId);
    expect(await found(store, email('a@x.io'))).toEqual(['pi_1', 'pi_2', 'pi_3']);
  });

  async function planOf(store: Store, { sql, parameters }: CompiledQuery): Promise<string> {
    const plan = await inTransaction(store, async (tx) => {
      // A table of one row is read whole by PostgreSQL, unless it may not be.
      if (kind === 'postgres') await tx.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'));
      const explain = kind === 'postgres' ? 'explain' : 'explain query plan';
      return (await tx.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]))).rows;
    });
    return JSON.stringify(plan);
  }

  it.each(paymentIds)('steps in an index for %s', async (column) => {
    const store = await open();
    await recordEvents(store, charge(1, 'failed', { email: 'a@x.io' }));
    const plan = await planOf(store, paymentBy(store.reader, column, 'x').compile());
    expect(plan).toMatch(kind === 'postgres' ? /Index Scan using payments_/ : /SEARCH payments /);
    expect(plan).not.toMatch(/SCAN|Seq Scan on payments/);
  });

  it('steps in an index and scans nothing', async () => {
    const store = await open();
    await recordEvents(store, charge(1, 'failed', { email: 'a@x.io' }));
    const text = await planOf(store, customerByContact(store.reader, email('a@x.io')).compile());
    expect(text).toMatch(
      kind === 'postgres'
        ? /Index (Only )?Scan (Backward )?using contacts_pkey/
        : /SEARCH contacts .*kind=. AND value=./,
    );
    expect(text).not.toMatch(/SCAN|Seq Scan|Sort|TEMP B-TREE/);
  });
});
