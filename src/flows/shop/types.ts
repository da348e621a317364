import type { ProviderName } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { MoneyState } from '../../domain/shop/money-back.ts';
import type { CodedOffer, GiftView, Offer, PlanRemark, PlanState, ShopRefusal } from '../../domain/shop/offer.ts';
import type { MoneyProblem, Order, OrderId, OrderStatus, OrderView } from '../../domain/shop/order.ts';
import type { PayMethod, Plan } from '../../domain/shop/plan.ts';
import type { Promo, PromoRefusal } from '../../domain/shop/promo.ts';
import type { Tx } from '../../store/database.ts';
import type { Decision } from '../../store/shop/decisions.ts';
import type { FlowDeps } from '../deps.ts';
import type { Done, Refusal, Result } from '../types.ts';

/** What a buyer asks for. A trial is a plan's own trait; a renewal names one of his paid orders of the same plan. */
export type OrderWish = Readonly<{
  planCode: string;
  /** The first one that can be used where not given; it may be changed until the order is paid. */
  method?: PayMethod;
  promo?: string;
  gift?: boolean;
  renewalOf?: OrderId;
  /** E-mail or phone for the receipt. */
  contact?: string;
  /** A message in the buyer's chat that becomes the order's. */
  shownIn?: string;
  locale: 'ru' | 'en';
}>;

/** What a buyer looks at before he orders. */
export type OfferWish = Pick<OrderWish, 'planCode' | 'promo' | 'renewalOf'>;

export type ShopResult<T = object> = Done<T> | ShopRefusal;

/** The message that a dialogue wrote about an order, and the fingerprint of the order's message as it then stood. */
export type DrawnOrder = Readonly<{ orderId: OrderId; messageId: string; shownHash: string }>;

/** Where the buyer pays: an address, that Telegram opens as an invoice where the method is Stars. */
export type PayPage = Readonly<{ order: Order; method: PayMethod; url: string }>;

/** An order as operators see it (INTERFACE §3). */
export type OrderLine = Readonly<{ order: Order; tickets: number }>;
export type OrderFilter = Readonly<{ status?: OrderStatus; telegramId?: string; planCode?: string }>;

export type MoneyDecision = Decision;

/** Telegram's question before it takes Stars. */
export type PreCheckout = Readonly<{
  telegramId: string;
  currency: string;
  totalAmount: number;
  payload: string;
  locale: 'ru' | 'en';
}>;
/** `error`: a sentence for the buyer, in his language. */
export type PreCheckoutVerdict = Readonly<{ ok: true } | { ok: false; error: string }>;

/** Money that paid an order; null: there was nothing to pay. */
export type OrderPayment = Readonly<{ provider: ProviderName; externalId: string }> | null;

/**
 * What else follows from an order, in the transaction that made it true: each is called once per change, must not call
 * out, and throws only for a mistake of ours (then nothing of the event is stored).
 */
export type ShopHooks = Readonly<{
  /** Once per order. A gift has no recipient yet. */
  afterPaid: readonly ((tx: Tx, deps: FlowDeps, order: Order, payment: OrderPayment) => Promise<void>)[];
  /** All of the money went back, or came back after all: `state` is what stands now. May repeat. */
  afterMoneyBack: readonly ((tx: Tx, deps: FlowDeps, order: Order, state: MoneyState) => Promise<void>)[];
  /** Somebody took a paid gift: he is the order's recipient now. */
  afterGiftTaken: readonly ((tx: Tx, deps: FlowDeps, order: Order) => Promise<void>)[];
}>;

