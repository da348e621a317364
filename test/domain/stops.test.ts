import { describe, expect, it } from 'vitest';
import { readStop } from '../../src/domain/stops.ts';
import { instantOf } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';

const now = instantOf(Date.parse('2026-11-20T13:05:00Z'));
const read = (text: string) => readStop(text, ['telegram', 'slack', 'sheets'], now, zone('+01:00'));

describe('what follows /stop', () => {
  it.each([
    ['', 'all', null, null],
    ['wrong prices', 'all', null, 'wrong prices'],
    ['slack', 'slack', null, null],
    ['slack 2h wrong prices', 'slack', '2026-11-20T15:05:00.000Z', 'wrong prices'],
    ['2h', 'all', '2026-11-20T15:05:00.000Z', null],
    ['until 18:00', 'all', '2026-11-20T17:00:00.000Z', null],
    ['until 14:00 sale', 'all', '2026-11-21T13:00:00.000Z', 'sale'],
    ['notifications 30m', 'notifications', '2026-11-20T13:35:00.000Z', null],
    ['уведомления до 18:00 распродажа', 'notifications', '2026-11-20T17:00:00.000Z', 'распродажа'],
    ['Таблицу 2ч', 'sheets', '2026-11-20T15:05:00.000Z', null],
    ['until tomorrow', 'all', null, 'until tomorrow'],
    ['pigeon 2h', 'all', null, 'pigeon 2h'],
    ['999d', 'all', null, '999d'],
    ['0m', 'all', null, '0m'],
  ])('%j', (text, scope, until, reason) => expect(read(text)).toEqual({ scope, until, reason }));
});
