import { type Check, fine } from '../../domain/checks.ts';
import { said, value } from '../../domain/said.ts';
import { nextSlots } from '../../domain/slots.ts';
import type { Instant } from '../../domain/time.ts';
import { localDateTime, nextClockChange } from '../../domain/zone.ts';
import type { FlowDeps } from '../deps.ts';
import { scheduleOf } from '../schedule/schedule-of.ts';

const slotsShown = 5;

/** When what comes next, in the business zone, and when its clocks change. */
export function scheduleChecks(deps: Pick<FlowDeps, 'policy' | 'store' | 'sources'>, now: Instant): readonly Check[] {
  const { zone } = deps.policy;
  const short = (at: Instant) => localDateTime(at, zone).slice(0, 16);
  const change = nextClockChange(now, zone);
  return [
    ...scheduleOf(deps).map(({ name, timetable }) =>
      fine(
        'next runs',
        value(
          nextSlots(timetable, now, zone, slotsShown)
            .map(({ dueAt }) => short(dueAt))
            .join(', '),
        ),
        name,
      ),
    ),
    fine(
      'clock change',
      change === null
        ? said('clock-never', { zone: zone.name })
        : said('clock-change', { at: short(change.at), from: change.from, to: change.to }),
    ),
  ];
}
