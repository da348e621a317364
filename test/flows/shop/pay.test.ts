import { describe, expect, test } from 'vitest';
import { startShop } from '../../support/shop.ts';

describe('paying an order', () => {
  for (const method of ['stripe', 'yookassa', 'stars'] as const) {
    test(`${method}: the buyer's one message goes from waiting to paid`, async () => {
      const { app, sell, place, start, pay, reaches, decisions } = await startShop();
      await sell();
      const order = await place(900);
      const page = await start(900, order.id, method);
      await app.settled();
      const ref = await pay(page, 900);
      const paid = await reaches(order.id, 'paid');
      await app.settled();
      expect(paid.paidBy).toEqual({ provider: method, externalId: ref });
      const messages = app.world.telegram.messages(900).filter(({ from, text }) => from.isBot && text.includes('🟢'));
      expect(messages).toHaveLength(1);
      expect(messages[0]?.history[0]?.text).toContain('Waiting for payment');
      expect(messages[0]?.text).toContain('🟢 Paid');
      expect(await decisions()).toEqual([]);
      const [attempt] = await app.db().selectFrom('pay_attempts').selectAll().execute();
      expect(attempt).toMatchObject({ state: 'succeeded', n: 1, method });
    });
  }
});
