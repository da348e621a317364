import { expect, test } from 'vitest';
import { OPERATOR, OWNER } from '../../src/sandbox/world.ts';
import { type App, startApp } from '../support/app.ts';
import { drawn } from '../support/bot-app.ts';
import { eventually } from '../support/eventually.ts';

/** What the bot says to a person, over the whole app. */
function talk(app: App, personId: number) {
  const { telegram } = app.world;
  const newest = () => telegram.messages(personId).findLast((message) => message.from.isBot);
  return {
    newest,
    say: async (text: string) => {
      const before = newest()?.messageId ?? 0;
      telegram.sendText({ chatId: personId, from: personId, text });
      return eventually(() => {
        const answer = newest();
        expect(answer?.messageId).toBeGreaterThan(before);
        return drawn(answer);
      });
    },
    press: async (label: string) => {
      const before = drawn(newest());
      await telegram.press({ chatId: personId, from: personId, messageId: newest()?.messageId ?? 0, label });
      return eventually(() => {
        expect(drawn(newest())).not.toBe(before);
        return drawn(newest());
      });
    },
  };
}

test('an owner opens a setting, steps it, undoes that, types a value, and goes back to the default', async () => {
  const app = await startApp();
  const owner = talk(app, OWNER.id);
  const all = await owner.say('/settings');
  expect(all).toContain('VIP from: 100.00 USD');
  expect(all).toContain('Weekly report on: Monday');
  const one = await owner.press('Digest above');
  expect(one).toContain('Digest above: 20');
  expect(one).toContain('From the environment (DIGEST_AFTER_WAITING).');
  expect(await owner.press('+')).toContain('Digest above: 25');
  expect(app.running().deps.policy.digestAfterWaiting).toBe(25);
  expect(owner.newest()?.text).toContain('The environment says: 20.');
  expect(await owner.press('Undo')).toContain('Digest above: 20');
  expect(await owner.say('/settings vip 250 USD, 9000 RUB')).toContain('VIP from: 250.00 USD, 9000.00 RUB');
  expect(owner.newest()?.text).toContain('💎 🟢 250.00 USD');
  expect(await owner.press('Back to default')).toContain('VIP from: 100.00 USD');
  expect(await owner.say('/settings digest lots')).toContain('Nothing was changed.');
  expect(await owner.say('/settings color red')).toContain('no such setting');
});

test('an owner says what his own chat is told', async () => {
  const app = await startApp();
  const owner = talk(app, OWNER.id);
  await owner.say('/settings');
  expect(await owner.press('This chat…')).toContain('✗ Purchases');
  expect(await owner.press('✗ Purchases')).toContain('✓ Purchases');
  expect(await owner.say('/settings countries us, de')).toContain('Countries: US, DE');
  expect(await owner.say('/settings quiet 22:00-08:00')).toContain('Without sound from 22:00 to 08:00');
  expect(await owner.say('/settings quiet 25:00-08:00')).toContain('To change it, send here');
  app.world.stripe.pay({ amount: 999, currency: 'usd', metadata: { country: 'US' } });
  app.world.stripe.pay({ amount: 1_999, currency: 'usd', metadata: { country: 'FR' } });
  await app.settled();
  const cards = app.world.telegram.messages(OWNER.id).filter((message) => message.text.includes('purchase_'));
  expect(cards.map((card) => card.text.slice(0, 8))).toEqual(['🟢 9.99 U'.slice(0, 8)]);
});

test('somebody below admin learns who may', async () => {
  const app = await startApp();
  await app.flows().grantRole({ kind: 'cli' }, { telegramId: String(OPERATOR.id), role: 'operator', name: 'Omar' });
  expect(await talk(app, OPERATOR.id).say('/settings')).toContain('admin');
});
