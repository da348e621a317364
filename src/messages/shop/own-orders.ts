import type { CodedOffer, GiftView } from '../../domain/shop/offer.ts';
import type { Order } from '../../domain/shop/order.ts';
import { open } from '../bot/buttons.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { dateMoment, dateTimeMoment, timedLine } from '../moment.ts';
import { type Locale, text } from '../text.ts';
import { buyButton, orderButton } from './buttons.ts';
import { contactText } from './buying.ts';
import { periodText, priceText, said } from './price.ts';

export type Page = Readonly<{ number: number; hasMore: boolean }>;

/** [◀] [▶], as far as there is somewhere to turn to. */
export function turnButtons(verb: string, { number, hasMore }: Page, locale: Locale): readonly Button[] {
  const to = (label: string, page: number): Button => ({
    label: text(locale, label),
    intent: { kind: 'open', verb, about: String(page) },
  });
  return [
    ...(number > 1 ? [to('shop-button-newer', number - 1)] : []),
    ...(hasMore ? [to('shop-button-older', number + 1)] : []),
  ];
}

function orderBlock(order: Order, n: number, { locale, zone }: Reader): Block {
  const { plan, status, amount, createdAt, kind } = order;
  const first: Line = [bold(`${n}. ${said(plan.title, locale)}`), plain(kind === 'gift' ? ' 🎁' : '')];
  const facts = plain(`${text(locale, `order-${status}`)} · ${priceText(amount, locale)} · `);
  return { kind: 'lines', lines: [first, [facts, dateMoment(createdAt, zone)]] };
}

/** The newest first; a button each, and where there are more, pages. `team`: what operators see besides. */
export function ownOrdersMessage(
  orders: readonly Order[],
  page: Page & Readonly<{ first: number }>,
  team: readonly Button[],
  reader: Reader,
): Message {
  const { locale } = reader;
  const buy = buyButton(text(locale, 'shop-button-buy'), { do: 'list' }, 'success');
  if (orders.length === 0) {
    return {
      blocks: [textBlock(text(locale, 'shop-no-orders'))],
      buttons: [[buy], [...team]].filter((row) => row.length > 0),
    };
  }
  const buttons = orders.map((order, index) =>
    orderButton(`${page.first + index}. ${said(order.plan.title, locale)}`, 'order', order.id),
  );
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'shop-orders-title') },
      ...orders.map((order, index) => orderBlock(order, page.first + index, reader)),
    ],
    buttons: [...buttons.map((one) => [one]), [...turnButtons('orders', page, locale)], [...team]].filter(
      (row) => row.length > 0,
    ),
  };
}

/** For which the same person may ask again: what lasts for a time, and was not a trial. */
export function isRenewable({ status, plan, kind }: Pick<Order, 'status' | 'plan' | 'kind'>): boolean {
  return status === 'paid' && plan.periodDays !== null && kind !== 'trial';
}

/** One order that waits for nothing any more: what it was, by which number support finds it, and what can be done. */
export function endedOrderMessage(order: Order, { locale, zone }: Reader): Message {
  const { plan, status, amount, paidAt, paidBy, contact, id, kind, recipientId } = order;
  const isOpenGift = status === 'paid' && kind === 'gift' && recipientId === null;
  const numbers: Line[] = [
    [plain(text(locale, 'shop-order-number')), code(id)],
    ...(paidBy ? [[plain(text(locale, 'shop-payment-number')), code(paidBy.externalId)]] : []),
  ];
  const button = (label: string, verb: string) => orderButton(text(locale, label), verb, id);
  return {
    blocks: [
      { kind: 'lines', lines: [[bold(text(locale, `order-${status}`)), plain(` · ${said(plan.title, locale)}`)]] },
      textBlock(
        `${priceText(amount, locale)} · ${periodText(plan, locale)}`,
        paidAt === null ? null : timedLine(locale, 'shop-paid-at', dateTimeMoment(paidAt, zone)),
        contact !== null && paidAt !== null ? text(locale, 'shop-receipt-to', { contact: contactText(contact) }) : null,
        isOpenGift ? text(locale, 'order-next-gift') : null,
        status === 'refunded' ? text(locale, 'order-next-refunded') : null,
      ),
      { kind: 'lines', lines: numbers },
    ],
    buttons: [
      isOpenGift ? [button('button-order_gift', 'order_gift')] : [],
      isRenewable(order) ? [button('shop-button-renew', 'order_renew')] : [],
      [open(text(locale, 'shop-button-orders'), 'orders')],
    ].filter((row) => row.length > 0),
  };
}

/** Another way to pay an order; what it costs then stands on the button. */
export function methodQuestion(order: Order, prices: CodedOffer['prices'], locale: Locale): Message {
  const ways = prices.map(({ method, price }) => {
    const label = `${text(locale, `shop-method-${method}`)} · ${priceText(price, locale)}`;
    return [orderButton(label, 'order_pay', `${method}-${order.id}`, 'primary')];
  });
  const lines: Line[] = [[bold(said(order.plan.title, locale))], [plain(text(locale, 'shop-how-to-pay'))]];
  return {
    blocks: [{ kind: 'lines', lines }],
    buttons: [...ways, [orderButton(text(locale, 'shop-button-back'), 'order', order.id)]],
  };
}

/** For the buyer of a gift: the link, ready to be sent on. */
export function giftLinkMessage(order: Order, link: string, locale: Locale): Message {
  const share = `https://t.me/share/url?url=${encodeURIComponent(link)}`;
  return {
    blocks: [
      textBlock(text(locale, 'shop-gift-link', { title: said(order.plan.title, locale) })),
      { kind: 'lines', lines: [[code(link)]] },
    ],
    buttons: [
      [
        { label: text(locale, 'shop-button-share'), intent: { kind: 'url', url: share }, style: 'success' },
        { label: text(locale, 'shop-button-copy'), intent: { kind: 'copy', text: link } },
      ],
    ],
  };
}

/** For whoever follows the link: what it is, taken with one press. Opening the link alone takes nothing. */
export function giftQuestion({ plan, isOwn }: GiftView, giftCode: string, locale: Locale): Message {
  return {
    blocks: [
      textBlock(text(locale, 'shop-gift-question', { title: said(plan.title, locale) })),
      textBlock(said(plan.description, locale), periodText(plan, locale), isOwn ? text(locale, 'shop-gift-own') : null),
    ],
    buttons: [[orderButton(text(locale, 'shop-button-take'), 'gift_take', giftCode, 'success')]],
  };
}
