import { describe, expect, test } from 'vitest';
import { latestSlot, missedSlots, nextSlots } from '../../src/domain/slots.ts';
import type { Instant } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';

const berlin = zone('Europe/Berlin');
const at = (text: string) => text as Instant;

test.each([
  ['2026-11-22T02:59:59.000Z', '2026-11-21', '2026-11-21T03:00:00.000Z'],
  ['2026-11-22T03:00:00.000Z', '2026-11-22', '2026-11-22T03:00:00.000Z'],
  ['2026-07-01T02:00:00.000Z', '2026-07-01', '2026-07-01T02:00:00.000Z'],
])('at %s the latest daily slot is that of %s', (now, date, dueAt) => {
  expect(latestSlot({ hour: 4 }, at(now), berlin)).toEqual({ key: date, dueAt });
});

test('an hour that daylight saving skips comes with the first instant after it, one that comes twice counts once', () => {
  expect(latestSlot({ hour: 2 }, at('2026-03-29T01:00:00.000Z'), berlin).dueAt).toBe('2026-03-29T01:00:00.000Z');
  const twice = ['2026-10-25T00:00:00.000Z', '2026-10-25T01:30:00.000Z'].map(
    (now) => latestSlot({ hour: 2 }, at(now), berlin).key,
  );
  expect(twice).toEqual(['2026-10-25', '2026-10-25']);
});

test('a weekly slot is that of its weekday', () => {
  const sundays = { hour: 4, weekday: 7 };
  expect(latestSlot(sundays, at('2026-11-21T12:00:00.000Z'), berlin).key).toBe('2026-11-15');
  expect(latestSlot(sundays, at('2026-11-22T03:00:00.000Z'), berlin).key).toBe('2026-11-22');
});

test('what lies between the one that was seen and the latest was missed', () => {
  const daily = { hour: 4 };
  const latest = latestSlot(daily, at('2026-11-22T12:00:00.000Z'), berlin);
  expect(missedSlots(daily, '2026-11-19', latest)).toEqual(['2026-11-21', '2026-11-20']);
  expect(missedSlots(daily, '2026-11-21', latest)).toEqual([]);
  expect(missedSlots({ hour: 4, weekday: 7 }, '2026-11-01', latest)).toEqual(['2026-11-15', '2026-11-08']);
});

test('a monthly slot is that of its day', () => {
  const firsts = { hour: 9, day: 1 };
  expect(latestSlot(firsts, at('2026-11-01T07:59:59.000Z'), berlin).key).toBe('2026-10-01');
  const latest = latestSlot(firsts, at('2026-11-01T08:00:00.000Z'), berlin);
  expect(latest).toEqual({ key: '2026-11-01', dueAt: '2026-11-01T08:00:00.000Z' });
  expect(missedSlots(firsts, '2026-08-01', latest)).toEqual(['2026-10-01', '2026-09-01']);
});

test('interval slots are counted in UTC, the newest of the missed first, and never without end', () => {
  const hourly = { everyMs: 3_600_000 };
  const latest = latestSlot(hourly, at('2026-11-22T12:30:00.000Z'), berlin);
  expect(latest.key).toBe('2026-11-22T12:00:00.000Z');
  expect(missedSlots(hourly, '2026-11-22T09:00:00.000Z', latest)).toEqual([
    '2026-11-22T11:00:00.000Z',
    '2026-11-22T10:00:00.000Z',
  ]);
  expect(missedSlots(hourly, '2020-01-01T00:00:00.000Z', latest)).toHaveLength(100);
});

const hourMs = 3_600_000;

/** Each zone around its change of clocks: hours and offsets begin at full ten minutes. */
describe.each([
  ['Europe/Berlin', '2026-03-28T12:00:00.000Z'],
  ['Europe/Berlin', '2026-10-24T12:00:00.000Z'],
  ['America/New_York', '2026-03-07T12:00:00.000Z'],
  ['America/New_York', '2026-10-31T12:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-03T12:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-02T12:00:00.000Z'],
])('in %s from %s', (name, from) => {
  const zoned = zone(name);
  const moments = Array.from({ length: 72 * 6 }, (_, n) => new Date(Date.parse(from) + n * 600_000).toISOString());
  const keysOf = (table: Parameters<typeof latestSlot>[0]) => [
    ...new Set(moments.map((now) => latestSlot(table, at(now), zoned).key)),
  ];

  test.each(Array.from({ length: 24 }, (_, hour) => hour))('a daily job at %i has one slot a date', (hour) => {
    const keys = keysOf({ hour });
    expect(keys).toEqual([...keys].sort());
    expect(new Set(keys).size).toBe(keys.length);
    const days = keys.map((key) => Date.parse(`${key}T00:00:00.000Z`));
    for (const [n, day] of days.slice(1).entries()) expect(day - (days[n] as number)).toBe(24 * hourMs);
  });

  test('an hourly job has one slot each real hour, the repeated one too', () => {
    expect(keysOf({ everyMs: hourMs })).toHaveLength(72);
  });

  test('the next slots are those that come', () => {
    const [now] = moments;
    for (const table of [{ hour: 2 }, { hour: 9, weekday: 1 }, { everyMs: hourMs }]) {
      const next = nextSlots(table, at(now as string), zoned, 3);
      for (const slot of next) expect(latestSlot(table, slot.dueAt, zoned)).toEqual(slot);
    }
  });
});
