import type { IncidentGroupId } from '../ids.ts';
import { type Instant, minuteMs, plusMs, secondMs } from '../time.ts';
import type { Incident } from './incident.ts';

/** What begins together is told together: the first one waits so long for others. */
export const groupWaitMs = 30 * secondMs;
/** A message that was sent changes no more often than this by itself; what people do shows at once. */
export const groupIntervalMs = 5 * minuteMs;
/** From so many on it is a storm: what comes while it lasts goes into its message. */
export const stormFrom = 3;

/** One message in each chat: of one incident, or of several that began together. */
export type IncidentGroup = Readonly<{
  id: IncidentGroupId;
  openedAt: Instant;
  tellAt: Instant;
  /** When the last one came in. */
  joinedAt: Instant;
  /** Before it the message is not changed by itself. */
  editAt: Instant;
  size: number;
}>;

/** A message in the chat changes without a sound, so that what is critical never joins one that was sent. */
function takes(group: IncidentGroup, { level }: Incident, now: Instant): boolean {
  if (now < group.tellAt) return true;
  const lasts = now < plusMs(group.joinedAt, groupIntervalMs);
  return level !== 'critical' && group.size >= stormFrom && lasts;
}

export type Placed = Readonly<{ groups: readonly IncidentGroup[]; incidents: readonly Incident[] }>;

/** Gives each incident that nobody was told of its message: the newest that takes it, or one of its own. */
export function placeIncidents(
  fresh: readonly Incident[],
  known: readonly IncidentGroup[],
  now: Instant,
  newId: () => IncidentGroupId,
): Placed {
  const groups = new Map(known.map((group) => [group.id, group]));
  const incidents = fresh.map((incident): Incident => {
    const found = [...groups.values()].findLast((group) => takes(group, incident, now));
    const tellAt = plusMs(now, groupWaitMs);
    const group = found ?? { id: newId(), openedAt: now, tellAt, joinedAt: now, editAt: tellAt, size: 0 };
    groups.set(group.id, { ...group, joinedAt: now, size: group.size + 1 });
    return { ...incident, groupId: group.id };
  });
  return { groups: [...groups.values()], incidents };
}

/** When a change that nobody made by hand is shown; all that come before that time are shown with it. */
export function paced(group: IncidentGroup, now: Instant): Readonly<{ dueAt: Instant; group: IncidentGroup }> {
  if (now < group.editAt) return { dueAt: group.editAt, group };
  return { dueAt: now, group: { ...group, editAt: plusMs(now, groupIntervalMs) } };
}
