import type { Clock } from '../../lib/clock.ts';
import type { ControlTable } from '../control.ts';
import { type Decoded, type LoopbackServer, startLoopbackServer } from '../server.ts';
import type { WireRequest } from '../wire.ts';
import { decode, YookassaApi } from './api.ts';
import { type NotificationOptions, Notifications } from './notifications.ts';
import type { SavedYookassa } from './records.ts';
import { createShop, type Giving, type Paying, type Shop } from './shop.ts';

export type { PaymentRecord, RefundRecord, SavedYookassa } from './records.ts';
export type { Giving, Paying, Selling } from './shop.ts';

export type YookassaOptions = {
  clock: Clock;
  shopId: string;
  secretKey: string;
  port?: number;
  seed?: number;
  demandReceipts?: boolean;
};

export type YookassaStandIn = LoopbackServer &
  Pick<Shop, 'sell' | 'hold' | 'pay' | 'capture' | 'cancelHold' | 'decline' | 'refund' | 'find'> & {
    readonly notifications: Notifications;
    counts(): { payments: number; refunds: number };
    save(): SavedYookassa;
    restore(saved: SavedYookassa): void;
  };

/** The same driving, for other processes. */
function controlOf(shop: Shop, notifications: Notifications): ControlTable {
  return {
    sell: shop.sell,
    hold: shop.hold,
    pay: ({ payment, ...paying }: Paying & { payment: string }) => shop.pay(payment, paying),
    decline: ({ payment, reason }: { payment: string; reason?: string }) => shop.decline(payment, reason),
    refund: (giving: Giving) => shop.refund(giving),
    target: ({ url, ...options }: { url?: string } & NotificationOptions) => notifications.target(url, options),
    resend: ({ id, times }: { id: string; times?: number }) => notifications.resend(id, times),
    notifications: () => notifications.sent.slice(-1000),
  };
}

/** A YooKassa on loopback: its API under `url`/v3, the pay page under `url`/pay, and notifications of what happens. */
export async function startYookassaStandIn(options: YookassaOptions): Promise<YookassaStandIn> {
  const { clock, seed = 1, shopId, secretKey, demandReceipts = false } = options;
  const nowMs = () => clock.nowMs();
  const notifications = new Notifications();
  const at = { url: '' };
  const pageUrl = (id: string) => `${at.url}/pay/${id}`;
  const shop = createShop({ nowMs, seed, shopId, pageUrl, publish: notifications.publish });
  const api = new YookassaApi(shop, { shopId, secretKey, nowMs, demandReceipts });
  const handle = (request: WireRequest, decoded: Decoded) => api.answer(request, decoded);
  const server = await startLoopbackServer(
    { decode, handle, control: controlOf(shop, notifications) },
    clock,
    options.port,
  );
  at.url = server.url;
  const { sell, hold, pay, capture, cancelHold, decline, refund, find, save, restore } = shop;
  return {
    ...server,
    ...{ sell, hold, pay, capture, cancelHold, decline, refund, find, save, restore },
    notifications,
    counts: () => ({ payments: shop.payments.size, refunds: shop.refunds.size }),
    async close() {
      notifications.stop();
      await server.close();
    },
  };
}
