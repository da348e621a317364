import { expect, it } from 'vitest';
import type { CustomerView } from '../../src/domain/views.ts';
import { type App, owner, startApp } from '../support/app.ts';

async function page(app: App, query: string): Promise<CustomerView> {
  const found = await app.flows().lookUp(owner, query);
  if (!found.ok || found.hit.kind !== 'customer') throw new Error(`no customer for ${query}`);
  return found.hit.customer;
}

it('a customer’s page tells identities, sums, refunds, campaigns, deliveries and what is open', async () => {
  const app = await startApp();
  const { stripe } = app.world;
  const first = stripe.pay({ amount: 1_000, currency: 'usd', metadata: { campaign_name: 'First' } });
  const customer = first.customer as string;
  stripe.updateCustomer(customer, { phone: '+79123456789' });
  app.clock.advance(5_000);
  const last = stripe.pay({ amount: 500, currency: 'usd', customer, metadata: { campaign_name: 'Last' } });
  stripe.refund({ charge: first.charge, amount: 300 });
  stripe.dispute({ charge: last.charge });
  await app.settled();
  const view = await page(app, customer);
  expect(view).toMatchObject({
    key: customer,
    phones: ['79123456789'],
    campaigns: { first: 'First', last: 'Last' },
    totals: [{ currency: 'USD', capturedMinor: 1_500 }],
    refunds: [{ amount: { amountMinor: 300 } }],
    problems: [{ kind: 'dispute' }],
  });
  expect(view.payments).toHaveLength(2);
  expect(view.deliveries.delivered).toBeGreaterThan(0);
  expect(view.deliveries.dead).toBe(0);
});
