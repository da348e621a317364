import { ackIncident, type Change, resolveIncident, tendIncident } from '../../domain/alerts/decide.ts';
import type { Incident } from '../../domain/alerts/incident.ts';
import type { Matcher, Silence } from '../../domain/alerts/silence.ts';
import type { SilenceId } from '../../domain/ids.ts';
import { type Actor, actorName, may } from '../../domain/permissions.ts';
import { dayMs, type Instant, plusMs } from '../../domain/time.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { findIncident, listOfGroup, listOpenIncidents } from '../../store/incidents.ts';
import { findSilence, listSilences, saveSilence } from '../../store/silences.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { type Written, writeChanges } from './write-changes.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;

/** Longer ones are forgotten before they end. */
export const longestSilenceMs = 30 * dayMs;
const longestReason = 200;

/** An incident (`inc_…`) or all of a message (`ing_…`), as a button means it. */
async function incidentsOf(db: Reader, id: string): Promise<readonly Incident[]> {
  if (id.startsWith('ing_')) return listOfGroup(db, id);
  const incident = await findIncident(db, id);
  return incident ? [incident] : [];
}

/** `changed` holds those that it made a difference to; `incidents` all that were meant, as they are now. */
export type Changed = Readonly<{ incidents: readonly Incident[]; changed: readonly Incident[] }>;

async function changeAll(
  deps: FlowDeps,
  actor: Actor,
  id: string,
  what: string,
  decide: (incident: Incident, now: Instant) => Change,
): Promise<Result<Changed>> {
  if (!may(actor, 'manage_alerts')) return forbidden;
  const result = await deps.commits.submit(async (tx): Promise<Result<Changed>> => {
    const known = await incidentsOf(tx, id);
    if (known.length === 0) return notFound;
    const now = nowOf(deps);
    const changes = known.map((one) => decide(one, now)).filter((change) => change !== null);
    const changed = await writeChanges(tx, deps, changes, 'person');
    if (changed.length > 0) await auditIn(tx, deps, actor, 'manage_alerts', id, `${what} ${changed.length}`);
    const byId = new Map(changed.map((one) => [one.id, one]));
    return { ok: true, changed, incidents: known.map((one) => byId.get(one.id) ?? one) };
  });
  deps.wake();
  return result;
}

/** Takes what nobody took yet; who took the others keeps them. */
export function ack(deps: FlowDeps, actor: Actor, id: string): Promise<Result<Changed>> {
  return changeAll(deps, actor, id, 'ack', (one, now) => ackIncident(one, actorName(actor), now));
}

export function resolve(deps: FlowDeps, actor: Actor, id: string): Promise<Result<Changed>> {
  return changeAll(deps, actor, id, 'resolve', (one, now) => resolveIncident(one, actorName(actor), now));
}

export type SilenceWish = Readonly<{ matchers: readonly Matcher[]; until: Instant; reason: string | null }>;

/** What the silences make of all open incidents from now on. */
async function followSilences(tx: Tx, deps: FlowDeps, now: Instant): Promise<readonly Incident[]> {
  const silences = await listSilences(tx);
  const changes = (await listOpenIncidents(tx)).flatMap((incident): Written[] => {
    const change = tendIncident(incident, silences, now);
    return change?.events.some(({ kind }) => kind === 'silenced' || kind === 'unsilenced') ? [change] : [];
  });
  return writeChanges(tx, deps, changes, 'person');
}

/** `invalid`: its end is past, or too far away. */
export async function silence(
  deps: FlowDeps,
  actor: Actor,
  wish: SilenceWish,
): Promise<Result<{ silence: Silence; incidents: readonly Incident[] }>> {
  if (!may(actor, 'manage_alerts')) return forbidden;
  const now = nowOf(deps);
  if (wish.until <= now || wish.until > plusMs(now, longestSilenceMs) || wish.matchers.length === 0) return invalid;
  const made: Silence = {
    ...wish,
    reason: wish.reason === null ? null : wish.reason.slice(0, longestReason),
    id: deps.newId('sil') as SilenceId,
    by: actorName(actor),
    at: now,
    endedAt: null,
    endedBy: null,
  };
  const incidents = await deps.commits.submit(async (tx) => {
    await saveSilence(tx, made);
    await auditIn(tx, deps, actor, 'manage_alerts', made.id, `silence until ${made.until}`);
    return followSilences(tx, deps, now);
  });
  deps.wake();
  return { ok: true, silence: made, incidents };
}

/** All that an incident, or the incidents of a message, are about. */
export async function silenceIncidents(
  deps: FlowDeps,
  actor: Actor,
  id: string,
  until: Instant,
  reason: string | null,
): Promise<Result<{ silence: Silence; incidents: readonly Incident[] }>> {
  if (!may(actor, 'manage_alerts')) return forbidden;
  const known = await incidentsOf(deps.store.reader, id);
  if (known.length === 0) return notFound;
  const matchers = known.map(({ finding: { rule, slice } }): Matcher => ({ rule, slice }));
  return silence(deps, actor, { matchers, until, reason });
}

/** What it held back and still lasts is told from now on. */
export async function unsilence(
  deps: FlowDeps,
  actor: Actor,
  id: string,
): Promise<Result<{ silence: Silence; incidents: readonly Incident[] }>> {
  if (!may(actor, 'manage_alerts')) return forbidden;
  const result = await deps.commits.submit(
    async (tx): Promise<Result<{ silence: Silence; incidents: readonly Incident[] }>> => {
      const now = nowOf(deps);
      const known = await findSilence(tx, id);
      if (!known) return notFound;
      if (known.endedAt !== null) return { ok: false, reason: 'expired' };
      const ended = { ...known, endedAt: now, endedBy: actorName(actor) };
      await saveSilence(tx, ended);
      await auditIn(tx, deps, actor, 'manage_alerts', id, 'unsilence');
      return { ok: true, silence: ended, incidents: await followSilences(tx, deps, now) };
    },
  );
  deps.wake();
  return result;
}
