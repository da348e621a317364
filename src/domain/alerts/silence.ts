import type { Level, Slice } from '../anomalies/anomaly.ts';
import type { SilenceId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { RuleName } from './rule.ts';

/** What is left out matches everything. */
export type Matcher = Readonly<{ rule?: RuleName; slice?: Slice; level?: Level }>;

/** For so long nobody is told of what matches one of its matchers; it is found and recorded all the same. */
export type Silence = Readonly<{
  id: SilenceId;
  matchers: readonly Matcher[];
  reason: string | null;
  by: string;
  at: Instant;
  until: Instant;
  /** By a person before its time, or when its time was over; null: it holds. */
  endedAt: Instant | null;
  /** Null: by itself. */
  endedBy: string | null;
}>;

type Told = Readonly<{ rule: RuleName; slice: Slice; level: Level }>;

function fits(matcher: Matcher, { rule, slice, level }: Told): boolean {
  const isRule = matcher.rule === undefined || matcher.rule === rule;
  const isLevel = matcher.level === undefined || matcher.level === level;
  const wanted = matcher.slice;
  const isSlice = wanted === undefined || (wanted.dimension === slice.dimension && wanted.value === slice.value);
  return isRule && isLevel && isSlice;
}

/** Whether a silence was about it, holding or not. */
export function isMeantBy({ matchers }: Pick<Silence, 'matchers'>, told: Told): boolean {
  return matchers.some((one) => fits(one, told));
}

/** The one that lasts longest of those that hold now. */
export function silenceOf(told: Told, silences: readonly Silence[], now: Instant): Silence | null {
  const holding = silences.filter(
    (silence) => silence.endedAt === null && silence.until > now && isMeantBy(silence, told),
  );
  return holding.toSorted((a, b) => (a.until < b.until ? 1 : -1))[0] ?? null;
}
