import { expect, test } from 'vitest';
import { openChat } from '../support/buyer.ts';
import { openScene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';
import { openCounter } from '../support/shop-scene.ts';

test('killed in the middle of a dialogue, the next process goes on where the buyer is', async ({ onTestFinished }) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true });
  onTestFinished(scene.close);
  await (await scene.start()).kill();
  const counter = await openCounter(scene);
  await counter.close();
  const first = await scene.start();
  const chat = openChat(scene.world.telegram, { id: 2_100 });
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap('As a gift');
  await chat.sees('after the payment you get a link');
  const kept = () => scene.count(`select count(*) from bot_sessions where value like '%"isGift":true%'`);
  await until('the dialogue to be kept', () => kept() > 0);
  await first.kill();
  const second = await scene.start();
  await chat.tap(/Bank card/);
  await chat.sees('Waiting for payment');
  await second.kill();
  await scene.start();
  await chat.tap('Another way to pay');
  await chat.sees('How would you like to pay?');
  await chat.tap(/Card or SBP/);
  await chat.sees('Pay 990.00 RUB');
  expect(scene.rows("select kind, status, method from orders where telegram_id = '2100'")).toEqual([
    { kind: 'gift', status: 'waiting', method: 'yookassa' },
  ]);
});
