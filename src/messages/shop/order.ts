import type { Order, OrderView } from '../../domain/shop/order.ts';
import { minuteMs, msOf } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { type Button, bold, type Message, plain, textBlock } from '../message.ts';
import { timedLine, utcMoment } from '../moment.ts';
import { type Locale, text } from '../text.ts';
import { priceText } from './price.ts';

type Options = Readonly<{ mayRepeat?: boolean }>;

/** A free order says so; what was taken off is said where there was something. */
function priceLine({ amount, takenOffMinor, promoCode, plan, status }: Order, locale: Locale): string | null {
  if (plan.trial) return text(locale, 'order-trial');
  const price = priceText(amount, locale);
  if (takenOffMinor === 0 || promoCode === null) return status === 'waiting' ? price : null;
  const off = priceText({ ...amount, amountMinor: takenOffMinor }, locale);
  return text(locale, 'order-with-promo', { price, off, code: promoCode });
}

function titleLine({ status, kind, plan }: Order, locale: Locale) {
  const title = oneLine(plan.title[locale]);
  return [bold(text(locale, `order-${status}`)), plain(` · ${title}`), ...(kind === 'gift' ? [plain(' 🎁')] : [])];
}

/** What the buyer should know or do now. */
function nextLine({ order, payUrl, held }: OrderView, locale: Locale): string | null {
  const { status, kind, recipientId } = order;
  // Something was charged, and the next line says what becomes of it.
  if (held && (status === 'expired' || status === 'cancelled')) return null;
  if (status === 'paid' && kind === 'gift' && recipientId === null) return text(locale, 'order-next-gift');
  if (status === 'waiting' && payUrl === null) return text(locale, 'order-next-choose');
  return text(locale, `order-next-${status}`);
}

function buttonsOf({ order, payUrl }: OrderView, locale: Locale): readonly (readonly Button[])[] {
  const { status, kind, recipientId, amount } = order;
  const press = (verb: string): Button => ({
    label: text(locale, `button-${verb}`),
    intent: { kind: 'open', verb, about: order.id },
  });
  if (status === 'paid') return kind === 'gift' && recipientId === null ? [[press('order_gift')]] : [];
  if (status !== 'waiting') return [];
  const pay: Button[] =
    payUrl === null
      ? []
      : [
          {
            label: text(locale, 'button-pay', { amount: priceText(amount, locale) }),
            intent: { kind: 'url', url: payUrl },
            style: 'success',
          },
        ];
  return [pay, [press('order_method'), press('order_cancel')]].filter((row) => row.length > 0);
}

/** One message per order, edited in place from "waiting" to "paid" and, if so, "refunded"; in the buyer's language. */
export function orderMessage(view: OrderView, { mayRepeat = false }: Options = {}): Message {
  const { order, held } = view;
  const { locale } = order;
  return {
    blocks: [
      { kind: 'lines', lines: [titleLine(order, locale)] },
      textBlock(
        priceLine(order, locale),
        nextLine(view, locale),
        held ? text(locale, `order-money-${held.state}`, { amount: priceText(held.amount, locale) }) : null,
        order.status === 'waiting' ? timedLine(locale, 'order-until', utcMoment(order.expiresAt)) : null,
        text(locale, 'order-number', { id: order.id }),
      ),
      ...(mayRepeat ? [textBlock(text(locale, 'may-repeat'))] : []),
    ],
    buttons: buttonsOf(view, locale),
  };
}

/** Once, half-way: an edit of the order's message would make no sound. */
export function orderReminder({ order, payUrl }: OrderView): Message {
  const { locale, plan, amount, expiresAt, remindedAt } = order;
  const minutes = Math.max(1, Math.round((msOf(expiresAt) - msOf(remindedAt ?? expiresAt)) / minuteMs));
  const title = oneLine(plan.title[locale]);
  const left = text(locale, 'minutes-count', { count: minutes });
  return {
    blocks: [textBlock(text(locale, 'order-reminder', { title, left }))],
    buttons:
      payUrl === null
        ? []
        : [
            [
              {
                label: text(locale, 'button-pay', { amount: priceText(amount, locale) }),
                intent: { kind: 'url', url: payUrl },
                style: 'success',
              },
            ],
          ],
  };
}
