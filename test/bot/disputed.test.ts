import { expect, it } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

it.each(['sqlite', 'postgres'])('money that a dispute holds is not called refunded (%s)', async (database) => {
  const app = await startApp(database === 'sqlite' ? {} : { databaseUrl: await newPostgresUrl() });
  const ask = async (text: string) => {
    const { messageId } = app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
    const answer = () =>
      app.world.telegram.messages(OWNER.id).find(({ from, messageId: id }) => from.isBot && id > messageId);
    await eventually(() => expect(answer()).toBeDefined());
    return answer()?.text ?? '';
  };
  const paid = app.world.stripe.pay({ amount: 1_000, currency: 'usd', email: 'ann@mail.example' });
  app.world.stripe.refund({ charge: paid.charge, amount: 300 });
  const { dispute } = app.world.stripe.dispute({ charge: paid.charge, amount: 700 });
  await app.settled();
  expect(await ask(`/trace ${paid.paymentIntent}`)).toContain(
    '🔴 10.00 USD · 3.00 USD refunded, 7.00 USD taken by a dispute',
  );
  expect(await ask('/customer ann@mail.example')).toContain('7.00 USD taken by a dispute');
  app.world.stripe.moveDispute(dispute, 'won');
  await app.settled();
  expect(await ask(`/trace ${paid.paymentIntent}`)).toContain('🟡 10.00 USD · 3.00 USD refunded ·');
});
