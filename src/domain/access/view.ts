import type { Order } from '../shop/order.ts';
import type { Instant } from '../time.ts';
import type { Access } from './access.ts';

/** All that a person's message about an access says. */
export type AccessView = Readonly<{
  access: Access;
  order: Order;
  /** One of a stock, for this person alone. */
  key: string | null;
}>;

/** `days` before the end; 0: it is over and the days of grace run; `ended`: it is over for good. */
export type AccessNews = Readonly<{
  view: AccessView;
  what: 'soon' | 'grace' | 'ended';
  days: number;
  removalAt: Instant | null;
}>;
