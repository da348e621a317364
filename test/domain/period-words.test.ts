import { describe, expect, it } from 'vitest';
import { parseDays } from '../../src/domain/period-words.ts';
import type { BusinessDate } from '../../src/domain/time.ts';

/** A Saturday. */
const today = '2026-11-21' as BusinessDate;
const days = (text: string) => {
  const found = parseDays(text, today);
  return found && `${found.from} ${found.to}`;
};

describe('days in words', () => {
  it.each([
    ['today', '2026-11-21 2026-11-21'],
    ['Вчера', '2026-11-20 2026-11-20'],
    ['this week', '2026-11-16 2026-11-21'],
    ['прошлая неделя', '2026-11-09 2026-11-15'],
    ['last month', '2026-10-01 2026-10-31'],
    ['этот месяц', '2026-11-01 2026-11-21'],
    ['2026-11-01 2026-11-08', '2026-11-01 2026-11-08'],
    ['2026-11-01 – 2026-11-08', '2026-11-01 2026-11-08'],
    ['1.11 по 8.11', '2026-11-01 2026-11-08'],
    ['30.12', '2025-12-30 2025-12-30'],
    ['01.02.2026', '2026-02-01 2026-02-01'],
    ['19.11 today', '2026-11-19 2026-11-21'],
    ['2026-11-20 2026-12-31', '2026-11-20 2026-11-21'],
  ])('%s', (text, found) => expect(days(text)).toBe(found));

  it.each(['', 'tomorrow', '2026-11-08 2026-11-01', '31.02.2026', '2026-12-01', '1.11 8.11 9.11', 'last week today'])(
    'are none: %s',
    (text) => expect(days(text)).toBeNull(),
  );
});
