import { expect, test } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { waitHangsMs } from '../support/patience.ts';

const tab = 'Purchases';
const chatId = OWNER.id;

const last = (app: App) => app.world.telegram.messages(chatId).findLast(({ from }) => from.isBot);

function say(app: App, text: string): void {
  app.world.telegram.sendText({ chatId, from: chatId, text });
}

async function shows(app: App, words: RegExp): Promise<void> {
  await eventually(async () => expect(last(app)?.text ?? '').toMatch(words));
}

async function press(app: App, label: RegExp): Promise<void> {
  const message = last(app);
  const button = message?.buttons.flat().find(({ text }) => label.test(text));
  if (!message || !button) throw new Error(`no button ${label} under: ${message?.text}`);
  const asked = { chatId, from: chatId, messageId: message.messageId, label: button.text };
  await app.world.telegram.press(asked);
}

/** The texts that the newest message has had, and how many edits a second that was at most. */
function watchEdits(app: App) {
  const texts: string[] = [];
  const startedAt = performance.now();
  const before = app.world.telegram.counts(chatId).edits;
  const stop = app.world.telegram.subscribe(() => {
    const text = last(app)?.text ?? '';
    if (texts.at(-1) !== text) texts.push(text);
  });
  return {
    texts,
    stop: () => {
      stop();
      const seconds = (performance.now() - startedAt) / 1_000;
      return { edits: app.world.telegram.counts(chatId).edits - before, seconds };
    },
  };
}

test('a long cleaning tells how far it is in one message, is cancelled half-way, and what was done is put back', async () => {
  const app = await startApp({ sheetPaceMs: 2_000 });
  app.world.stripe.pay({ amount: 1_000, currency: 'usd', paidAt: app.clock.nowMs() - 600_000 });
  await app.settled();
  const { google } = app.world;
  const doubles = 400;
  for (let n = 0; n < doubles; n++) google.insertRow(tab, google.grid(tab).length + 1, google.grid(tab)[1] as string[]);
  const before = google.grid(tab);
  say(app, '/dedup');
  await shows(app, /Rows doubled in the sheet/);
  await press(app, /Clean the sheet/);
  await shows(app, /400 rows will be cut/);
  const watched = watchEdits(app);
  await press(app, /Clean 400/);
  await shows(app, /⏳ \d{2,3} of 400 done/);
  const seen = () => watched.texts.filter((text) => /⏳ \d+ of 400/.test(text));
  await eventually(() => expect(new Set(seen()).size).toBeGreaterThanOrEqual(2));
  await press(app, /Cancel/);
  await shows(app, /Cancelled\. Done until then: \d+ of 400/);
  const { edits, seconds } = watched.stop();
  // Two presses are answered by edits, the others keep their distance.
  expect(edits).toBeLessThanOrEqual(3 + seconds / 2);
  await eventually(async () => {
    const [run] = await app.db().selectFrom('runs').select('lease_until').where('kind', '=', 'clean').execute();
    expect(run).toEqual({ lease_until: null });
  });
  const left = google.grid(tab).length;
  expect(left).toBeLessThan(before.length);
  expect(left).toBeGreaterThan(2);
  expect(google.grid('payops duplicates').length - 1).toBe(before.length - left);
  const { id } = await app.db().selectFrom('runs').select('id').where('kind', '=', 'clean').executeTakeFirstOrThrow();
  await app.flows().undoRun(owner, id, { waitMs: waitHangsMs });
  expect(google.grid(tab)).toEqual(before);
});

test('a long comparison tells how far it is, is cancelled at once in the middle of a page, and another may begin', async () => {
  const app = await startApp({ without: ['TELEGRAM_CHAT_ID', 'SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] });
  const paidAt = app.clock.nowMs() - 3_600_000;
  for (let n = 0; n < 130; n++)
    app.world.stripe.pay({ amount: 1_000 + n, currency: 'usd', paidAt: paidAt + n * 1_000 });
  await app.settled();
  const release = app.world.stripe.faults.hold(({ path }) => path.includes('starting_after'));
  const watched = watchEdits(app);
  say(app, '/reconcile 7d');
  await shows(app, /⏳ Comparing: 100 lines so far, 0 differences/);
  await press(app, /Cancel/);
  await shows(app, /Cancelled/);
  const { edits, seconds } = watched.stop();
  expect(edits).toBeLessThanOrEqual(2 + seconds / 2);
  say(app, '/reconcile 2020-01-01');
  await shows(app, /Everything agrees/);
  release();
  const runs = await app.db().selectFrom('runs').select(['state', 'detail']).orderBy('asked_at').execute();
  expect(runs).toEqual([
    { state: 'cancelled', detail: null },
    { state: 'planned', detail: null },
  ]);
});
