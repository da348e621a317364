import type { Executors } from '../approvals.ts';
import type { FlowDeps } from '../deps.ts';
import { carryOut, decideMoney, listDecisions, type MoneyChoice, refundOrder } from './decide-money.ts';
import { changePlan, changePromo, hidePlan, listOffers, showPlans, showPromos } from './manage-plans.ts';
import { askPaySupport } from './pay-support.ts';
import { placeOrder } from './place-order.ts';
import { giftCode, listAllOrders, listOwnOrders, orderStatus, showOrder, takeGift } from './read-orders.ts';
import { findGift, orderDrawn, orderShownIn, orderView, showOffer, showOrderIn, waysToPay } from './show-offer.ts';
import { judgePreCheckout, takeStarMessage } from './stars.ts';
import { cancelOrder, startPayment } from './start-payment.ts';
import { tendOrders } from './tend-orders.ts';
import type { ShopFlows, ShopJobs } from './types.ts';

/** The shop's use cases; `signal` ends what they ask of providers. */
export function bindShop(
  deps: FlowDeps,
  signal: AbortSignal,
): Readonly<{ flows: ShopFlows & ShopJobs; executors: Executors }> {
  const flows: ShopFlows & ShopJobs = {
    listOffers: (actor) => listOffers(deps, actor),
    showOffer: (actor, wish) => showOffer(deps, actor, wish),
    listPlans: (actor) => showPlans(deps, actor),
    savePlan: (actor, plan, keys) => changePlan(deps, actor, plan, keys),
    hidePlan: (actor, code, hidden) => hidePlan(deps, actor, code, hidden),
    listPromos: (actor) => showPromos(deps, actor),
    savePromo: (actor, promo) => changePromo(deps, actor, promo),
    placeOrder: (actor, wish) => placeOrder(deps, actor, wish),
    startPayment: (actor, orderId, method, contact) => startPayment(deps, actor, { orderId, method, contact }, signal),
    cancelOrder: (actor, orderId) => cancelOrder(deps, actor, orderId),
    findOrder: (actor, orderId) => showOrder(deps, actor, orderId),
    waysToPay: (actor, orderId) => waysToPay(deps, actor, orderId),
    showOrderIn: (actor, orderId, messageId) => showOrderIn(deps, actor, orderId, messageId),
    orderDrawn: (actor, drawn) => orderDrawn(deps, actor, drawn),
    orderShownIn: (actor, messageId) => orderShownIn(deps, actor, messageId),
    orderView: (actor, orderId) => orderView(deps, actor, orderId),
    orderStatus: (orderId) => orderStatus(deps, orderId),
    listOwnOrders: (actor, limit) => listOwnOrders(deps, actor, limit),
    giftCode: (actor, orderId) => giftCode(deps, actor, orderId),
    findGift: (actor, code) => findGift(deps, actor, code),
    takeGift: (actor, code) => takeGift(deps, actor, code),
    askPaySupport: (actor, words) => askPaySupport(deps, actor, words),
    judgePreCheckout: (asked) => judgePreCheckout(deps, asked),
    takeStarMessage: (message) => takeStarMessage(deps, message),
    listOrders: (actor, filter, page) => listAllOrders(deps, actor, filter, page),
    refundOrder: (actor, orderId) => refundOrder(deps, actor, orderId, signal),
    listDecisions: (actor) => listDecisions(deps, actor),
    decideMoney: (actor, decisionId, how) => decideMoney(deps, actor, { decisionId, how }, signal),
    tendOrders: (roundSignal) => tendOrders(deps, roundSignal),
  };
  const decideAllowed = async (asker: Parameters<typeof carryOut>[1], argument: unknown) =>
    carryOut(deps, asker, argument as MoneyChoice, signal);
  return { flows, executors: { decide_money_large: decideAllowed } };
}
