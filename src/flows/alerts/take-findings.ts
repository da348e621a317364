import { decideFinding, isCovered, resolveUnfound } from '../../domain/alerts/decide.ts';
import { type AlertFinding, fingerprintOf, wholeOf } from '../../domain/alerts/finding.ts';
import { type Incident, isOpen } from '../../domain/alerts/incident.ts';
import type { RuleName } from '../../domain/alerts/rule.ts';
import { hourMs, type Instant } from '../../domain/time.ts';
import { findByFingerprint, listOpenIncidents } from '../../store/incidents.ts';
import { listSilences } from '../../store/silences.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { newIncidentId, type Written, writeChanges } from './write-changes.ts';

/** Up to when each rule has judged the data: what it does not find any more by then is over. */
export type Judged = ReadonlyMap<RuleName, Instant>;

/**
 * Makes incidents of what was found, or adds to those that are there, ends those whose rule has judged on without finding
 * them, and owes every message, in one transaction: whatever ends the process, all of it happened or nothing did, and the
 * next look finds it again.
 */
export async function takeFindings(
  deps: FlowDeps,
  findings: readonly AlertFinding[],
  judged: Judged = new Map(),
): Promise<readonly Incident[]> {
  const incidents = await deps.commits.submit(async (tx) => {
    const now = nowOf(deps);
    const env = {
      now,
      silences: await listSilences(tx),
      cooldownMs: deps.policy.values.alert_cooldown * hourMs,
      newId: () => newIncidentId(deps),
    };
    const changes = new Map<string, Written>();
    const find = async (fingerprint: string) =>
      changes.get(fingerprint)?.incident ?? (await findByFingerprint(tx, fingerprint));
    for (const finding of findings) {
      const fingerprint = fingerprintOf(finding);
      const known = await find(fingerprint);
      const whole = wholeOf(finding);
      if (!(known && isOpen(known)) && whole !== null && isCovered(finding, await find(whole))) continue;
      const earlier = changes.get(fingerprint);
      const change = decideFinding(known, finding, env);
      const events = [...(earlier?.events ?? []), ...change.events];
      changes.set(fingerprint, { ...change, events, told: change.told || earlier?.told === true });
    }
    const isFound = ({ fingerprint }: Incident) => changes.has(fingerprint);
    const unfound = (await listOpenIncidents(tx)).filter((incident) => !isFound(incident));
    const ended = unfound.flatMap((incident): Written[] => {
      const until = judged.get(incident.finding.rule);
      const change = until === undefined ? null : resolveUnfound(incident, until, now);
      return change ? [change] : [];
    });
    return writeChanges(tx, deps, [...changes.values(), ...ended], 'itself');
  });
  if (incidents.length > 0) deps.wake();
  return incidents;
}
