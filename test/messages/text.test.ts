import { describe, expect, it, test } from 'vitest';
import { permissions } from '../../src/domain/permissions.ts';
import { noticeMessage } from '../../src/messages/notice.ts';
import { hasText, locales, text, textIds } from '../../src/messages/text.ts';
import { notices } from './samples.ts';

describe('the catalogues', () => {
  it('have every key in both languages', () => {
    expect([...textIds('ru')].sort()).toEqual([...textIds('en')].sort());
  });

  it('count as each language does', () => {
    const counted = (n: number) =>
      locales.map((l) => text(l, 'payments-count', { count: n }).replaceAll('\u00a0', ' '));
    expect([1, 2, 5, 11, 21, 22, 1_005].map(counted)).toEqual([
      ['1 платёж', '1 payment'],
      ['2 платежа', '2 payments'],
      ['5 платежей', '5 payments'],
      ['11 платежей', '11 payments'],
      ['21 платёж', '21 payments'],
      ['22 платежа', '22 payments'],
      ['1 005 платежей', '1,005 payments'],
    ]);
  });

  it('refuse an unknown key and a missing argument', () => {
    expect(() => text('en', 'no-such-key')).toThrow(/no-such-key/);
    expect(() => text('en', 'card-ad')).toThrow(/card-ad/);
  });

  it.each(locales)('say in %s of every notice what happened, what is next and what to do', (locale) => {
    for (const notice of notices) {
      const [block] = noticeMessage(notice, { locale }).blocks;
      const lines = block?.kind === 'lines' ? block.lines : [];
      expect(lines.length, notice.kind).toBe(notice.kind === 'stopped' ? 4 : 3);
    }
  });
});

test.each(locales)('every action that the record can hold has its words, in %s', (locale) => {
  const wordless = Object.keys(permissions).filter((action) => !hasText(locale, `bot-audited-${action}`));
  expect(wordless).toEqual([]);
});
