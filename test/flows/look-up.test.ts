import { describe, expect, it } from 'vitest';
import { type App, owner, startApp } from '../support/app.ts';

const without = [
  'SLACK_BOT_TOKEN',
  'SLACK_CHANNEL_ID',
  'GOOGLE_SHEETS_DOC_ID',
  'GOOGLE_SERVICE_EMAIL',
  'GOOGLE_SERVICE_PRIVATE_KEY',
];

/** The payments of the customer that a query leads to. */
async function paymentsFound(app: App, query: string): Promise<readonly string[] | string> {
  const found = await app.flows().lookUp(owner, query);
  if (!found.ok) return found.reason;
  return found.hit.kind === 'customer' ? found.hit.customer.payments.map((one) => one.externalId) : found.hit.kind;
}

describe('looking up a person whose payment failed', () => {
  it('finds a guest by e-mail, in any case, and traces the payment', async () => {
    const app = await startApp({ without });
    const { paymentIntent } = app.world.stripe.failPayment({
      amount: 999,
      currency: 'usd',
      customer: null,
      email: 'anna@gmail.com',
    });
    await app.settled();
    expect(await paymentsFound(app, ' Anna@Gmail.com ')).toEqual([paymentIntent]);
    expect(await app.flows().trace(owner, 'anna@gmail.com')).toMatchObject({
      ok: true,
      trace: { payment: { externalId: paymentIntent, status: 'failed' } },
    });
  });

  it.each(['+7 (912) 345-67-89', '8 912 345-67-89', '007 912 345 67 89', '912 345 67 89'])(
    'finds a phone number written as %s',
    async (query) => {
      const app = await startApp({ without });
      const { customer, paymentIntent } = app.world.stripe.failPayment({ amount: 999, currency: 'usd' });
      app.world.stripe.updateCustomer(customer as string, { phone: '+79123456789' });
      await app.settled();
      expect(await paymentsFound(app, query)).toEqual([paymentIntent]);
    },
  );

  it('says what the text looked like where nobody has it', async () => {
    const app = await startApp({ without });
    expect(await app.flows().lookUp(owner, '8 912 345-67-89')).toMatchObject({
      hit: { kind: 'none', recognised: 'phone' },
    });
  });
});
