import { describe, expect, test } from 'vitest';
import { readSilence, untilOf } from '../../../src/domain/alerts/silence-words.ts';
import { hourMs, type Instant, minuteMs, plusMs } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';

const now = '2026-11-20T12:00:00.000Z' as Instant; // Friday, 13:00 there
const here = zone('+01:00');
const read = (words: string) => readSilence(words, now, here);
const us = { dimension: 'country', value: 'US' };

describe('/silence in words', () => {
  test.each([
    ['refunds 4h', [{ rule: 'refunds_surge' }], 4 * hourMs, null],
    ['возвраты на 30м', [{ rule: 'refunds_surge' }], 30 * minuteMs, null],
    ['success US 2h bank holiday', [{ rule: 'success_fell', slice: us }], 2 * hourMs, 'bank holiday'],
    ['all until 18:30', [{}], 5.5 * hourMs, null],
    ['всё до 9 выходной', [{}], 20 * hourMs, 'выходной'],
    ['warning 1d', [{ level: 'warning' }], 24 * hourMs, null],
    ['campaign=Brand 1h', [{ slice: { dimension: 'campaign', value: 'Brand' } }], hourMs, null],
    ['sales 1h', [{ rule: 'purchases_fell' }, { rule: 'revenue_fell' }], hourMs, null],
  ])('%s', (words, matchers, ms, reason) => {
    expect(read(words)).toEqual({ matchers, until: plusMs(now, ms), reason });
  });

  test.each(['', '4h', 'refunds', 'refunds until noon', 'refunds 0h', 'nonsense=1 4h', 'constructor 4h', '2h 4h'])(
    '%s says too little',
    (words) => expect(read(words)).toBeNull(),
  );

  test('the buttons mean the next morning and the next Monday of the business zone', () => {
    expect(untilOf('morning', now, here)).toBe('2026-11-21T08:00:00.000Z');
    expect(untilOf('monday', now, here)).toBe('2026-11-23T08:00:00.000Z');
    expect(untilOf('monday', '2026-11-23T07:00:00.000Z' as Instant, here)).toBe('2026-11-30T08:00:00.000Z');
    expect(untilOf('morning', '2026-11-20T05:00:00.000Z' as Instant, here)).toBe('2026-11-20T08:00:00.000Z');
  });
});
