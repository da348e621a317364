import type { PlaceProblem } from '../access/place.ts';
import type { Money } from '../money.ts';
import type { PayMethod, Plan } from './plan.ts';
import type { PromoRefusal } from './promo.ts';

/** A plan as a buyer sees it: what it costs by each way to pay that is open, and how many are left (null: no end). */
export type Offer = Readonly<{
  plan: Plan;
  prices: readonly Readonly<{ method: PayMethod; price: Money; needsContact: boolean }>[];
  left: number | null;
}>;

/** An offer with a code: only the ways to pay for which it counts. */
export type CodedOffer = Omit<Offer, 'prices'> &
  Readonly<{
    prices: readonly Readonly<Offer['prices'][number] & { takenOffMinor: number }>[];
    promo: string | null;
  }>;

/** Whoever follows a gift's link sees this. */
export type GiftView = Readonly<{ plan: Plan; state: 'open' | 'yours' | 'taken'; isOwn: boolean }>;

/** Keys are counted here, and never shown. */
export type PlanState = Readonly<{
  plan: Plan;
  left: number | null;
  keys: Readonly<{ free: number; given: number }> | null;
}>;

/** Why a plan could not be delivered as it stands. */
export type FulfilmentProblem = PlaceProblem | 'not_https' | 'private_address' | 'bad_url' | 'webhook_not_configured';

/**
 * What has to be said to whoever saves a plan. A plan that could not be delivered is saved hidden; the rest prevents
 * nothing.
 */
export type PlanRemark = 'digital_outside_stars' | 'no_keys' | 'method_not_configured' | FulfilmentProblem;

/** Why somebody cannot buy or pay now. */
export type ShopRefusal = Readonly<{
  ok: false;
  reason:
    | 'forbidden'
    | 'not_found'
    | 'stopped'
    | 'out_of_stock'
    | 'trial_used'
    | 'promo'
    | 'no_method'
    | 'contact_needed'
    /** He has several unpaid orders already. */
    | 'too_many'
    | 'already_paid'
    /** Expired or cancelled. */
    | 'ended'
    /** The provider did not answer: asked again, it is the same payment. */
    | 'not_now';
  /** With `promo`. */
  why?: PromoRefusal;
}>;
