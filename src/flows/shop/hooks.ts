import { accessHooks } from '../access/hooks.ts';
import { contestHooks } from '../contests/award.ts';
import { tellIfAway } from './buyer-away.ts';
import type { ShopHooks } from './types.ts';

/** What else follows from an order: tickets, access and the owner's webhooks stand here, in the order they are to run. */
export const shopHooks: ShopHooks = {
  afterPaid: [...accessHooks.afterPaid, contestHooks.afterPaid, tellIfAway],
  afterMoneyBack: [...accessHooks.afterMoneyBack, contestHooks.afterMoneyBack],
  afterGiftTaken: [...accessHooks.afterGiftTaken],
};
