import { describe, expect, test } from 'vitest';
import { renderSlack } from '../../src/destinations/slack/render.ts';
import type { Access } from '../../src/domain/access/access.ts';
import { accessMessage, accessNewsMessage } from '../../src/messages/access/access.ts';
import { checkMessage } from '../../src/messages/alerts/check.ts';
import { incidentsMessage, reminderMessage } from '../../src/messages/alerts/incident.ts';
import {
  alertHistoryMessage,
  incidentMessage,
  openAlertsMessage,
  silencesMessage,
} from '../../src/messages/alerts/list.ts';
import type { Message } from '../../src/messages/message.ts';
import { orderMessage } from '../../src/messages/shop/order.ts';
import { endedOrderMessage, ownOrdersMessage } from '../../src/messages/shop/own-orders.ts';
import { allOrdersMessage, moneyMessage, teamOrderMessage } from '../../src/messages/shop/team-orders.ts';
import { renderTelegram } from '../../src/messages/telegram-html.ts';
import { alertCheck, incident, incidentEvents, silence } from '../support/canned-alerts.ts';
import { cannedOrder } from '../support/canned-shop.ts';
import { at, usd } from '../support/canned-views.ts';

const acked = { ...incident, state: 'acked', acked: { by: 'Olga', at: at('12:05:00') } } as const;
const quiet = {
  ...incident,
  state: 'silenced',
  silence: { id: silence.id, by: 'Olga', until: '2026-11-21T15:00:00.000Z', reason: 'holiday' },
} as typeof incident;

/** The lines in which a time stands, but for the examples of help. */
function timed(message: Message | null): readonly string[] {
  const html = message === null ? [] : renderTelegram(message, 'h').map((part) => part.html);
  return html
    .flatMap((part) => part.split('\n'))
    .filter((line) => !line.includes('/silence') && /\d\d:\d\d|\d\d\.\d\d\.\d{4}/.test(line));
}

describe.each(['en', 'ru'] as const)('every time is shown by the clock of whoever reads it, in %s', (locale) => {
  const reader = { locale, zone: '+01:00' };
  const order = { ...cannedOrder, locale };

  test.each<[string, Message | null]>([
    ['an incident that somebody took', incidentsMessage([acked], { locale })],
    ['an incident kept quiet', incidentsMessage([quiet], { locale })],
    ['a storm that somebody took', incidentsMessage([acked, acked], { locale })],
    ['a reminder', reminderMessage([incident], { locale })],
    [
      'the list of incidents',
      openAlertsMessage({ incidents: [acked, quiet], silences: [silence], now: at('13:05:00') }, 0, reader),
    ],
    ['silences', silencesMessage([silence], at('13:05:00'), reader)],
    ['what was', alertHistoryMessage([incident], null, true, reader)],
    ['the story of one', incidentMessage({ incident, events: incidentEvents }, reader)],
    ['the last check', checkMessage(alertCheck, reader)],
    ['an order to pay', orderMessage({ order: { ...order, status: 'waiting' }, payUrl: 'https://pay.example/1' })],
    ['own orders', ownOrdersMessage([order], { number: 1, hasMore: false, first: 1 }, [], reader)],
    ['an own order that was paid', endedOrderMessage({ ...order, status: 'paid', paidAt: at('13:05:00') }, reader)],
    ["everybody's orders", allOrdersMessage([order], null, reader)],
    ['one order for the team', teamOrderMessage({ ...order, paidAt: at('13:05:00') }, 0, { refund: null }, reader)],
    [
      'money that pays no order',
      moneyMessage(
        [
          {
            orderId: order.id,
            paymentRef: 'pi_1',
            problem: 'ended',
            amount: { amountMinor: 999, currency: usd },
            madeAt: at('13:05:00'),
            refund: null,
            accept: null,
          },
        ],
        reader,
      ),
    ],
  ])('%s', (_name, message) => {
    const lines = timed(message);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.replace(/<tg-time [^>]*>[^<]*<\/tg-time>/g, '')).not.toMatch(/\d\d:\d\d/);
    expect(lines).toMatchSnapshot();
  });

  test('access and its news', () => {
    const until = '2026-12-20T13:05:00.000Z' as Access['until'];
    const access = { state: 'granted', type: 'text', since: at('13:05:00'), until, place: '-100' } as Access;
    const view = { access, order, key: 'K-1' };
    const news = (what: 'soon' | 'grace') =>
      accessNewsMessage({ view, what, days: what === 'soon' ? 3 : 0, removalAt: until }, { locale });
    const lines = [accessMessage(view, { locale }), news('soon'), news('grace')].flatMap(timed);
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toContain('<tg-time');
    expect(lines).toMatchSnapshot();
  });

  test('in Slack, with the business zone named where Slack cannot', () => {
    const drawn = JSON.stringify(renderSlack(incidentsMessage([acked], { locale }) as Message));
    expect(drawn).toMatch(/<!date\^\d+\^\{time\}\|\d\d:\d\d \(\+01:00\)>/);
  });
});
