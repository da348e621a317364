import { expect, test } from 'vitest';
import { type Backup, listUnneeded, newestSound } from '../../src/domain/backups.ts';
import { dayMs, hourMs, type Instant, instantOf } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';

const berlin = zone('Europe/Berlin');
const sunday = Date.UTC(2026, 10, 22, 3);

function backup(createdAt: Instant, problem: string | null = null): Backup {
  const facts = { by: 'job:backup', schema: '0001', rows: {}, bytes: 1, sha256: '', verifiedAt: createdAt };
  return { name: createdAt, createdAt, problem, ...facts };
}

const daily = Array.from({ length: 60 }, (_, n) => backup(instantOf(sunday - n * dayMs)));
const datesOf = (backups: readonly Backup[]) => backups.map(({ name }) => name.slice(0, 10));

function kept(backups: readonly Backup[], keep: { days: number; weeks: number }): readonly string[] {
  const unneeded = new Set(listUnneeded(backups, keep, berlin));
  return datesOf(backups.filter((one) => !unneeded.has(one)));
}

test('seven days and four weeks: the newest of each week is its Sunday', () => {
  const days = ['2026-11-22', '2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16'];
  expect(kept(daily, { days: 7, weeks: 4 })).toEqual([...days, '2026-11-15', '2026-11-08', '2026-11-01']);
});

test('a server that stood still for months loses nothing that it had', () => {
  const old = daily.slice(50);
  expect(kept(old, { days: 7, weeks: 4 })).toEqual(kept(old.toReversed(), { days: 7, weeks: 4 }).toReversed());
  expect(kept(old, { days: 1, weeks: 0 })).toEqual(datesOf(old.slice(0, 1)));
});

test('several of one day all stay for that day', () => {
  const twice = daily.slice(0, 3).flatMap((one) => [one, backup(instantOf(Date.parse(one.createdAt) - hourMs))]);
  expect(kept(twice, { days: 2, weeks: 0 })).toHaveLength(4);
});

test('one that is broken takes nobody else’s place, and is never what one falls back on', () => {
  const broken = backup(instantOf(sunday + dayMs), 'bad page');
  expect(kept([broken, ...daily], { days: 1, weeks: 0 })).toEqual(['2026-11-23', '2026-11-22']);
  expect(newestSound([broken, ...daily])).toBe(daily[0]);
  expect(newestSound([broken])).toBeNull();
});
