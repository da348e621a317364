import { type Said, said } from './said.ts';
import type { CheckStatus } from './views.ts';

export const areas = [
  'runtime',
  'files',
  'database',
  'configuration',
  'work',
  'backups',
  'schedule',
  'live',
  'invariants',
] as const;
export type Area = (typeof areas)[number];

/** What one look found. Its texts hold no secret and no personal data; `fix` says what to do, null where all is well. */
export type Check = Readonly<{
  /** What was looked at: fixed, in English. `name` and `about` together name it. */
  name: string;
  /** Which one of several: a destination, a job, a token. */
  about: string | null;
  status: CheckStatus;
  detail: Said;
  fix: Said | null;
}>;
export type Finding = Check & Readonly<{ area: Area }>;

export function fine(name: string, detail: Said, about: string | null = null): Check {
  return { name, about, status: 'ok', detail, fix: null };
}

export function doubtful(name: string, detail: Said, fix: Said, about: string | null = null): Check {
  return { name, about, status: 'warn', detail, fix };
}

export function wrong(name: string, detail: Said, fix: Said, about: string | null = null): Check {
  return { name, about, status: 'fail', detail, fix };
}

/** The other side, or something between, does not know the question: that says nothing about what was asked for. */
export function unasked(name: string, code: string, fix: Said, about: string | null = null): Check {
  return doubtful(name, said('not-asked', { code }), fix, about);
}

/** The first judgement that applies, else fine. */
export function judged(
  name: string,
  detail: Said,
  ...judgements: readonly (readonly [applies: boolean, status: 'warn' | 'fail', fix: Said])[]
): Check {
  const found = judgements.find(([applies]) => applies);
  return found ? { name, about: null, status: found[1], detail, fix: found[2] } : fine(name, detail);
}

export function within(area: Area, checks: readonly Check[]): readonly Finding[] {
  return checks.map((check) => ({ area, ...check }));
}
