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
  | { do: 'plan' | 'code' | 'gift' | 'self' | 'contact' | 'free'; plan: string }
  | { do: 'pay'; plan: string; method: PayMethod }
>;

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

/** A press of an older message leads to that message's plan, without what was said of another. */
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
      return { ...idle, method: 'free' };
    case 'pay':
      return { ...idle, method: step.method };
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
