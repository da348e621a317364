import { parseArgs } from 'node:util';
import type { Window } from '../domain/ports.ts';
import { type BusinessDate, type Instant, instantOf } from '../domain/time.ts';
import { plusDays, startOfDay, type Zone } from '../domain/zone.ts';

export type Arguments = Readonly<{
  words: readonly string[];
  help: boolean;
  json: boolean;
  offline: boolean;
  deep: boolean;
  dryRun: boolean;
  repair: boolean;
  from: string | undefined;
  to: string | undefined;
  scopes: string | undefined;
  reason: string | undefined;
  head: string | undefined;
  mode: string | undefined;
  person: string | undefined;
  scope: string | undefined;
  until: string | undefined;
  older: string | undefined;
  over: string | undefined;
  file: string | undefined;
  currency: string | undefined;
  proof: string | undefined;
  entries: string | undefined;
}>;

/** Somebody typed something that cannot be done: the text says what to type instead. Exit 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** What is not given is there, as undefined. */
const absent = {
  from: undefined,
  to: undefined,
  scopes: undefined,
  reason: undefined,
  head: undefined,
  mode: undefined,
  person: undefined,
  scope: undefined,
  until: undefined,
  older: undefined,
  over: undefined,
  file: undefined,
  currency: undefined,
  proof: undefined,
  entries: undefined,
};

export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        offline: { type: 'boolean', default: false },
        deep: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        repair: { type: 'boolean', default: false },
        from: { type: 'string' },
        to: { type: 'string' },
        scopes: { type: 'string' },
        reason: { type: 'string' },
        head: { type: 'string' },
        mode: { type: 'string' },
        person: { type: 'string' },
        scope: { type: 'string' },
        until: { type: 'string' },
        older: { type: 'string' },
        over: { type: 'string' },
        proof: { type: 'string' },
        entries: { type: 'string' },
        file: { type: 'string' },
        currency: { type: 'string' },
      },
    });
    const { 'dry-run': dryRun, ...rest } = values;
    return { ...absent, ...rest, words: positionals, dryRun };
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

/** From `--from` to `--to`; where these are days, both are included, as everywhere. */
export function parseWindow({ from, to }: Arguments, zone: Zone): Window {
  const end = parseInstant('to', to, zone);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(to ?? '');
  const after = isDay ? startOfDay(plusDays(to as BusinessDate, 1), zone) : end;
  const window = { from: parseInstant('from', from, zone), to: after };
  if (window.from >= window.to) throw new WrongUsage('--from must be before --to');
  return window;
}

/** `2026-11-01` (the day's first instant in the business zone) or a full instant. */
export function parseInstant(name: string, value: string | undefined, zone: Zone): Instant {
  if (value === undefined)
    throw new WrongUsage(`--${name} is missing: give a day like 2026-11-01 or an instant like 2026-11-01T12:00:00Z`);
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return startOfDay(value as BusinessDate, zone);
    return instantOf(new Date(value).getTime());
  } catch {
    throw new WrongUsage(`--${name} is not a day like 2026-11-01 nor an instant like 2026-11-01T12:00:00Z`);
  }
}
