import { expect } from 'vitest';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import type { Plan } from '../../src/domain/shop/plan.ts';
import { dayMs } from '../../src/domain/time.ts';
import { CLUB_ID } from '../../src/sandbox/world.ts';
import type { AppOptions } from './app.ts';
import { eventually } from './eventually.ts';
import { type Shop, startShop } from './shop.ts';

export const days = (n: number) => n * dayMs;

export type Club = Shop &
  Readonly<{
    /** Orders and pays with Stars; resolves with the paid order. */
    buy: (buyer: number, wish?: Parameters<Shop['place']>[1]) => Promise<Order>;
    access: (id: OrderId) => Promise<Record<string, unknown> | undefined>;
    /** The link that the buyer's message shows. */
    linkOf: (buyer: number) => Promise<string>;
    members: () => readonly number[];
    said: (person: number) => readonly string[];
    /** Moves the clock, and waits until nothing is to be done about anybody's time. */
    pass: (ms: number) => Promise<void>;
    events: () => readonly Readonly<{ type: string; data: Record<string, unknown> }>[];
  }>;

/** What has nothing to do with doors: a jump of the clock would only end its tokens. */
const elsewhere = [
  ...['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
  ...['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'],
];

/** A shop that sells a month in a chat. */
export async function startClub(changes: Partial<Plan> = {}, options: AppOptions = {}): Promise<Club> {
  const shop = await startShop({ business: true, without: elsewhere, ...options });
  const { app } = shop;
  const { telegram, receiver } = app.world;
  await shop.sell({ fulfilment: { type: 'invite_link', chatId: String(CLUB_ID) }, ...changes });
  const said = (person: number) =>
    telegram
      .messages(person)
      .filter(({ from }) => from.isBot)
      .map(({ text }) => text);
  return {
    ...shop,
    said,
    buy: async (buyer, wish) => {
      const order = await shop.place(buyer, wish);
      await shop.pay(await shop.start(buyer, order.id, 'stars'), buyer);
      const paid = await shop.reaches(order.id, 'paid');
      await app.settled();
      return paid;
    },
    access: (id) => app.db().selectFrom('accesses').selectAll().where('order_id', '=', id).executeTakeFirst(),
    linkOf: async (buyer) => {
      const found = () =>
        telegram
          .messages(buyer)
          .flatMap(({ buttons }) => buttons.flat())
          .findLast(({ url }) => url?.includes('/+'))?.url;
      await eventually(() => expect(found()).toBeDefined());
      return found() ?? '';
    },
    members: () => telegram.door(CLUB_ID).members,
    pass: async (ms) => {
      app.clock.advance(ms);
      await eventually(async () => {
        const now = new Date(app.clock.nowMs()).toISOString();
        const due = await app.db().selectFrom('accesses').selectAll().where('look_at', '<=', now).execute();
        expect(due).toEqual([]);
      });
      await app.settled();
    },
    events: () =>
      receiver
        .received()
        .filter(({ isVerified }) => isVerified)
        .map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> }),
  };
}
