import type { Transformer } from 'grammy';
import { afterEach, expect, it } from 'vitest';
import { drawn, people, startBot, type TestBot } from '../support/bot-app.ts';

const counted = /^(?:send(?!ChatAction)|edit)/;
let app: TestBot;
afterEach(() => app.close());

it('a dialogue asks for room once for each call it makes, however often it is replayed', async () => {
  const paced: string[] = [];
  const pace: Transformer = (prev, method, payload, signal) => {
    if (counted.test(method)) paced.push(method);
    return prev(method, payload, signal);
  };
  app = await startBot({ deps: { apiMiddleware: [pace] } });
  const chat = people.stranger;
  const newest = () => {
    const message = app.messages(chat).findLast(({ from, buttons }) => from.isBot && buttons.length > 0);
    if (!message) throw new Error('no message with buttons');
    return message;
  };
  await app.say('stranger', '/buy');
  for (let step = 0; step < 3; step++) {
    await app.press('stranger', newest(), 'Promo code');
    expect(drawn(newest())).toContain('Type your promo code');
    await app.say('stranger', 'TEN');
  }
  const made = app.telegram.faults.calls.map(({ name }) => name).filter((name) => counted.test(name));
  expect(paced).toEqual(made);
});
