import { wishMark } from '../../domain/shop/buying.ts';
import type { CodedOffer, Offer, ShopRefusal } from '../../domain/shop/offer.ts';
import { isLow } from '../../domain/shop/plan.ts';
import type { PromoRefusal } from '../../domain/shop/promo.ts';
import { oneLine } from '../../lib/html.ts';
import { open } from '../bot/buttons.ts';
import { maskEmail, maskPhone } from '../format.ts';
import { type Block, type Button, bold, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { buyButton, orderButton } from './buttons.ts';
import { periodText, priceText, said } from './price.ts';

/** To everybody who is not of the team: the shop, which tells nothing of operations. */
export function shopGreeting(locale: Locale): Message {
  return {
    blocks: [textBlock(text(locale, 'shop-greeting'))],
    buttons: [
      [buyButton(text(locale, 'shop-button-buy'), { do: 'list' }, 'success')],
      [open(text(locale, 'shop-button-orders'), 'orders'), open(text(locale, 'bot-button-help'), 'help')],
    ],
  };
}

/** What a plan costs by each way to pay, the first of them first. */
function pricesText({ plan, prices }: Offer, locale: Locale): string {
  if (plan.trial) return text(locale, 'shop-trial');
  return [...new Set(prices.map(({ price }) => priceText(price, locale)))].join(' / ');
}

function leftText({ plan, left }: Pick<Offer, 'plan' | 'left'>, locale: Locale): string | null {
  if (left === 0) return text(locale, 'shop-sold-out');
  return left !== null && isLow(left, plan.stock) ? text(locale, 'shop-left', { count: left }) : null;
}

/** One button a plan; what is sold out is named, and not offered. */
export function offersMessage(offers: readonly Offer[], locale: Locale): Message {
  if (offers.length === 0) return { blocks: [textBlock(text(locale, 'shop-empty'))], buttons: [] };
  const blocks = offers.map((offer): Block => {
    const { plan } = offer;
    const facts = [pricesText(offer, locale), periodText(plan, locale), leftText(offer, locale)].filter(Boolean);
    return { kind: 'lines', lines: [[bold(said(plan.title, locale))], [plain(facts.join(' · '))]] };
  });
  const buttons = offers
    .filter(({ left }) => left !== 0)
    .map(({ plan }) => [buyButton(said(plan.title, locale), { do: 'plan', plan: plan.code })]);
  return { blocks: [{ kind: 'heading', text: text(locale, 'shop-title') }, ...blocks], buttons };
}

export type Choosing = Readonly<{
  offer: CodedOffer;
  isGift: boolean;
  isRenewal: boolean;
  /** For the receipt, where one was given. */
  contact: string | null;
  /** Why the code that was typed does not count. */
  refusedCode: Readonly<{ code: string; why: PromoRefusal }> | null;
}>;

export function contactText(contact: string): string {
  return contact.includes('@') ? maskEmail(contact) : maskPhone(contact.replace(/\D/g, ''));
}

function notes(
  { offer, isGift, isRenewal, contact, refusedCode }: Choosing,
  locale: Locale,
): readonly (string | null)[] {
  const needsContact = offer.prices.some((one) => one.needsContact);
  return [
    isGift ? text(locale, 'shop-as-gift') : null,
    isRenewal ? text(locale, 'shop-as-renewal') : null,
    offer.promo === null ? null : text(locale, 'shop-with-code', { code: offer.promo }),
    refusedCode && text(locale, `shop-code-${refusedCode.why}`, { code: oneLine(refusedCode.code) }),
    contact !== null && needsContact ? text(locale, 'shop-receipt-to', { contact: contactText(contact) }) : null,
  ];
}

function payButtons(
  { offer: { plan, prices, promo }, isGift, isRenewal }: Choosing,
  locale: Locale,
): readonly (readonly Button[])[] {
  const as = wishMark({ isGift, isCoded: promo !== null, isRenewal });
  const free = (label: string) => [[buyButton(text(locale, label), { do: 'free', as, plan: plan.code }, 'success')]];
  if (plan.trial) return free('shop-button-try');
  if (prices.every(({ price }) => price.amountMinor === 0)) return free('shop-button-free');
  return prices.map(({ method, price }) => {
    const label = `${text(locale, `shop-method-${method}`)} · ${priceText(price, locale)}`;
    return [buyButton(label, { do: 'pay', method, as, plan: plan.code }, 'primary')];
  });
}

/** One plan: what it is, what it costs, and the ways to pay as buttons. */
export function offerMessage(choosing: Choosing, locale: Locale): Message {
  const { offer, isGift, isRenewal, contact } = choosing;
  const { plan, prices } = offer;
  const button = (step: 'code' | 'gift' | 'self' | 'contact') =>
    buyButton(text(locale, `shop-button-${step}`), { do: step, plan: plan.code });
  const canBeGift = !plan.trial && !isRenewal;
  const changesContact = contact !== null && prices.some(({ needsContact }) => needsContact);
  const facts = [periodText(plan, locale), leftText(offer, locale)].filter(Boolean).join(' · ');
  return {
    blocks: [
      { kind: 'lines', lines: [[bold(said(plan.title, locale))], [plain(said(plan.description, locale))]] },
      textBlock(facts, ...notes(choosing, locale)),
      ...(plan.trial ? [] : [textBlock(text(locale, 'shop-how-to-pay'))]),
    ],
    buttons: [
      ...payButtons(choosing, locale),
      [...(plan.trial ? [] : [button('code')]), ...(canBeGift ? [button(isGift ? 'self' : 'gift')] : [])],
      ...(changesContact ? [[button('contact')]] : []),
      [buyButton(text(locale, 'shop-button-back'), { do: 'list' })],
    ].filter((row) => row.length > 0),
  };
}

/** A question that is answered by typing. */
export function typingQuestion(
  question: 'code' | 'contact' | 'contact-again',
  planCode: string,
  locale: Locale,
): Message {
  const back = buyButton(text(locale, 'shop-button-back'), { do: 'plan', plan: planCode });
  return { blocks: [textBlock(text(locale, `shop-ask-${question}`))], buttons: [[back]] };
}

/** Why somebody cannot buy or pay now, in a sentence. */
export function refusalText({ reason, why }: ShopRefusal, locale: Locale): string {
  return text(locale, reason === 'promo' ? `shop-code-${why ?? 'unknown'}` : `shop-refused-${reason}`, { code: '' });
}

/** Where an order waits all the same, another way to pay it is offered, and the message stays that order's. */
export function shopRefusal(refusal: ShopRefusal, locale: Locale, orderId: string | null = null): Message {
  const next =
    orderId === null
      ? buyButton(text(locale, 'shop-button-list'), { do: 'list' })
      : orderButton(text(locale, 'shop-button-again'), 'order_method', orderId, 'primary');
  return {
    blocks: [textBlock(refusalText(refusal, locale))],
    buttons: [[next, open(text(locale, 'shop-button-orders'), 'orders')]],
  };
}

export function workingMessage(locale: Locale): Message {
  return { blocks: [textBlock(text(locale, 'shop-working'))], buttons: [] };
}
