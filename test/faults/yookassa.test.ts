import { expect, test } from 'vitest';
import { openScene, telegramTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const paid = "select count(*) from payments where provider = 'yookassa' and status = 'captured'";
const waiting = "select count(*) from rereads where provider = 'yookassa' and state = 'waiting'";

test('a notification that was stored is read after a kill, as often as it takes', async ({ onTestFinished }) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true });
  onTestFinished(scene.close);
  const { yookassa } = scene.world;
  const life = await scene.start();
  const release = yookassa.faults.hold('GET /v3/payments/:id');
  const sale = yookassa.sell({ amount: 199_000, customer: 'tg_504' });
  await until('the notification to be stored', () => yookassa.notifications.sent.some(({ status }) => status === 200));
  await until('YooKassa to be asked', () => yookassa.faults.count('GET /v3/payments/:id') > 0);
  await life.kill();
  release();
  expect(scene.count(paid)).toBe(0);
  expect(scene.count(waiting)).toBe(1);
  const again = yookassa.faults.hold('GET /v3/payments/:id', 'after');
  const second = await scene.start();
  await until('YooKassa to be asked again', () => yookassa.faults.count('GET /v3/payments/:id') > 1);
  await second.kill();
  again();
  await scene.start();
  await until('the payment to be there', () => scene.count(paid) === 1);
  await until('its card', () => telegramTexts(scene).some((text) => text.includes('purchase_yookassa_tg_504')));
  expect(scene.count(waiting)).toBe(0);
  expect(scene.rows('select payment_ref from inbox')).toEqual([{ payment_ref: sale.id }]);
  expect(telegramTexts(scene).filter((text) => text.includes('purchase_'))).toHaveLength(1);
  expect(yookassa.notifications.sent).toHaveLength(1);
});
