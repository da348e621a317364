import { expect, test } from 'vitest';
import { parseArguments, parseWindow } from '../../src/cli/arguments.ts';
import { zone } from '../../src/domain/zone.ts';

const berlin = zone('+01:00');
const windowOf = (from: string, to: string) =>
  parseWindow(parseArguments(['resync', '--from', from, '--to', to]), berlin);

test('both days are included, as in the API and in the chat', () => {
  expect(windowOf('2026-11-01', '2026-11-01')).toEqual({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-01T23:00:00.000Z',
  });
});

test('instants are taken as they are; the end comes after the beginning', () => {
  expect(windowOf('2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z').to).toBe('2026-11-01T11:00:00.000Z');
  expect(() => windowOf('2026-11-02', '2026-11-01')).toThrow('--from must be before --to');
});
