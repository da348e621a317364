import { describe, expect, it } from 'vitest';
import type { ContestNotice } from '../../src/domain/contests/notices.ts';
import type { Won } from '../../src/domain/contests/won.ts';
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

describe.each(locales)('in %s', (locale) => {
  it('a winner reads what he won, what happens next, and how to check it', () => {
    expect(shown(wonMessage(won, { locale }))).toMatchSnapshot();
    expect(shown(wonMessage({ ...won, prize: 'iPhone', next }, { locale, mayRepeat: true }))).toMatchSnapshot();
  });

  it('the team reads which winner could not be told', () => {
    expect(shown(noticeMessage(lost, { locale }))).toMatchSnapshot();
  });
});
