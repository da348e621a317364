import { MODES } from './breakage.ts';
import type { PageDeps } from './page-actions.ts';
import { BUYERS, SOURCES } from './presets.ts';
import type { SeenMessage } from './telegram/stand-in.ts';
import { BUYER, CLUB_ID, OPERATOR, OPS_GROUP_ID, OWNER, SLACK_CHANNEL, STRANGER, type World } from './world.ts';

const SHOWN_MESSAGES = 120;
const SHOWN_ROWS = 80;
const SHOWN_POSTS = 40;

type Grid = (string | number | boolean | null)[][];

/** Remembers when each row was last seen changed, so that the page can put the news first. */
function createRowAges() {
  let known = new Map<string, { text: string; change: number }>();
  let change = 0;
  return (rows: Grid): number[] => {
    change += 1;
    const isFirst = known.size === 0;
    const next = new Map<string, { text: string; change: number }>();
    const ages = rows.map((row, i) => {
      const key = `${String(row[0] ?? '')}|${row[0] ? '' : i}`;
      const text = JSON.stringify(row);
      const before = known.get(key);
      const at = before?.text === text ? before.change : isFirst ? 0 : change;
      next.set(key, { text, change: at });
      return at;
    });
    known = next;
    return ages;
  };
}

function toShown({ photo, document, history, ...rest }: SeenMessage) {
  return {
    ...rest,
    ...(photo ? { photo: { fileId: photo.fileId, width: photo.width, height: photo.height } } : {}),
    ...(document ? { document: { fileId: document.fileId, name: document.name, size: document.bytes.length } } : {}),
    edits: history.length,
    before: history.at(-1)?.text,
  };
}

function viewChat({ telegram }: World, chatId: number, as: number) {
  const all = telegram.messages(chatId).filter((m) => m.receiverId === undefined || m.receiverId === as);
  const messages = all.slice(-SHOWN_MESSAGES).map(toShown);
  return { messages, commands: telegram.commandsFor(chatId, as), total: all.length };
}

type SheetQuery = { wanted: string; filter: string };

function viewSheet({ google }: World, agesOf: (rows: Grid) => number[], { wanted, filter }: SheetQuery) {
  const tabs = google.tabs();
  const tab = tabs.find((t) => t === wanted) ?? tabs.find((t) => google.grid(t).length > 0) ?? tabs[0] ?? '';
  const [header = [], ...rows] = tab === '' ? [] : google.grid(tab);
  const ages = agesOf(rows);
  const numbered = rows.map((cells, i) => ({ row: i + 2, cells, age: ages[i] ?? 0 }));
  const needle = filter.toLowerCase();
  const holds = (cells: Grid[number]) =>
    cells.some((cell) =>
      String(cell ?? '')
        .toLowerCase()
        .includes(needle),
    );
  const found = needle ? numbered.filter(({ cells }) => holds(cells)) : numbered;
  const newest = found.toSorted((a, b) => b.age - a.age || b.row - a.row).slice(0, SHOWN_ROWS);
  return { tabs, tab, header, rows: newest, total: rows.length };
}

function viewSlack({ slack }: World) {
  const all = slack.messages(SLACK_CHANNEL.id);
  const messages = all.slice(-SHOWN_POSTS).map(({ history, ...rest }) => ({ ...rest, edits: history.length }));
  return { total: all.length, messages };
}

/** What the owner's own system was told, and who is in the chat that is sold. */
function viewSystems({ receiver, telegram }: World) {
  const { members, asking } = telegram.door(CLUB_ID);
  return { received: receiver.received().slice(-SHOWN_POSTS), club: { members, asking } };
}

/** payops as it tells of itself. */
async function viewPayops(url: string | undefined) {
  if (!url) return { state: 'not running', isReady: false };
  const ask = (path: string) => fetch(`${url.replace(/\/$/, '')}${path}`, { signal: AbortSignal.timeout(1500) });
  try {
    const [status, ready] = await Promise.all([ask('/api/status'), ask('/readyz')]);
    const body = (await status.json()) as { state?: string; version?: string };
    await ready.arrayBuffer();
    return { url, state: body.state ?? 'unknown', version: body.version, isReady: ready.ok };
  } catch {
    return { url, state: 'no answer', isReady: false };
  }
}

function viewSetting({ telegram }: World) {
  const roles = ['owner', 'operator', 'stranger', 'buyer'];
  return {
    people: [OWNER, OPERATOR, STRANGER, BUYER].map(({ id, firstName }, i) => ({ id, name: firstName, role: roles[i] })),
    groupId: OPS_GROUP_ID,
    chats: telegram.chats().map(({ id, title, type }) => ({ id, title, type })),
    bot: telegram.bot.username,
    buyers: BUYERS.map(({ label, currency }) => ({ label, currency })),
    sources: SOURCES.map(({ label }) => label),
    modes: MODES,
    slackChannel: SLACK_CHANNEL.name,
  };
}

/** What the page shows, as plain JSON. */
export function createViews({ world, clock, breakage }: PageDeps, payopsUrl: () => string | undefined) {
  const { stripe } = world;
  const agesOf = createRowAges();
  return {
    setting: () => viewSetting(world),
    chat: (chatId: number, as: number) => viewChat(world, chatId, as),
    sheet: (query: SheetQuery) => viewSheet(world, agesOf, query),
    slack: () => viewSlack(world),
    systems: () => viewSystems(world),
    async status() {
      const { deliveries } = stripe.webhooks;
      const refused = deliveries.filter((d) => d.status < 200 || d.status > 299).length;
      return {
        nowMs: clock.nowMs(),
        payops: await viewPayops(payopsUrl()),
        providers: breakage.report(),
        webhooks: { sent: deliveries.length, refused },
        counts: stripe.counts(),
      };
    },
  };
}

export type Views = ReturnType<typeof createViews>;
