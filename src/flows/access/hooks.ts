import { nowOf } from '../deps.ts';
import type { ShopHooks } from '../shop/types.ts';
import { tellPaid, tellRefunded } from './business.ts';
import { grantAccess } from './grant.ts';
import { followMoney } from './withdraw.ts';

/** What access and the owner's systems owe to an order, in the order's own transaction. */
export const accessHooks: ShopHooks = {
  afterPaid: [tellPaid, (tx, deps, order) => grantAccess(tx, deps, order, order.paidAt ?? nowOf(deps))],
  afterMoneyBack: [tellRefunded, followMoney],
  afterGiftTaken: [(tx, deps, order) => grantAccess(tx, deps, order, nowOf(deps))],
};
