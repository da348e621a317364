import { describe, expect, test } from 'vitest';
import { auditWords } from '../../src/messages/bot/audit-words.ts';
import { type Locale, locales, textIds } from '../../src/messages/text.ts';

const reader = (locale: Locale) => ({ locale, zone: '+01:00' });

describe('what the record says', () => {
  test.each([
    ['saved', 'сохранено'],
    ['saved, 12 keys', 'сохранено, ключей добавлено: 12'],
    ['operator', 'Оператор'],
    ['invite ad_buyer', 'приглашение: Медиабайер'],
    ['ack 3', 'взято: 3'],
    ['silence until 2026-11-20T12:00:00.000Z', 'тишина до 20.11.2026 13:00'],
    ['14 rules, 203 payments moved', 'правил: 14, платежей перешло: 203'],
    ['30 file', 'из файла: 30'],
    ['go_on', 'продолжено'],
    ['signals reviewed: 2', 'просмотрено сигналов: 2'],
  ])('%s, in Russian', (written, told) => {
    expect(auditWords(written, reader('ru'))).toBe(told);
  });

  test.each(locales)('without words of its own it is shown as it was written, in %s', (locale) => {
    const ids = ['lesson', 'pi_3SUpaid', '12', '-100200', 'wrong <prices>', 'constructor', 'saved by me', 'saved!', ''];
    for (const written of ids) expect(auditWords(written, reader(locale))).toBe(written);
    expect(auditWords('from 2026-11-20T12:00:00.000Z', reader(locale))).toBe('from 20.11.2026 13:00');
  });

  test('every shape is told in Russian with what it holds', () => {
    const shapes = textIds('ru').flatMap((id) => /^bot-audit-said-(.+)$/.exec(id)?.[1] ?? []);
    expect(shapes.length).toBeGreaterThan(40);
    const given = { N: '7', T: '2026-11-20T12:00:00.000Z', R: 'admin' };
    const shown = { N: '7', T: '13:00', R: 'Администратор' };
    for (const shape of shapes) {
      const words = shape.split('-');
      const told = auditWords(words.map((word) => given[word as 'N'] ?? word).join(' '), reader('ru'));
      expect(told).toMatch(/[а-я]/);
      for (const word of words) expect(told).toContain(shown[word as 'N'] ?? '');
    }
  });
});
