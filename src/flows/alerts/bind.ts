import type { Incident } from '../../domain/alerts/incident.ts';
import type { Silence } from '../../domain/alerts/silence.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { Instant } from '../../domain/time.ts';
import type { IncidentFilter } from '../../store/incidents.ts';
import type { FlowDeps } from '../deps.ts';
import type { Result } from '../types.ts';
import { type Backtest, backtestAlerts } from './backtest.ts';
import {
  ack,
  type Changed,
  resolve,
  type SilenceWish,
  silence,
  silenceIncidents,
  unsilence,
} from './change-incidents.ts';
import { type IncidentChart, incidentChart } from './chart.ts';
import { type CheckView, checkAlerts, lastCheck } from './check.ts';
import { type AlertDashboard, alertDashboard, alertHistory, incidentStories, openAlerts, type Story } from './look.ts';
import { tendAlerts } from './tend-alerts.ts';

type Silenced = Result<{ silence: Silence; incidents: readonly Incident[] }>;

/** `id` is an incident's, or that of a message, which means all that it tells. */
export type AlertFlows = Readonly<{
  openAlerts: (
    actor: Actor,
  ) => Promise<Result<{ incidents: readonly Incident[]; silences: readonly Silence[]; now: Instant }>>;
  alertHistory: (
    actor: Actor,
    filter: IncidentFilter,
    before: string | null,
    limit: number,
  ) => Promise<Result<{ incidents: readonly Incident[] }>>;
  incidentStories: (actor: Actor, id: string) => Promise<Result<{ stories: readonly Story[] }>>;
  alertDashboard: (actor: Actor) => Promise<Result<{ dashboard: AlertDashboard; incidents: readonly Incident[] }>>;
  /** Null: there is no such incident, or it is several at once. */
  incidentChart: (actor: Actor, id: string) => Promise<IncidentChart | null>;
  ackAlert: (actor: Actor, id: string) => Promise<Result<Changed>>;
  resolveAlert: (actor: Actor, id: string) => Promise<Result<Changed>>;
  silenceAlert: (actor: Actor, id: string, until: Instant, reason: string | null) => Promise<Silenced>;
  silenceAlerts: (actor: Actor, wish: SilenceWish) => Promise<Silenced>;
  unsilenceAlerts: (actor: Actor, silenceId: string) => Promise<Silenced>;
  /** What the last check saw; null before the first. */
  lastAlertCheck: (actor: Actor) => Promise<Result<{ check: CheckView | null }>>;
  /** What would have fired in the last `days` days with the rules as they are set. */
  backtestAlerts: (actor: Actor, days: number, signal?: AbortSignal) => Promise<Result<{ backtest: Backtest }>>;
  checkAlerts: (signal?: AbortSignal) => Promise<CheckView>;
  tendAlerts: () => Promise<number>;
}>;

export function bindAlerts(deps: FlowDeps): AlertFlows {
  return {
    openAlerts: (actor) => openAlerts(deps, actor),
    alertHistory: (actor, filter, before, limit) => alertHistory(deps, actor, filter, before, limit),
    incidentStories: (actor, id) => incidentStories(deps, actor, id),
    alertDashboard: (actor) => alertDashboard(deps, actor),
    incidentChart: (actor, id) => incidentChart(deps, actor, id),
    ackAlert: (actor, id) => ack(deps, actor, id),
    resolveAlert: (actor, id) => resolve(deps, actor, id),
    silenceAlert: (actor, id, until, reason) => silenceIncidents(deps, actor, id, until, reason),
    silenceAlerts: (actor, wish) => silence(deps, actor, wish),
    unsilenceAlerts: (actor, id) => unsilence(deps, actor, id),
    lastAlertCheck: (actor) => lastCheck(deps, actor),
    backtestAlerts: (actor, days, signal) => backtestAlerts(deps, actor, days, signal),
    checkAlerts: (signal) => checkAlerts(deps, signal),
    tendAlerts: () => tendAlerts(deps),
  };
}
