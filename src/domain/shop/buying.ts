import { looksLikePhone, phoneDigits } from '../phone.ts';
import type { OrderId } from './order.ts';
import type { PayMethod } from './plan.ts';
import type { PromoRefusal } from './promo.ts';

/**
 * What a button of the shop's dialogue means. It names the plan itself, so that it still means the same where the
 * dialogue is over or was forgotten.
 */
export type BuyStep = Readonly<
  | { do: 'list' }
  | { do: 'plan' | 'code' | 'gift' | 'self' | 'contact'; plan: string }
  | { do: 'free'; plan: string; as: WishMark }
  | { do: 'pay'; plan: string; method: PayMethod; as: WishMark }
>;

/** What the screen of a button promised: a gift, a code, a renewal; `n`: none of them. */
export type WishMark = string;

export function wishMark(promised: Readonly<{ isGift: boolean; isCoded: boolean; isRenewal: boolean }>): WishMark {
  const { isGift, isCoded, isRenewal } = promised;
  return `${isGift ? 'g' : ''}${isCoded ? 'c' : ''}${isRenewal ? 'r' : ''}` || 'n';
}

function markOf({ isGift, promo, renewalOf }: Buying): WishMark {
  return wishMark({ isGift, isCoded: promo !== null, isRenewal: renewalOf !== null });
}

/** How far a buyer has come in choosing; nothing of it is an order yet, unless it names one. */
export type Buying = Readonly<{
  planCode: string | null;
  /** `free`: there is nothing to pay. */
  method: PayMethod | 'free' | null;
  isGift: boolean;
  promo: string | null;
  renewalOf: OrderId | null;
  /** An order that waits, to be paid by another method. */
  orderId: OrderId | null;
  contact: string | null;
  /** What the next text is. */
  asking: 'code' | 'contact' | 'contact-again' | null;
  refusedCode: Readonly<{ code: string; why: PromoRefusal }> | null;
}>;

export const nothingChosen: Buying = {
  planCode: null,
  method: null,
  isGift: false,
  promo: null,
  renewalOf: null,
  orderId: null,
  contact: null,
  asking: null,
  refusedCode: null,
};

/**
 * A press of an older message leads to that message's plan, without what was said of another. An order is placed only as
 * its screen promised it: where that was forgotten (a crash, a deploy), the screen is shown again as it is now.
 */
export function afterPress(buying: Buying, step: BuyStep): Buying {
  const { contact } = buying;
  if (step.do === 'list') return { ...nothingChosen, contact };
  const isSame = step.plan === buying.planCode;
  const chosen = { ...(isSame ? buying : { ...nothingChosen, contact }), planCode: step.plan };
  const idle: Buying = { ...chosen, method: null, orderId: null, asking: null, refusedCode: null };
  switch (step.do) {
    case 'plan':
      return idle;
    case 'code':
    case 'contact':
      return { ...idle, asking: step.do };
    case 'gift':
    case 'self':
      return { ...idle, isGift: step.do === 'gift' };
    case 'free':
    case 'pay':
      return step.as === markOf(idle) ? { ...idle, method: step.do === 'free' ? 'free' : step.method } : idle;
  }
}

const longestCode = 32;

export function afterText(buying: Buying, words: string): Buying {
  switch (buying.asking) {
    case null:
      return buying;
    case 'code':
      return { ...buying, promo: words.trim().slice(0, longestCode).toUpperCase(), asking: null };
    case 'contact':
    case 'contact-again': {
      const contact = readContact(words);
      return contact === null ? { ...buying, asking: 'contact-again' } : { ...buying, contact, asking: null };
    }
  }
}

const emailShape = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/;

/** An e-mail as it is, a phone number as its digits; null for neither. */
export function readContact(words: string): string | null {
  const typed = words.trim();
  if (emailShape.test(typed)) return typed;
  return looksLikePhone(typed) ? phoneDigits(typed) : null;
}
