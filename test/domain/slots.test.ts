import { expect, test } from 'vitest';
import { latestSlot, missedDates } from '../../src/domain/slots.ts';
import type { Instant } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';

const berlin = zone('Europe/Berlin');
const at = (text: string) => text as Instant;

test.each([
  ['2026-11-22T02:59:59.000Z', '2026-11-21', '2026-11-21T03:00:00.000Z'],
  ['2026-11-22T03:00:00.000Z', '2026-11-22', '2026-11-22T03:00:00.000Z'],
  ['2026-07-01T02:00:00.000Z', '2026-07-01', '2026-07-01T02:00:00.000Z'],
])('at %s the latest daily slot is that of %s', (now, date, dueAt) => {
  expect(latestSlot({ hour: 4 }, at(now), berlin)).toEqual({ date, dueAt });
});

test('an hour that daylight saving skips comes with the first instant after it, one that comes twice counts once', () => {
  expect(latestSlot({ hour: 2 }, at('2026-03-29T01:00:00.000Z'), berlin).dueAt).toBe('2026-03-29T01:00:00.000Z');
  const twice = ['2026-10-25T00:00:00.000Z', '2026-10-25T01:30:00.000Z'].map(
    (now) => latestSlot({ hour: 2 }, at(now), berlin).date,
  );
  expect(twice).toEqual(['2026-10-25', '2026-10-25']);
});

test('a weekly slot is that of its weekday', () => {
  const sundays = { hour: 4, weekday: 7 };
  expect(latestSlot(sundays, at('2026-11-21T12:00:00.000Z'), berlin).date).toBe('2026-11-15');
  expect(latestSlot(sundays, at('2026-11-22T03:00:00.000Z'), berlin).date).toBe('2026-11-22');
});

test('what lies between the one that was seen and the latest was missed', () => {
  const daily = { hour: 4 };
  const latest = latestSlot(daily, at('2026-11-22T12:00:00.000Z'), berlin);
  expect(missedDates(daily, '2026-11-19', latest)).toEqual(['2026-11-21', '2026-11-20']);
  expect(missedDates(daily, '2026-11-21', latest)).toEqual([]);
  expect(missedDates({ hour: 4, weekday: 7 }, '2026-11-01', latest)).toEqual(['2026-11-15', '2026-11-08']);
});
