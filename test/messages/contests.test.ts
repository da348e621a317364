import { describe, expect, it } from 'vitest';
import type { ContestNotice } from '../../src/domain/contests/notices.ts';
import type { Won } from '../../src/domain/contests/won.ts';
import { instantOf } from '../../src/domain/time.ts';
import { wonMessage } from '../../src/messages/contests/won.ts';
import { noticeMessage } from '../../src/messages/notice.ts';
import { locales } from '../../src/messages/text.ts';
import { shown } from './samples.ts';

const about = { code: 'autumn', title: { ru: 'Осенний розыгрыш', en: 'Autumn draw' }, zone: 'Europe/Berlin' };
const won: Won = { ...about, place: 2, prize: { ru: 'Велосипед', en: 'A bicycle' }, next: null };
const next = {
  ru: 'Напишите @prizes до 1 мая.\n\nПриз можно передать другу.',
  en: 'Write to @prizes by 1 May.\n\nYou may give the prize to a friend.',
};
const lost: ContestNotice = { kind: 'winner_not_told', ...about, place: 2, delivery: 'dlv_1', reason: 'blocked' };

const entries = { url: 'https://shop.example/contests/autumn/entries.txt', bytes: 28_000_000 };
const hash = 'a1b2c3d4'.repeat(8);
const frozen: ContestNotice = {
  ...{ kind: 'entries_frozen', ...about, entrants: 3, tickets: 21, entriesHash: hash, entries },
  ...{ round: 1_000, roundAt: instantOf(Date.UTC(2026, 11, 4, 12)) },
};
const announced: ContestNotice = {
  ...{ kind: 'draw_announced', ...about, round: 1_000, value: 'f0'.repeat(32), seed: '5e'.repeat(32) },
  ...{ entriesHash: hash, entries, url: 'https://shop.example/contests/autumn/proof.json' },
  winners: [
    { place: 1, id: 'abcdef0123456789abcdef01', prize: { ru: 'Велосипед', en: 'A bicycle' } },
    { place: 2, id: '0123456789abcdef01234567', prize: 'iPhone' },
  ],
};

describe.each(locales)('in %s', (locale) => {
  it('a winner reads what he won, what happens next, and how to check it', () => {
    expect(shown(wonMessage(won, { locale }))).toMatchSnapshot();
    expect(shown(wonMessage({ ...won, prize: 'iPhone', next }, { locale, mayRepeat: true }))).toMatchSnapshot();
  });

  it('the team reads which winner could not be told', () => {
    expect(shown(noticeMessage(lost, { locale }))).toMatchSnapshot();
  });

  it.each([frozen, announced])('what is published names its file: along with it, too large, or linked', (notice) => {
    const { attachments, ...along } = noticeMessage(notice, { locale, maxFileBytes: entries.bytes });
    expect(attachments).toEqual([
      {
        name: 'autumn-entries.txt',
        stored: { kind: 'entries', contest: 'autumn', sha256: hash, bytes: entries.bytes },
      },
    ]);
    const others = [{ locale, maxFileBytes: entries.bytes - 1 }, { locale }].map((card) => noticeMessage(notice, card));
    expect(others.flatMap((message) => message.attachments ?? [])).toEqual([]);
    const [whole, ...rest] = [along, ...others].map(shown);
    const own = rest.map((text) => text.split('\n').filter((line) => !whole?.includes(line)));
    expect([whole, ...own.flat()].join('\n')).toMatchSnapshot();
  });
});
