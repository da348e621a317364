import type { Level } from '../anomalies/anomaly.ts';
import type { IncidentGroupId, IncidentId, SilenceId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { AlertFinding } from './finding.ts';

export const incidentStates = ['firing', 'acked', 'silenced', 'resolved'] as const;
export type IncidentState = (typeof incidentStates)[number];

type Act = Readonly<{ by: string; at: Instant }>;

/** Findings of one thing from the first one until they are over. Open ones have a fingerprint each. */
export type Incident = Readonly<{
  id: IncidentId;
  fingerprint: string;
  state: IncidentState;
  level: Level;
  worst: Level;
  openedAt: Instant;
  /** Since when it lasts, by the data. */
  since: Instant;
  /** The newest. */
  finding: AlertFinding;
  foundAt: Instant;
  found: number;
  acked: Act | null;
  silence: Readonly<{ id: SilenceId; by: string; until: Instant; reason: string | null }> | null;
  /** `by` null: it was over by itself. */
  resolved: Readonly<{ by: string | null; at: Instant }> | null;
  /** Null: nobody is reminded. */
  remindAt: Instant | null;
  /** The message that tells of it; null: it was told to nobody yet. */
  groupId: IncidentGroupId | null;
}>;

export const eventKinds = [
  'opened',
  'worsened',
  'reopened',
  'acked',
  'silenced',
  'unsilenced',
  'reminded',
  'resolved',
] as const;
/** What happened to an incident; `by` null: by itself. */
export type IncidentEvent = Readonly<{
  incidentId: IncidentId;
  at: Instant;
  kind: (typeof eventKinds)[number];
  by: string | null;
  detail: string | null;
}>;

export function isOpen({ state }: Pick<Incident, 'state'>): boolean {
  return state !== 'resolved';
}
