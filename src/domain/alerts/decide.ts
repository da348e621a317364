import type { Level } from '../anomalies/anomaly.ts';
import type { IncidentId } from '../ids.ts';
import { type Instant, msOf, plusMs } from '../time.ts';
import { type AlertFinding, fingerprintOf, isGraver } from './finding.ts';
import { type Incident, type IncidentEvent, isOpen } from './incident.ts';
import { firstReminderMs, reminderMs, rules } from './rule.ts';
import { type Silence, silenceOf } from './silence.ts';

/** `told`: what people see has changed. Null: nothing is to be written. */
export type Change = Readonly<{ incident: Incident; events: readonly IncidentEvent[]; told: boolean }> | null;

type Env = Readonly<{
  now: Instant;
  silences: readonly Silence[];
  /** What comes back within this time is the same incident: a flapping cause does not open one after the other. */
  cooldownMs: number;
  newId: () => IncidentId;
}>;

function eventOf(
  incident: Incident,
  kind: IncidentEvent['kind'],
  at: Instant,
  by: string | null = null,
  detail: string | null = null,
): IncidentEvent {
  return { incidentId: incident.id, at, kind, by, detail };
}

/** News and what is only good to know are never brought to mind again. */
function remindAtOf({ rule }: AlertFinding, level: Level, now: Instant): Instant | null {
  if (rules[rule].nature === 'news' || level === 'info') return null;
  return plusMs(now, level === 'critical' ? firstReminderMs : reminderMs);
}

/** Silenced where a silence says so; else taken by whom it was taken, or by nobody. */
function withSilence(incident: Incident, silences: readonly Silence[], now: Instant): Incident {
  const { rule, slice } = incident.finding;
  const found = silenceOf({ rule, slice, level: incident.level }, silences, now);
  if (!found) return { ...incident, silence: null, state: incident.acked ? 'acked' : 'firing' };
  const { id, by, until, reason } = found;
  return { ...incident, silence: { id, by, until, reason }, state: 'silenced', remindAt: null };
}

function opened(finding: AlertFinding, { now, silences, newId }: Env): Change {
  const { level, since } = finding;
  const bare: Incident = {
    id: newId(),
    fingerprint: fingerprintOf(finding),
    state: 'firing',
    level,
    worst: level,
    openedAt: now,
    since,
    finding,
    foundAt: now,
    found: 1,
    acked: null,
    silence: null,
    resolved: null,
    remindAt: remindAtOf(finding, level, now),
    groupId: null,
  };
  const incident = withSilence(bare, silences, now);
  return { incident, events: [eventOf(incident, 'opened', now, null, level)], told: true };
}

function foundAgain(known: Incident, finding: AlertFinding, now: Instant): Incident {
  const { level } = finding;
  const worst = isGraver(level, known.worst) ? level : known.worst;
  return { ...known, finding, level, worst, foundAt: now, found: known.found + 1 };
}

/** Graver than ever before, it is news to whoever took it: it has to be taken again, and is brought to mind at once. */
function continued(known: Incident, finding: AlertFinding, { now, silences }: Env): Change {
  const next = foundAgain(known, finding, now);
  if (!isGraver(finding.level, known.worst))
    return { incident: withSilence(next, silences, now), events: [], told: true };
  const incident = withSilence({ ...next, acked: null, remindAt: now }, silences, now);
  return { incident, events: [eventOf(incident, 'worsened', now, null, finding.level)], told: true };
}

function reopened(known: Incident, finding: AlertFinding, { now, silences }: Env): Change {
  const { level } = finding;
  const bare = { ...foundAgain(known, finding, now), acked: null, resolved: null };
  const incident = withSilence({ ...bare, remindAt: remindAtOf(finding, level, now) }, silences, now);
  return { incident, events: [eventOf(incident, 'reopened', now, null, level)], told: true };
}

/**
 * One cause is one incident: what was missing in the same hours in a part of the business is said by the incident of the
 * whole, also in the hours after it, when only the part's longer look still sees them.
 */
export function isCovered(finding: AlertFinding, whole: Incident | null): boolean {
  return whole !== null && finding.since < whole.finding.until && finding.until > whole.since;
}

/**
 * What a finding makes of what is known of its thing (the newest incident with its fingerprint). Every finding is
 * counted in exactly one incident. Somebody who resolved it is believed for the cooldown, unless it gets graver.
 */
export function decideFinding(known: Incident | null, finding: AlertFinding, env: Env): NonNullable<Change> {
  return decide(known, finding, env) as NonNullable<Change>;
}

function decide(known: Incident | null, finding: AlertFinding, env: Env): Change {
  if (!known) return opened(finding, env);
  if (isOpen(known)) return continued(known, finding, env);
  const counted = { incident: foundAgain(known, finding, env.now), events: [], told: false };
  if (rules[finding.rule].nature === 'news') return counted;
  const { resolved } = known;
  const isRecent = resolved !== null && msOf(env.now) - msOf(resolved.at) < env.cooldownMs;
  if (!isRecent) return opened(finding, env);
  const isBelieved = resolved.by !== null && !isGraver(finding.level, known.worst);
  return isBelieved ? counted : reopened(known, finding, env);
}

/** `by` null: by itself. */
export function resolveIncident(incident: Incident, by: string | null, now: Instant): Change {
  if (!isOpen(incident)) return null;
  const next: Incident = { ...incident, state: 'resolved', resolved: { by, at: now }, silence: null, remindAt: null };
  return { incident: next, events: [eventOf(next, 'resolved', now, by)], told: true };
}

/** Over, where its rule has judged later data and has not found it again. */
export function resolveUnfound(incident: Incident, judgedUntil: Instant, now: Instant): Change {
  const { finding } = incident;
  const { nature, endsAfterMs } = rules[finding.rule];
  const unfoundMs = msOf(judgedUntil) - msOf(finding.until);
  return nature === 'condition' && unfoundMs >= endsAfterMs ? resolveIncident(incident, null, now) : null;
}

/** The first who takes it has it; null where it is taken or over. It is no longer brought to mind. */
export function ackIncident(incident: Incident, by: string, now: Instant): Change {
  if (!isOpen(incident) || incident.acked) return null;
  const state = incident.state === 'silenced' ? 'silenced' : 'acked';
  const next: Incident = { ...incident, state, acked: { by, at: now }, remindAt: null };
  return { incident: next, events: [eventOf(next, 'acked', now, by)], told: true };
}

/** What time and the silences make of an open incident. */
export function tendIncident(incident: Incident, silences: readonly Silence[], now: Instant): Change {
  if (!isOpen(incident)) return null;
  const { nature, endsAfterMs } = rules[incident.finding.rule];
  if (nature === 'news' && msOf(now) - msOf(incident.foundAt) >= endsAfterMs)
    return resolveIncident(incident, null, now);
  const next = withSilence(incident, silences, now);
  if (next.silence?.id !== incident.silence?.id) return silenceChanged(next, now);
  if (next.state !== 'firing' || next.remindAt === null || next.remindAt > now) return null;
  const reminded = { ...next, remindAt: plusMs(now, reminderMs) };
  return { incident: reminded, events: [eventOf(reminded, 'reminded', now)], told: false };
}

function silenceChanged(next: Incident, now: Instant): Change {
  if (next.silence) {
    const { by, until } = next.silence;
    return { incident: next, events: [eventOf(next, 'silenced', now, by, until)], told: true };
  }
  const remindAt = next.state === 'firing' ? remindAtOf(next.finding, next.level, now) : null;
  const incident = { ...next, remindAt };
  return { incident, events: [eventOf(incident, 'unsilenced', now)], told: true };
}
