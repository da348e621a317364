import type { Money } from '../../domain/money.ts';
import type { MoneyProblem, Order } from '../../domain/shop/order.ts';
import type { Instant } from '../../domain/time.ts';
import { act, open } from '../bot/buttons.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { dateTimeMoment, timedLine } from '../moment.ts';
import { text } from '../text.ts';
import { orderButton } from './buttons.ts';
import { contactText } from './buying.ts';
import { priceText, said } from './price.ts';

/** Everybody's orders, the newest first. `older` leads to the next page. */
export function allOrdersMessage(orders: readonly Order[], older: string | null, reader: Reader): Message {
  const { locale, zone } = reader;
  const line = (order: Order, index: number): Block => {
    const { plan, status, amount, createdAt, telegramId } = order;
    const facts = plain(`${text(locale, `order-${status}`)} · ${priceText(amount, locale)} · `);
    return {
      kind: 'lines',
      lines: [
        [bold(`${index + 1}. ${said(plan.title, locale)}`), plain(` · ${telegramId}`)],
        [facts, dateTimeMoment(createdAt, zone)],
      ],
    };
  };
  const next: Button[] = older === null ? [] : [orderButton(text(locale, 'shop-button-older'), 'shop_orders', older)];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'shop-all-orders') },
      ...(orders.length === 0 ? [textBlock(text(locale, 'shop-none'))] : orders.map(line)),
    ],
    buttons: [
      ...orders.map(({ id, plan }, index) => [
        orderButton(`${index + 1}. ${said(plan.title, locale)}`, 'shop_order', id),
      ]),
      [...next, open(text(locale, 'shop-button-money'), 'shop_money')],
    ],
  };
}

/** One order for operators: who, what, by which payment, and the way back for the money. */
export function teamOrderMessage(
  order: Order,
  tickets: number,
  actions: Readonly<{ refund: string | null }>,
  { locale, zone }: Reader,
): Message {
  const { plan, status, amount, kind, telegramId, recipientId, promoCode, contact, createdAt, paidAt, paidBy } = order;
  const numbers: readonly (readonly [string, string | null])[] = [
    ['shop-order-number', order.id],
    ['shop-buyer', telegramId],
    ['shop-recipient', recipientId === telegramId ? null : recipientId],
    ['shop-payment-number', paidBy?.externalId ?? null],
  ];
  return {
    blocks: [
      { kind: 'lines', lines: [[bold(text(locale, `order-${status}`)), plain(` · ${said(plan.title, locale)}`)]] },
      textBlock(
        [priceText(amount, locale), text(locale, `shop-kind-${kind}`), promoCode].filter(Boolean).join(' · '),
        timedLine(locale, 'shop-placed-at', dateTimeMoment(createdAt, zone)),
        paidAt === null ? null : timedLine(locale, 'shop-paid-at', dateTimeMoment(paidAt, zone)),
        contact === null ? null : text(locale, 'shop-receipt-to', { contact: contactText(contact) }),
        tickets === 0 ? null : text(locale, 'plan-tickets', { count: tickets }),
      ),
      {
        kind: 'lines',
        lines: numbers.flatMap(([label, value]): Line[] =>
          value === null ? [] : [[plain(text(locale, label)), code(value)]],
        ),
      },
    ],
    buttons: [
      actions.refund === null ? [] : [act(text(locale, 'shop-button-refund'), actions.refund, 'danger')],
      [open(text(locale, 'shop-button-all-orders'), 'shop_orders')],
    ].filter((row) => row.length > 0),
  };
}

/** What happens if one says yes, before it does. */
export function teamQuestion(
  words: string,
  ids: Readonly<{ yes: string; no: string }>,
  label: string,
  { locale }: Reader,
): Message {
  return {
    blocks: [textBlock(words), textBlock(text(locale, 'bot-confirm-note'))],
    buttons: [[act(label, ids.yes, 'danger'), act(text(locale, 'bot-button-cancel'), ids.no)]],
  };
}

export type MoneyEntry = Readonly<{
  orderId: string | null;
  paymentRef: string;
  problem: MoneyProblem;
  amount: Money;
  madeAt: Instant;
  /** Null where this person may only look. */
  refund: string | null;
  accept: string | null;
}>;

/** Money that pays no order as it should: nothing happens to it by itself. */
export function moneyMessage(entries: readonly MoneyEntry[], { locale, zone }: Reader): Message {
  if (entries.length === 0) return { blocks: [textBlock(text(locale, 'shop-money-none'))], buttons: [] };
  const blocks = entries.map(({ orderId, paymentRef, problem, amount, madeAt }, index): Block => {
    const first = `${index + 1}. ${priceText(amount, locale)}`;
    return {
      kind: 'lines',
      lines: [
        [bold(first), plain(` · ${text(locale, `money-problem-${problem}`)}`)],
        [code(paymentRef)],
        [...(orderId === null ? [] : [code(orderId), plain(' · ')]), dateTimeMoment(madeAt, zone)],
      ],
    };
  });
  const buttons = entries.map(({ refund, accept }, index): Button[] => [
    ...(refund === null ? [] : [act(text(locale, 'shop-button-give-back', { n: index + 1 }), refund, 'danger')]),
    ...(accept === null ? [] : [act(text(locale, 'shop-button-accept', { n: index + 1 }), accept, 'success')]),
  ]);
  return {
    blocks: [{ kind: 'heading', text: text(locale, 'shop-money-title', { count: entries.length }) }, ...blocks],
    buttons: buttons.filter((row) => row.length > 0),
  };
}
