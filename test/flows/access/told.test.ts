import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { instantOf, minuteMs } from '../../../src/domain/time.ts';
import { SECRETS } from '../../../src/sandbox/world.ts';
import { startClub } from '../../support/access.ts';
import { owner } from '../../support/app.ts';
import { contestOf } from '../../support/contests.ts';

/** By the text of the Standard Webhooks, from what arrived alone: `v1,` and the base64 of HMAC over id, time and body. */
function signatureOf(id: string, timestamp: string, body: string): string {
  const key = Buffer.from(SECRETS.business.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

type Told = Readonly<{ type: string; data: Readonly<Record<string, unknown>> }>;

it('the owner’s system is told of money, access, tickets of both, and the refund, each once and signed', async () => {
  const { app, place, start, pay, reaches } = await startClub({ tickets: 3 });
  const { receiver } = app.world;
  await app.flows().createContest(owner, contestOf(instantOf(app.clock.nowMs())));
  const { code } = await app.flows().invitePage('800', 0);
  await app.flows().bindReferral('900', code);
  app.clock.advance(minuteMs);
  // Its first answer is lost: what it was told is told again, under the same id.
  receiver.faults.cut('after', { times: 1 });
  const order = await place(900);
  await pay(await start(900, order.id, 'stripe'), 900);
  await reaches(order.id, 'paid');
  await app.settled();
  await app.flows().refundOrder(owner, order.id);
  await reaches(order.id, 'refunded');
  await app.settled();

  const received = receiver.received();
  const wanted = received.map(({ id, timestamp, body }) => signatureOf(id, String(timestamp), body));
  expect(received.map(({ signature }) => signature)).toEqual(wanted);
  expect(received.filter(({ isRepeat }) => isRepeat)).toHaveLength(1);
  const events = new Map(received.map(({ id, body }) => [id, JSON.parse(body) as Told]));
  const told = [...events.values()].map(({ type, data }) => [type, data['telegramId'], data['tickets'] ?? null]);
  expect(told.toSorted()).toEqual([
    ['access_granted', '900', null],
    ['order_paid', '900', null],
    ['refunded', '900', null],
    ['ticket_awarded', '800', 3],
    ['ticket_awarded', '900', 3],
  ]);
  for (const { data } of events.values()) expect(data['orderId']).toBe(order.id);
  const reasons = [...events.values()]
    .filter(({ type }) => type === 'ticket_awarded')
    .map(({ data }) => data['reason']);
  expect(reasons.toSorted()).toEqual(['INVITEE_PAYMENT', 'SELF_PURCHASE']);
});
