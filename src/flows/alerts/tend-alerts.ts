import { tendIncident } from '../../domain/alerts/decide.ts';
import type { Incident } from '../../domain/alerts/incident.ts';
import { isMeantBy, type Silence } from '../../domain/alerts/silence.ts';
import { type NewDelivery, priorities } from '../../domain/deliveries.ts';
import { noticeSubject } from '../../domain/notices.ts';
import type { Instant } from '../../domain/time.ts';
import type { Notice } from '../../domain/views.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { enqueueDeliveries } from '../../store/enqueue.ts';
import { listOpenIncidents } from '../../store/incidents.ts';
import { listSilences, saveSilence } from '../../store/silences.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { findAlertRoutes } from '../notice-routes.ts';
import { oweReminder, type Written, writeChanges } from './write-changes.ts';

type Due = Readonly<{ over: readonly Silence[]; changes: readonly Written[] }>;

async function dueNow(db: Reader, now: Instant): Promise<Due> {
  const silences = await listSilences(db);
  const over = silences.filter(({ until }) => until <= now);
  const open = await listOpenIncidents(db);
  return { over, changes: open.map((one) => tendIncident(one, silences, now)).filter((change) => change !== null) };
}

function isReminder({ events }: Written): boolean {
  return events.some(({ kind }) => kind === 'reminded');
}

/** Says what of it still lasts, also what somebody has taken or another silence holds back. */
async function tellOver(tx: Tx, deps: FlowDeps, silence: Silence, open: readonly Incident[]): Promise<void> {
  const now = nowOf(deps);
  const { matchers, by, reason } = silence;
  const isMeant = ({ finding: { rule, slice }, level }: Incident) => isMeantBy(silence, { rule, slice, level });
  const firing = open.filter(isMeant).length;
  const notice: Notice = { kind: 'silence_ended', matchers, by, reason, firing };
  const subjectId = noticeSubject(notice, silence.id, now);
  const deliveries = (await findAlertRoutes(tx, deps)).map(
    (route): NewDelivery => ({ route, kind: 'notice', subjectId, priority: priorities.alert, dueAt: now, notice }),
  );
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
}

/**
 * What time makes of incidents and silences: those that nobody took are brought to mind, what is old news is closed, a
 * silence whose time is over says so, and what it held back is told. Nothing is written while nothing is due.
 */
export async function tendAlerts(deps: FlowDeps): Promise<number> {
  const seen = await dueNow(deps.store.reader, nowOf(deps));
  if (seen.over.length + seen.changes.length === 0) return 0;
  const count = await deps.commits.submit(async (tx) => {
    const now = nowOf(deps);
    const { over, changes } = await dueNow(tx, now);
    for (const silence of over) await saveSilence(tx, { ...silence, endedAt: silence.until });
    await writeChanges(tx, deps, changes, 'itself');
    const open = over.length > 0 ? await listOpenIncidents(tx) : [];
    for (const silence of over) await tellOver(tx, deps, silence, open);
    const groups = changes.flatMap((change) => {
      const { groupId } = change.incident;
      return isReminder(change) && groupId ? [groupId] : [];
    });
    for (const groupId of new Set(groups)) await oweReminder(tx, deps, groupId);
    return over.length + changes.length;
  });
  deps.wake();
  return count;
}
