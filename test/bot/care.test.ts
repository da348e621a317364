import { expect, test } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { startApp } from '../support/app.ts';
import { drawn } from '../support/bot-app.ts';
import { eventually } from '../support/eventually.ts';

test('an owner makes a backup and forgets a person, each in one message', async () => {
  const app = await startApp();
  const { telegram, stripe } = app.world;
  const newest = () => telegram.messages(OWNER.id).findLast((message) => message.from.isBot);
  const shows = (words: string) => eventually(() => expect(drawn(newest())).toContain(words));
  const say = (text: string) => telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
  const press = (label: string) =>
    telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId: newest()?.messageId ?? 0, label });

  say('/backup');
  await shows('There is none yet.');
  await press('Back up now');
  await shows('A backup was made and verified.');
  say('/backup');
  await shows('🟢');

  stripe.pay({ amount: 999, currency: 'usd', email: 'zoe.canary@example.com' });
  await app.settled();
  say('/erase nobody@example.com');
  await shows('Nobody is known by that');
  say('/erase zoe.canary@example.com');
  await shows('Forget this person? Payments 1, purchases 1');
  await press('Forget');
  await shows('The person was forgotten');
  await app.settled();
  for (const table of ['payments', 'actions', 'contacts', 'inbox', 'audit'] as const) {
    const rows = JSON.stringify(await app.db().selectFrom(table).selectAll().execute());
    expect([table, rows.includes('zoe.canary')]).toEqual([table, false]);
  }
  expect(JSON.stringify(app.sheet())).not.toContain('zoe.canary');
});
