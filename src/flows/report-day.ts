import { type Actor, may } from '../domain/permissions.ts';
import { type BusinessDate, earlier, type Instant } from '../domain/time.ts';
import type { DayReport } from '../domain/views.ts';
import { businessDateOf, localTime, plusDays, sameTimeOn, startOfDay } from '../domain/zone.ts';
import { rankCampaigns, rankCountries, sumPeriod } from '../store/reports.ts';
import { findCompleteUntil } from '../store/sync.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const topRows = 5;

/** A day so far (or a whole past day) against the same weekday last week up to the same local time. */
export async function reportDay(
  deps: FlowDeps,
  actor: Actor,
  date?: BusinessDate,
): Promise<Result<{ report: DayReport }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const { zone } = deps.policy;
  const now = nowOf(deps);
  const day = date ?? businessDateOf(now, zone);
  const end = startOfDay(plusDays(day, 1), zone);
  const upTo = earlier(now, end);
  const beforeDate = plusDays(day, -7);
  const beforeEnd = upTo === end ? startOfDay(plusDays(beforeDate, 1), zone) : sameTimeOn(beforeDate, upTo, zone);
  const window = { from: startOfDay(day, zone), to: upTo };
  const { scanner } = deps.store;
  const report: DayReport = {
    date: day,
    zone: zone.name,
    upTo,
    upToLocal: upTo === end ? '24:00' : localTime(upTo, zone),
    sums: await sumPeriod(scanner, window),
    before: await sumPeriod(scanner, { from: startOfDay(beforeDate, zone), to: beforeEnd }),
    beforeDate,
    countries: await rankCountries(scanner, window, topRows),
    campaigns: await rankCampaigns(scanner, window, topRows),
    completeUntil: await completeUntil(deps, upTo),
  };
  return { ok: true, report };
}

/** The sweeps prove everything before the earliest of their cursors. */
async function completeUntil(deps: FlowDeps, upTo: Instant): Promise<Instant | null> {
  const cursor = await findCompleteUntil(deps.store.reader, deps.sources.keys());
  return cursor && earlier(cursor, upTo);
}
