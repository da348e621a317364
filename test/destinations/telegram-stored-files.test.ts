import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTelegramClient } from '../../src/clients/telegram.ts';
import { createTelegramDestination } from '../../src/destinations/telegram/deliver.ts';
import type { ContestNotice } from '../../src/domain/contests/notices.ts';
import type { Content } from '../../src/domain/ports.ts';
import { instantOf } from '../../src/domain/time.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createLimiter } from '../../src/lib/limiter.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { deliverOne, outgoing } from './outgoing.ts';

const token = '7000000001:AAtest-token';
const group = -1_001_000_000_001;
const fast = { perWindow: 1_000, windowMs: 1_000, burst: 1_000 };
const entries = 'payops entries 1 autumn 1\nabc 5\n';
const url = 'https://shop.example/contests/autumn/entries.txt';

let telegram: TelegramStandIn;
beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock: createAdjustableClock(), token });
  telegram.addGroup({ id: group, title: 'Winners', members: [{ id: 1, firstName: 'Anna' }] });
});
afterEach(() => telegram.close());

function destinationTaking(maxFileBytes: number) {
  const limiter = createLimiter({ overall: fast, rateOf: () => fast });
  const fetch = createBoundedFetch({ deadlineMs: 5_000 });
  return createTelegramDestination({
    client: createTelegramClient({ apiRoot: telegram.url, token, fetch, limiter }),
    maxFileBytes,
  });
}

function results(bytes: number): Content {
  const notice: ContestNotice = {
    ...{ kind: 'draw_announced', code: 'autumn', title: { ru: 'Розыгрыш', en: 'Draw' }, zone: 'UTC' },
    ...{ round: 1, value: 'aa', seed: 's', entriesHash: sha256(entries), entries: { url, bytes } },
    winners: [{ place: 1, id: 'abc', prize: 'A book' }],
  };
  return { kind: 'notice', notice, at: instantOf(0) };
}

const shown = () => telegram.messages(group).filter(({ from }) => from.isBot);

it('a file as long as the chat takes comes with its message, byte by byte', async () => {
  const entry = outgoing(String(group), results(entries.length), { openFile: async () => Buffer.from(entries) });
  await deliverOne(destinationTaking(entries.length), entry);
  const [words, file] = shown();
  expect(words?.text).toContain(`comes with this message, and is here, too: ${url}`);
  expect(sha256(file?.document?.bytes.toString() ?? '')).toBe(sha256(entries));
});

it('a longer one is linked, never read, and it is said why', async () => {
  const openFile = () => Promise.reject(new Error('it was read'));
  await deliverOne(
    destinationTaking(entries.length - 1),
    outgoing(String(group), results(entries.length), { openFile }),
  );
  expect(shown()).toHaveLength(1);
  expect(shown()[0]?.text).toContain(`too large for Telegram, it is here: ${url}`);
});

it('one that cannot be read now is tried again; its words stand there once', async () => {
  let isReadable = false;
  const openFile = async () => {
    if (!isReadable) throw new Error('the database is busy');
    return Buffer.from(entries);
  };
  const entry = outgoing(String(group), results(entries.length), { openFile });
  const destination = destinationTaking(1_000);
  await expect(deliverOne(destination, entry)).rejects.toThrow('busy');
  isReadable = true;
  expect(await deliverOne(destination, entry)).toMatchObject({ outcome: 'delivered' });
  const [words, file, ...more] = shown();
  expect(more).toEqual([]);
  expect(file).toMatchObject({ replyTo: words?.messageId, silent: true, document: { name: 'autumn-entries.txt' } });
});

it('many pieces of a long file arrive as one', async () => {
  const long = Buffer.alloc(3_000_000, 'abc 5\n');
  const entry = outgoing(String(group), results(long.length), { openFile: async () => long });
  await deliverOne(destinationTaking(long.length), entry);
  expect(shown()[1]?.document?.bytes.equals(long)).toBe(true);
});
