import { expect, it } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import { findCustomerView } from '../../src/store/customer-page.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { loadNeighbourhood } from '../../src/store/load-neighbourhood.ts';
import { saveDecision } from '../../src/store/save-decision.ts';
import {
  findCustomerId,
  findPaymentView,
  findPurchaseView,
  listReversals,
  listRowKeys,
} from '../../src/store/views.ts';
import { decideEnv } from '../support/memory-ledger.ts';
import { canonicalEvents, type PaymentPlan } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';

function payment(change: Partial<PaymentPlan>): PaymentPlan {
  return {
    customer: 0,
    email: 0,
    sessionEmail: null,
    at: 0,
    amount: 100,
    currency: 'usd',
    outcome: 'paid',
    telegram: null,
    laterEmail: null,
    refunds: [],
    dispute: null,
    road: 'webhook',
    ...change,
  };
}

async function record(store: Store, payments: readonly PaymentPlan[]): Promise<void> {
  const env = decideEnv();
  for (const event of canonicalEvents({ payments, customers: [] })) {
    await inTransaction(store, async (tx) => {
      const known = await loadNeighbourhood(tx, event, env.now);
      await saveDecision(tx, decide(event, known, env), env);
    });
  }
}

const refund = { amount: 40, path: ['succeeded'], road: 'webhook' as const };

describeStores('what is read', ({ open }) => {
  it.each(['pi_0', 'ch_0'])('finds a payment by %s', async (id) => {
    const store = await open();
    await record(store, [payment({ refunds: [refund] })]);
    expect(await findPaymentView(store.reader, id)).toMatchObject({
      externalId: 'pi_0',
      amount: { amountMinor: 100, currency: 'USD' },
      reversedMinor: 40,
      purchaseName: 'purchase_cus_A',
    });
  });

  it('finds a customer with purchases and totals', async () => {
    const store = await open();
    await record(store, [payment({}), payment({ at: 90_000 })]);
    const id = await findCustomerId(store.reader, 'cus_A');
    const view = id && (await findCustomerView(store.reader, id));
    expect(view).toMatchObject({ key: 'cus_A', emails: ['a@x.io'], totals: [{ currency: 'USD', capturedMinor: 200 }] });
    expect(view?.purchases).toHaveLength(2);
  });

  it('finds a purchase by its name, its refunds and its rows', async () => {
    const store = await open();
    await record(store, [payment({ refunds: [refund] })]);
    const purchase = await findPurchaseView(store.reader, 'name', 'purchase_cus_A');
    expect(purchase).toMatchObject({ state: 'partly_refunded', paymentCount: 1 });
    if (!purchase) throw new Error('no purchase');
    expect(await listRowKeys(store.reader, purchase.customerId)).toEqual(['purchase_cus_A']);
    const found = await findPaymentView(store.reader, 'pi_0');
    if (!found) throw new Error('no payment');
    expect(JSON.stringify(await listReversals(store.reader, found as never))).toContain('re_0_0');
  });

  it('finds the purchase that has a name now, not one that had it before it was merged', async () => {
    const store = await open();
    await record(store, [payment({}), payment({ at: 21_600, amount: 500 })]);
    await record(store, [
      payment({}),
      payment({ at: 21_600, amount: 500 }),
      payment({ at: 10_800 }),
      payment({ at: 90_000, amount: 999 }),
    ]);
    const purchase = await findPurchaseView(store.reader, 'name', 'purchase_cus_A_2');
    expect(purchase).toMatchObject({ state: 'paid', totals: [{ capturedMinor: 999 }] });
  });

  it('finds nobody by a name that nobody has', async () => {
    const store = await open();
    const found = await Promise.all([findPaymentView(store.reader, 'pi_x'), findCustomerId(store.reader, 'cus_x')]);
    expect(found).toEqual([null, null]);
  });
});
