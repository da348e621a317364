import { expect, it } from 'vitest';
import { dayMs, hourMs, type Instant, instantOf, minuteMs } from '../../../src/domain/time.ts';
import { type App, owner, startApp } from '../../support/app.ts';
import { contestOf, moneyBack, pay, soldOf } from '../../support/contests.ts';
import { eventually } from '../../support/eventually.ts';
import { startShop } from '../../support/shop.ts';

const now = (app: App): Instant => instantOf(app.clock.nowMs());
const deps = (app: App) => app.running().deps;

async function opened(app: App): Promise<void> {
  expect(await app.flows().createContest(owner, contestOf(now(app)))).toMatchObject({ ok: true });
}

async function bring(app: App, referrer: string, invitee: string): Promise<void> {
  const { code } = await app.flows().invitePage(referrer, 0);
  expect(await app.flows().bindReferral(invitee, code)).toBe('bound');
}

/** What a look finds, an hour after the last one: kind, and what is said of it. */
async function found(app: App) {
  app.clock.advance(hourMs + minuteMs);
  await app.flows().lookForSignals();
  const result = await app.flows().contestSignals(owner, 'autumn');
  return result.ok ? result.signals.map(({ kind, detail }) => ({ kind, ...detail })) : [];
}

it('a chain is shown: somebody brought people who were brought by one whom he brought', async () => {
  const app = await startApp();
  await opened(app);
  await bring(app, '1', '2');
  for (const invitee of ['3', '4']) await bring(app, '2', invitee);
  app.clock.advance(minuteMs);
  await pay(deps(app), soldOf(1, '2', now(app)));
  await pay(deps(app), soldOf(2, '3', now(app)));
  expect(await found(app)).toEqual([{ kind: 'chain', referrer: '1', invitee: '2', count: 2 }]);
  // Seen once, told once, and only a list: all keep their tickets.
  expect(await found(app)).toHaveLength(1);
  await app.settled();
  expect(
    (await app.deliveries({ kind: 'notice', destination: 'telegram' })).filter(
      (one) => one['destination'] === 'telegram' && /contest_signals/.test(String(one['content'])),
    ),
  ).toHaveLength(1);
  const entries = await app.flows().contestEntries(owner, 'autumn', { limit: 10, cursor: null });
  expect(entries.ok && entries.items.map(({ tickets }) => tickets)).toEqual([5, 10, 5]);
});

it('one line of friends is no chain', async () => {
  const app = await startApp();
  await opened(app);
  await bring(app, '1', '2');
  await bring(app, '2', '3');
  app.clock.advance(minuteMs);
  await pay(deps(app), soldOf(1, '2', now(app)));
  await pay(deps(app), soldOf(2, '3', now(app)));
  expect(await found(app)).toEqual([]);
});

it('tickets that are taken back after the entries were frozen are shown', async () => {
  const app = await startApp();
  await opened(app);
  const [early, late] = [soldOf(1, '7', now(app)), soldOf(2, '8', now(app))];
  await pay(deps(app), early);
  await pay(deps(app), late);
  await moneyBack(deps(app), early, { isTakenBack: true, reason: 'REFUND', cause: 're_1' });
  app.clock.advance(13 * dayMs + minuteMs);
  await eventually(async () => {
    await app.flows().tendContests();
    const state = await app.flows().findContest(owner, 'autumn');
    expect(state.ok && state.state.draw?.state).toBe('published');
  });
  app.clock.advance(minuteMs);
  await moneyBack(deps(app), late, { isTakenBack: true, reason: 'REFUND', cause: 're_2' });
  expect(await found(app)).toEqual([{ kind: 'refund_after_freeze', person: '8', count: 5, order: 'ord_2' }]);
});

it('a referrer who pays with the same card or account as somebody he brought is shown', async () => {
  const { app, sell, place, start, reaches } = await startShop();
  await sell({ tickets: 1 });
  await opened(app);
  for (const invitee of ['900', '901']) await bring(app, '800', invitee);
  app.clock.advance(minuteMs);
  let customer: string | null | undefined;
  for (const buyer of [901, 900, 800]) {
    const order = await place(buyer);
    const { url } = await start(buyer, order.id, 'stripe');
    const whoPays = buyer === 800 && customer ? { customer } : {};
    customer = app.world.stripe.completeSession(url.split('/').at(-1) ?? '', whoPays).customer;
    await reaches(order.id, 'paid');
  }
  await app.settled();
  expect(await found(app)).toEqual([{ kind: 'same_instrument', referrer: '800', invitee: '900' }]);
  expect(await app.flows().reviewSignals(owner, 'autumn')).toEqual({ ok: true, count: 1 });
  // Looked at once, it is not new again.
  expect(await found(app)).toHaveLength(1);
  expect(await app.flows().reviewSignals(owner, 'autumn')).toEqual({ ok: true, count: 0 });
});
