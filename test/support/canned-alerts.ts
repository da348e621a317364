import type { Incident, IncidentEvent } from '../../src/domain/alerts/incident.ts';
import type { Silence } from '../../src/domain/alerts/silence.ts';
import type { IncidentGroupId, IncidentId, SilenceId } from '../../src/domain/ids.ts';
import type { Backtest } from '../../src/flows/alerts/backtest.ts';
import type { IncidentChart } from '../../src/flows/alerts/chart.ts';
import type { CheckView } from '../../src/flows/alerts/check.ts';
import { finding } from './alert-findings.ts';
import { at, usd } from './canned-views.ts';

/** Alerts for tests of the faces: the data under test, not a stand-in for a flow. */
export const incident: Incident = {
  id: 'inc_1' as IncidentId,
  fingerprint: '["sales","total","",""]',
  state: 'firing',
  level: 'warning',
  worst: 'warning',
  openedAt: at('12:00:30'),
  since: at('09:00:00'),
  finding: finding(at('12:00:00')),
  foundAt: at('12:10:00'),
  found: 2,
  acked: null,
  silence: null,
  resolved: null,
  remindAt: at('16:00:30'),
  groupId: 'ing_1' as IncidentGroupId,
};
export const incidentEvents: readonly IncidentEvent[] = [
  { incidentId: incident.id, at: at('12:00:30'), kind: 'opened', by: null, detail: 'warning' },
];
export const silence: Silence = {
  id: 'sil_1' as SilenceId,
  matchers: [{ rule: 'refunds_surge' }],
  reason: 'holiday',
  by: 'Olga',
  at: at('12:00:00'),
  until: at('16:00:00'),
  endedAt: null,
  endedBy: null,
};
export const alertCheck: CheckView = {
  at: at('13:00:00'),
  state: 'judged',
  completeUntil: at('12:58:00'),
  judgedUntil: at('12:00:00'),
  slices: 9,
  findings: [finding(at('12:00:00'))],
};
export const alertBacktest: Backtest = {
  days: 60,
  slices: 9,
  firstSale: at('00:00:00'),
  count: 1,
  firings: [
    {
      rule: 'purchases_fell',
      dimension: 'country',
      value: 'US',
      level: 'warning',
      from: at('03:00:00'),
      until: at('06:00:00'),
      hours: 3,
      changePercent: -61.2,
      actual: 4,
      expected: 10.3,
    },
  ],
};

export const alertChart: IncidentChart = {
  incident,
  unit: 'count',
  currency: usd,
  hours: [
    { at: at('10:00:00'), actual: 5, before: [4, 6, 5, 7], isFound: false },
    { at: at('11:00:00'), actual: 1, before: [5, 6, 4, 6], isFound: true },
  ],
};