export type ShopFlows = Readonly<{
  // ---- what is sold
  /** What this person can buy now; trials that he had are left out. */
  listOffers: (actor: Actor) => Promise<readonly Offer[]>;
  showOffer: (actor: Actor, wish: OfferWish) => Promise<ShopResult<{ offer: CodedOffer }>>;
  listPlans: (actor: Actor) => Promise<Result<{ plans: readonly PlanState[] }>>;
  /** Makes or changes it; `keys` are added to its stock. Orders that were placed keep the plan of then. */
  savePlan: (
    actor: Actor,
    plan: Plan,
    keys?: readonly string[],
  ) => Promise<Result<{ plan: PlanState; remarks: readonly PlanRemark[] }>>;
  /** Hidden plans are not sold; what was sold stays. */
  hidePlan: (actor: Actor, code: string, hidden: boolean) => Promise<Result<{ plan: PlanState }>>;

  listPromos: (actor: Actor) => Promise<Result<{ promos: readonly Promo[] }>>;
  /** What it takes off cannot change once somebody used it: make another code. */
  savePromo: (actor: Actor, promo: Omit<Promo, 'used'>) => Promise<Result<{ promo: Promo }>>;

  // ---- buying; the actor is the buyer
  /**
   * Reserves stock and counts the code. Nothing to pay: it is paid at once. The same wish again is the same order while
   * that waits. `replaced`: the message that was the order's before `shownIn`.
   */
  placeOrder: (actor: Actor, wish: OrderWish) => Promise<ShopResult<{ order: Order; replaced?: string | null }>>;
  /** The way to pay an order; another method than before ends the open try first. A contact is kept with the order. */
  startPayment: (actor: Actor, orderId: OrderId, method: PayMethod, contact?: string) => Promise<ShopResult<PayPage>>;
  cancelOrder: (actor: Actor, orderId: OrderId) => Promise<ShopResult<{ order: Order }>>;
  /** Of the buyer, or of anybody for operators. */
  findOrder: (actor: Actor, orderId: OrderId) => Promise<Order | null>;
  orderView: (actor: Actor, orderId: OrderId) => Promise<OrderView | null>;
  /** What an order that waits costs by each way to pay. */
  waysToPay: (actor: Actor, orderId: OrderId) => Promise<ShopResult<{ prices: CodedOffer['prices'] }>>;
  /** From now on the order lives in this message of the buyer's chat; returns the one in which it did before. */
  showOrderIn: (actor: Actor, orderId: OrderId, messageId: string) => Promise<string | null>;
  /** A dialogue has written the order's message: the same is not told once more. */
  orderDrawn: (actor: Actor, drawn: DrawnOrder) => Promise<void>;
  orderShownIn: (actor: Actor, messageId: string) => Promise<OrderView | null>;
  /** What the pay page came back with; says nothing about whose order it is. */
  orderStatus: (orderId: OrderId) => Promise<OrderStatus | null>;
  /** The newest first. */
  listOwnOrders: (actor: Actor, limit: number) => Promise<readonly Order[]>;
  /** The part of the link by which a paid gift is taken; null where it is none, or not paid. */
  giftCode: (actor: Actor, orderId: OrderId) => Promise<string | null>;
  findGift: (actor: Actor, code: string) => Promise<GiftView | null>;
  takeGift: (actor: Actor, code: string) => Promise<ShopResult<{ order: Order }>>;

  /** A buyer's question about a payment, for the team to answer; once an hour and person. */
  askPaySupport: (actor: Actor, words: string) => Promise<void>;

  // ---- Stars
  /** Stock, price, order and stop as they are now. Reads the database once, calls nobody. */
  judgePreCheckout: (asked: PreCheckout) => Promise<PreCheckoutVerdict>;
  /** A message with `successful_payment` or `refunded_payment`, as Telegram sent it; resolves once it is stored. */
  takeStarMessage: (message: unknown) => Promise<void>;

  // ---- operators
  listOrders: (
    actor: Actor,
    filter: OrderFilter,
    page: Readonly<{ limit: number; cursor: string | null }>,
  ) => Promise<Result<{ orders: readonly OrderLine[]; nextCursor: string | null }>>;
  /** Gives the money of a paid order back through its provider; above a sum a second person has to allow it. */
  refundOrder: (actor: Actor, orderId: OrderId) => Promise<Result<{ amount: Money }>>;
  /** Money that a person has to decide about, the oldest first. */
  listDecisions: (actor: Actor) => Promise<Result<{ decisions: readonly MoneyDecision[] }>>;
  decideMoney: (
    actor: Actor,
    decisionId: string,
    how: 'refund' | 'accept',
  ) => Promise<Result<{ decision: MoneyDecision }>>;
}>;

/** Rounds of the jobs layer: how many things were done. */
export type ShopJobs = Readonly<{
  /** Expires, reminds, asks again for tries without an end. */
  tendOrders: (signal: AbortSignal) => Promise<number>;
}>;

export type {
  CodedOffer,
  GiftView,
  MoneyProblem,
  MoneyState,
  Offer,
  Order,
  OrderId,
  OrderStatus,
  PayMethod,
  Plan,
  PlanRemark,
  PlanState,
  Promo,
  PromoRefusal,
  Refusal,
  ShopRefusal,
};
