export type IncidentTable = {
  id: string;
  fingerprint: string;
  rule: string;
  dimension: string;
  value: string;
  level: 'info' | 'warning' | 'critical';
  worst: 'info' | 'warning' | 'critical';
  state: 'firing' | 'acked' | 'silenced' | 'resolved';
  opened_at: string;
  since: string;
  found_at: string;
  found: number;
  /** The newest, as JSON. */
  finding: string;
  acked_by: string | null;
  acked_at: string | null;
  silence: string | null;
  resolved_by: string | null;
  resolved_at: string | null;
  remind_at: string | null;
  group_id: string | null;
};
/** The story of an incident in order. */
export type IncidentEventTable = {
  incident_id: string;
  n: number;
  at: string;
  kind: string;
  made_by: string | null;
  detail: string | null;
};
/** Incidents that are told in one message. */
export type IncidentGroupTable = {
  id: string;
  opened_at: string;
  tell_at: string;
  joined_at: string;
  edit_at: string;
  size: number;
};
export type SilenceTable = {
  id: string;
  matchers: string;
  reason: string | null;
  made_by: string;
  made_at: string;
  until: string;
  ended_at: string | null;
  ended_by: string | null;
};
/** What the newest look of a check saw. */
export type AlertCheckTable = { name: string; at: string; outcome: string };

export type AlertTables = {
  incidents: IncidentTable;
  incident_events: IncidentEventTable;
  incident_groups: IncidentGroupTable;
  silences: SilenceTable;
  alert_checks: AlertCheckTable;
};
