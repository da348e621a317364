import type { PurchaseView } from '../domain/views.ts';
import { type Message, textBlock } from './message.ts';
import { type CardOptions, payerLine, repeatBlocks } from './purchase-card.ts';
import { placeText, purchaseAmount } from './purchase-line.ts';
import { text } from './text.ts';

/** The second, audible message, once per purchase; the card beside it goes on being edited. */
export function vipMessage(purchase: PurchaseView, { locale, mayRepeat = false }: CardOptions): Message {
  const title = text(locale, 'vip-first-line', { amount: purchaseAmount(purchase, locale) });
  const place = placeText(purchase.country, purchase.city);
  const count = text(locale, 'payments-count', { count: purchase.paymentCount });
  const first = [`💎 ${title}`, place, count].filter((part) => part !== '').join(' · ');
  const verbs = ['details', 'customer'];
  return {
    blocks: [
      textBlock(first, payerLine(purchase, locale), text(locale, 'vip-reached')),
      ...repeatBlocks(locale, mayRepeat),
    ],
    buttons: [verbs.map((verb) => ({ label: text(locale, `button-${verb}`), intent: { kind: 'open', verb } }))],
  };
}
