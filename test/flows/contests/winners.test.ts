import { describe, expect, it } from 'vitest';
import { priorities } from '../../../src/domain/deliveries.ts';
import { listGone } from '../../../src/store/destinations.ts';
import { enqueueDeliveries } from '../../../src/store/enqueue.ts';
import { type App, owner } from '../../support/app.ts';
import { drawn as shown } from '../../support/bot-app.ts';
import { depsOf, drawn, now, withSales } from '../../support/draws.ts';
import { eventually } from '../../support/eventually.ts';

const prizes = [
  { place: 1, title: { ru: 'Велосипед', en: 'A bicycle' } },
  { place: 2, title: 'A book' },
  { place: 3, title: 'A mug' },
];
const people = [101, 102, 103, 104, 105, 106];

/** Six people with tickets, three prizes; all of them know the bot. */
async function withWinners(): Promise<App> {
  const app = await withSales(people.length, { prizes });
  for (const id of people) app.world.telegram.addPrivateChat({ id, firstName: `Person ${id}` });
  return app;
}

const told = (app: App, id: number | string) =>
  app.world.telegram.messages(Number(id)).filter(({ from }) => from.isBot);

/** Before anything else that waits for him. */
async function tellSomethingElse(app: App, id: string): Promise<void> {
  const { commits, newId, wake } = depsOf(app);
  const route = { destination: 'telegram', address: id };
  const notice = { kind: 'test' as const, by: 'Anna' };
  const delivery = {
    route,
    kind: 'notice' as const,
    subjectId: `test:${id}`,
    priority: priorities.order,
    dueAt: now(app),
    notice,
  };
  await commits.submit((tx) => enqueueDeliveries(tx, [delivery], { now: now(app), newId }));
  wake();
}

describe('who wins', () => {
  it('is told so himself, once, when the draw is announced and not before; nobody else is', async () => {
    const app = await withWinners();
    const { winners } = await drawn(app);
    await app.settled();
    expect(people.flatMap((id) => told(app, id))).toEqual([]);

    await app.flows().announceDraw(owner, 'autumn');
    expect(await app.flows().announceDraw(owner, 'autumn')).toMatchObject({ ok: false });
    await app.settled();
    expect(winners).toHaveLength(3);
    for (const { place, telegramId } of winners) {
      const messages = told(app, telegramId);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toContain(['A bicycle', 'A book', 'A mug'][place - 1]);
      expect(messages[0]?.text).toContain('Autumn draw');
      expect(messages[0]).toMatchObject({ silent: false });
    }
    const won = new Set(winners.map(({ telegramId }) => Number(telegramId)));
    expect(people.filter((id) => !won.has(id)).flatMap((id) => told(app, id))).toEqual([]);

    const owed = await app.deliveries({ kind: 'won' });
    for (const { id } of owed) await app.flows().replay(owner, String(id));
    await app.settled();
    expect(winners.map(({ telegramId }) => told(app, telegramId).length)).toEqual([1, 1, 1]);
  });

  it('checks the draw with the button under his message, which stays', async () => {
    const app = await withWinners();
    const { winners } = await drawn(app);
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    const id = Number(winners[0]?.telegramId);
    const [message] = told(app, id);
    const check = { chatId: id, from: id, messageId: message?.messageId ?? 0, label: '🔍 Check the draw' };
    await app.world.telegram.press(check);
    await eventually(() => expect(told(app, id)).toHaveLength(2));
    expect(shown(told(app, id)[1] as never)).toContain('You won place 1!');
    expect(told(app, id)[0]?.history).toEqual([]);
  });
});

describe('a winner whom the bot cannot write to', () => {
  it('is given up, visibly; once he is back his message is sent again', async () => {
    const app = await withWinners();
    const { winners } = await drawn(app);
    const id = Number(winners[1]?.telegramId);
    app.world.telegram.block(id);
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    const [lost] = await app.deliveries({ kind: 'won', state: 'dead' });
    expect(lost).toMatchObject({ address: String(id), last_code: 'blocked' });
    const notice = app.chat().find(({ text }) => text.includes('could not be told'));
    expect(notice?.text).toContain('place 2');
    expect(notice?.text).toContain(`/replay ${lost?.['id']}`);
    expect(await app.flows().failures(owner)).toMatchObject({ groups: [{ code: 'blocked', count: 1 }] });
    expect(await listGone(app.db())).toEqual([]);

    app.world.telegram.unblock(id);
    expect(await app.flows().replay(owner, String(lost?.['id']))).toMatchObject({ count: 1 });
    await app.settled();
    expect(told(app, id).map(({ text }) => text.split('\n')[0])).toEqual(['🏆 You won: A book']);
  });

  it('is given up untried where other messages told so, and reached when he has opened the bot again', async () => {
    const app = await withWinners();
    const { winners } = await drawn(app);
    const [early = '', late = ''] = winners.map(({ telegramId }) => telegramId);
    for (const id of [early, late]) app.world.telegram.block(Number(id));
    await tellSomethingElse(app, early);
    await eventually(async () =>
      expect(await listGone(app.db())).toEqual([{ destination: 'telegram', address: early }]),
    );
    await app.flows().stop(owner, 'a test');
    await app.flows().announceDraw(owner, 'autumn');
    await tellSomethingElse(app, late);
    await app.flows().resume(owner, 'drain');
    await eventually(async () => {
      const lost = await app.deliveries({ kind: 'won', state: 'dead', last_code: 'unreachable' });
      expect(lost.map(({ address }) => address).toSorted()).toEqual([early, late].toSorted());
      const notices = app.chat().filter(({ text }) => text.includes('could not be told'));
      expect(notices.map(({ text }) => /place \d/.exec(text)?.[0]).toSorted()).toEqual(['place 1', 'place 2']);
    });

    app.world.telegram.sendText({ chatId: Number(early), from: Number(early), text: '/start' });
    await eventually(() =>
      expect(told(app, early).map(({ text }) => text)).toContainEqual(expect.stringMatching(/test/i)),
    );
    const [lost] = await app.deliveries({ kind: 'won', address: early });
    await app.flows().replay(owner, String(lost?.['id']));
    await eventually(() => expect(told(app, early).filter(({ text }) => text.startsWith('🏆'))).toHaveLength(1));
  });

  it('who was erased meanwhile is told nothing', async () => {
    const app = await withWinners();
    const { winners } = await drawn(app);
    await app.flows().stop(owner, 'a test');
    await app.flows().announceDraw(owner, 'autumn');
    const [first, ...others] = winners.map(({ telegramId }) => telegramId);
    expect(await app.flows().erasePerson(owner, first ?? '', false)).toMatchObject({ ok: true });
    await app.flows().resume(owner, 'drain');
    await app.settled();
    expect(told(app, first ?? '')).toEqual([]);
    expect(others.map((id) => told(app, id).length)).toEqual([1, 1]);
    expect(await app.deliveries({ kind: 'won', state: 'cancelled' })).toHaveLength(1);
  });
});

it('the contest has words of its own for who wins', async () => {
  const winnerTexts = { ru: 'Напишите @prizes до 1 мая.', en: 'Write to @prizes by the 1st of May.' };
  const app = await withSales(1, { prizes: prizes.slice(0, 1), winnerTexts });
  app.world.telegram.addPrivateChat({ id: 101, firstName: 'Person' });
  await drawn(app);
  await app.flows().announceDraw(owner, 'autumn');
  await app.settled();
  expect(told(app, 101)[0]?.text).toContain('Write to @prizes by the 1st of May.');
  expect(told(app, 101)[0]?.text).not.toContain('will contact you');
});
