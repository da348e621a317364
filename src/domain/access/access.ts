import type { OrderId } from '../shop/order.ts';
import type { Fulfilment } from '../shop/plan.ts';
import { dayMs, type Instant, later, msOf, plusMs } from '../time.ts';

/**
 * `owed` until what was bought is there: the link made, the owner's system told, a key found. `grace`: its time is over
 * and the person still in. `ended`: by time. `withdrawn`: the money went back.
 */
export type AccessState = 'owed' | 'granted' | 'grace' | 'ended' | 'withdrawn';

/** What one paid order gives to one person. */
export type Access = Readonly<{
  orderId: OrderId;
  planCode: string;
  telegramId: string;
  type: Fulfilment['type'];
  /** The chat; null where it is none. */
  place: string | null;
  state: AccessState;
  inviteLink: string | null;
  /** Paid, or taken where it was a gift: its period does not begin before. */
  since: Instant;
  /** Null: for ever. */
  periodDays: number | null;
  grantedAt: Instant | null;
  until: Instant | null;
  toldDays: number | null;
  endedAt: Instant | null;
  lookAt: Instant | null;
}>;

/** Whoever has one of these may be in. */
const standing: ReadonlySet<AccessState> = new Set(['owed', 'granted', 'grace']);

export function stands({ state }: Pick<Access, 'state'>): boolean {
  return standing.has(state);
}

type Counted = Pick<Access, 'orderId' | 'since' | 'periodDays' | 'state'>;

/**
 * When each of one person's accesses by one plan ends; null: never. The rest of one is carried over to the next, so
 * nobody loses by renewing early; what was withdrawn counts for nothing.
 */
export function endsOf(accesses: readonly Counted[]): ReadonlyMap<OrderId, Instant | null> {
  const inOrder = [...accesses].sort((a, b) => compare(a.since, b.since) || compare(a.orderId, b.orderId));
  const ends = new Map<OrderId, Instant | null>();
  let end: Instant | null = null;
  for (const { orderId, since, periodDays, state } of inOrder) {
    if (state === 'withdrawn') continue;
    const from: Instant = end === null ? since : later(end, since);
    const until = periodDays === null ? null : plusMs(from, periodDays * dayMs);
    ends.set(orderId, until);
    end = until ?? end;
  }
  return ends;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Another standing one of the same plan goes on when this one is over. */
export function isOutlived(access: Pick<Access, 'orderId' | 'until'>, all: readonly Access[]): boolean {
  const { until } = access;
  if (until === null) return false;
  return all.some(
    (other) => other.orderId !== access.orderId && stands(other) && (other.until === null || other.until > until),
  );
}

/** So many days before the end the person is reminded. */
export const reminderDays = [3, 1] as const;

/** What is to be done about an access now, or when to look again. */
export type AccessStep = Readonly<
  | { do: 'rest' }
  | { do: 'wait'; at: Instant }
  | { do: 'remind'; days: number }
  /** It is over, and another one goes on. */
  | { do: 'pass' }
  | { do: 'grace' }
  | { do: 'end' }
>;

/** One step at a time. Whatever the clock jumped over is not made up for: a person hears how it is now. */
export function nextAccessStep(
  access: Pick<Access, 'state' | 'until' | 'toldDays' | 'periodDays'>,
  { now, graceMs, outlived }: Readonly<{ now: Instant; graceMs: number; outlived: boolean }>,
): AccessStep {
  const { state, until } = access;
  if (until === null || (state !== 'granted' && state !== 'grace')) return { do: 'rest' };
  if (outlived) return now >= until ? { do: 'pass' } : { do: 'wait', at: until };
  const removalAt = plusMs(until, graceMs);
  if (now >= removalAt) return { do: 'end' };
  if (now >= until) return state === 'grace' ? { do: 'wait', at: removalAt } : { do: 'grace' };
  return beforeTheEnd({ ...access, until }, now);
}

/** A period no longer than the reminder's days would begin with it. */
function beforeTheEnd(
  { until, toldDays, periodDays }: Readonly<{ until: Instant; toldDays: number | null; periodDays: number | null }>,
  now: Instant,
): AccessStep {
  const left = reminderDays.filter((days) => days < (periodDays ?? 0) && (toldDays === null || days < toldDays));
  const due = left.filter((days) => msOf(until) - msOf(now) <= days * dayMs);
  const nearest = due.at(-1);
  if (nearest !== undefined) return { do: 'remind', days: nearest };
  const [next] = left;
  return { do: 'wait', at: next === undefined ? until : plusMs(until, -next * dayMs) };
}
