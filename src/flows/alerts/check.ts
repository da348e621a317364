import type { AlertFinding } from '../../domain/alerts/finding.ts';
import type { RuleName } from '../../domain/alerts/rule.ts';
import { judgeCompleteness } from '../../domain/anomalies/silence.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { type Instant, minuteMs, msOf } from '../../domain/time.ts';
import * as statistics from '../../lib/stats.ts';
import { findCheck, saveCheck } from '../../store/alert-checks.ts';
import { findCompleteUntil } from '../../store/sync.ts';
import { type FlowDeps, isSyncHeld, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { judgeCountries, judgeQuiet, judgeSurges, plainFinding } from './judge-rest.ts';
import { judgeSales } from './judge-sales.ts';
import { judgeTargets } from './judge-targets.ts';
import { takeFindings } from './take-findings.ts';

const checkName = 'sales';
/** Checks come every ten minutes: where none came for so long, nobody swept either. */
const pauseMs = 25 * minuteMs;

/**
 * What a check saw. `held`: everything or the sync was stopped on purpose; `waiting`: the first sweep is still to come,
 * ever or since a pause;
 * `late`: the data end so early that only this is told; `judged`: all rules were asked.
 */
export type CheckView = Readonly<{
  at: Instant;
  state: 'held' | 'waiting' | 'late' | 'judged';
  completeUntil: Instant | null;
  /** The end of the newest whole hour whose sales were judged; null: none was, for want of history. */
  judgedUntil: Instant | null;
  /** How many parts of the business were looked at then. */
  slices: number;
  findings: readonly AlertFinding[];
}>;
type Seen = Omit<CheckView, 'at'>;

const salesRules = ['revenue_fell', 'purchases_fell', 'success_fell'] as const satisfies readonly RuleName[];
const surgeRules = ['refunds_surge', 'disputes_surge', 'double_charges_surge'] as const satisfies readonly RuleName[];

/** Where nobody sweeps by the clock there is only one road, and nothing to wait for. */
async function completeness(deps: FlowDeps, now: Instant): Promise<Instant | null> {
  if (deps.sources.size === 0 || !deps.policy.autoSync) return now;
  return findCompleteUntil(deps.store.reader, deps.sources.keys());
}

function lateFinding(deps: FlowDeps, completeUntil: Instant, now: Instant): AlertFinding | null {
  const gate = judgeCompleteness({ now, completeUntil, pastLagsMs: [deps.policy.sweepEveryMs] }, statistics);
  if (gate.state === 'complete') return null;
  const { lagMs, usualLagMs, level, firstStep } = gate.stalled;
  return plainFinding(deps, {
    rule: 'sync_stalled',
    level,
    since: completeUntil,
    until: now,
    unit: 'time',
    actual: lagMs,
    expected: { value: usualLagMs, low: null, high: null },
    firstStep,
  });
}

async function judgeAll(deps: FlowDeps, until: Instant, before: Seen | null, signal?: AbortSignal): Promise<Seen> {
  const sales = await judgeSales(deps, until, before?.judgedUntil ?? null, signal);
  const findings = [
    ...(sales?.findings ?? []),
    ...(await judgeCountries(deps, until)),
    ...(await judgeSurges(deps, until)),
    ...(await judgeTargets(deps, until)),
    ...(await judgeQuiet(deps, until)),
  ];
  const judged = new Map<RuleName, Instant>([
    ...[...surgeRules, 'silence' as const].map((rule) => [rule, until] as const),
    // The sync is well: what was told of it is over.
    ['sync_stalled', nowOf(deps)],
    ...(sales ? salesRules.map((rule) => [rule, sales.judgedUntil] as const) : []),
  ]);
  await takeFindings(deps, findings, judged);
  return {
    state: 'judged',
    completeUntil: until,
    judgedUntil: sales?.judgedUntil ?? before?.judgedUntil ?? null,
    slices: sales?.slices ?? before?.slices ?? 0,
    // Sales are judged once an hour; until the next time the last judgement stands.
    findings: sales || !before ? findings : [...before.findings.filter(isOfSales), ...findings],
  };
}

function isOfSales({ rule }: AlertFinding): boolean {
  return (salesRules as readonly RuleName[]).includes(rule);
}

function wasAway(before: CheckView | null, now: Instant): boolean {
  return before !== null && msOf(now) - msOf(before.at) > pauseMs;
}

async function look(deps: FlowDeps, before: CheckView | null, signal?: AbortSignal): Promise<Seen> {
  const stands = { judgedUntil: before?.judgedUntil ?? null, slices: before?.slices ?? 0, findings: [] };
  if (isSyncHeld(deps)) return { ...stands, state: 'held', completeUntil: before?.completeUntil ?? null };
  const now = nowOf(deps);
  const completeUntil = await completeness(deps, now);
  if (completeUntil === null) return { ...stands, state: 'waiting', completeUntil };
  const late = lateFinding(deps, completeUntil, now);
  // Back after a pause the data are as old as the pause was long, until the sweep that is due by then has ended.
  if (late && wasAway(before, now)) return { ...stands, state: 'waiting', completeUntil };
  if (!late) return judgeAll(deps, completeUntil < now ? completeUntil : now, before, signal);
  // Late data are never taken for fewer sales: nothing else is judged until they come.
  const findings = deps.policy.values.alert_silence ? [late] : [];
  await takeFindings(deps, findings);
  return { ...stands, state: 'late', completeUntil, findings };
}

/** One look at all rules: what is found becomes incidents, what is found no more ends. Bounded, and in small pieces. */
export async function checkAlerts(deps: FlowDeps, signal?: AbortSignal): Promise<CheckView> {
  const found = await findCheck<Seen>(deps.store.reader, checkName);
  const seen = await look(deps, found && { at: found.at, ...found.outcome }, signal);
  const at = nowOf(deps);
  await deps.commits.submit((tx) => saveCheck(tx, checkName, at, seen));
  return { at, ...seen };
}

export async function lastCheck(deps: FlowDeps, actor: Actor): Promise<Result<{ check: CheckView | null }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const found = await findCheck<Seen>(deps.store.reader, checkName);
  return { ok: true, check: found && { at: found.at, ...found.outcome } };
}
