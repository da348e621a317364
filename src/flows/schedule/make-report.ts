import type { NewDelivery, Route } from '../../domain/deliveries.ts';
import { priorities } from '../../domain/deliveries.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { MadeReport } from '../../domain/reports/made.ts';
import type { Report, ScheduledKind } from '../../domain/reports/report.ts';
import { scheduledDays } from '../../domain/reports/scheduled.ts';
import { secondMs } from '../../domain/time.ts';
import { wait } from '../../lib/wait.ts';
import { enqueueDeliveries } from '../../store/enqueue.ts';
import { findMadeBefore, saveMadeReport } from '../../store/made-reports.ts';
import { findCompleteUntil } from '../../store/sync.ts';
import { type FlowDeps, isSyncHeld, nowOf } from '../deps.ts';
import type { ReportFlows, ReportWish } from '../reports/types.ts';
import type { DueSlot, SlotEnd } from './run-slot.ts';

type Makers = Pick<ReportFlows, 'runReport' | 'analyzeCampaigns'>;
type Deps = Pick<FlowDeps, 'store' | 'policy' | 'clock' | 'newId' | 'sources' | 'stopLatch' | 'gradedStops'>;

const scheduler: Actor = { kind: 'job', name: 'schedule' };
/** A stop has to end within twenty seconds, whatever is waited for. */
const waitedForMs = 15 * secondMs;
const lookAgainMs = 500;

/** Every place that wants this kind of report is owed one message of it. */
export function reportDeliveries(
  routes: readonly Route[],
  subjectId: string,
  dueAt: NewDelivery['dueAt'],
): readonly NewDelivery[] {
  return routes.map((route) => ({ route, kind: 'report', subjectId, priority: priorities.report, dueAt }));
}

/** Only a daily, weekly or monthly report of nothing is worth telling: it says that nothing was sold. */
function isSilent({ kind, totals }: Report): boolean {
  const tellsNothing = kind === 'daily' || kind === 'weekly' || kind === 'monthly';
  return !tellsNothing && totals.every(({ measures }) => measures.payments === 0);
}

async function make(
  { runReport, analyzeCampaigns }: Makers,
  kind: ScheduledKind,
  wish: Omit<ReportWish, 'kind'>,
): Promise<MadeReport> {
  const made =
    kind === 'campaigns' ? await analyzeCampaigns(scheduler, wish) : await runReport(scheduler, { kind, ...wish });
  if (!made.ok) throw new Error(`the report was not made: ${made.reason}`);
  return 'analysis' in made ? { of: 'campaigns', analysis: made.analysis } : { of: 'sales', report: made.report };
}

function reportOf(made: MadeReport): Report {
  return made.of === 'campaigns' ? made.analysis.report : made.report;
}

/**
 * Whoever comes late was away, and so were the sweeps: what was paid meanwhile comes in with the next one, which is due at
 * the same time. It is waited for, so that the only report of those days is of all of them; not for ever, since the
 * report says until when its data are complete.
 */
async function untilRead(deps: Deps, { dueAt, isLate }: DueSlot): Promise<void> {
  if (!isLate || !deps.policy.autoSync || isSyncHeld(deps)) return;
  const endMs = performance.now() + waitedForMs;
  for (;;) {
    const until = await findCompleteUntil(deps.store.reader, deps.sources.keys());
    if (until === null || until >= dueAt || performance.now() > endMs) return;
    await wait(lookAgainMs);
  }
}

/** Makes the report of a slot; with the slot's end it is kept and owed to everybody who wants it. */
export async function makeReport(
  deps: Deps,
  makers: Makers,
  job: string,
  kind: ScheduledKind,
  slot: DueSlot,
): Promise<SlotEnd> {
  const routes = deps.policy.routes.reports[kind];
  if (routes.length === 0) return { detail: 'nobody wants it' };
  const period = scheduledDays(kind, slot.dueAt, deps.policy.zone);
  await untilRead(deps, slot);
  const since = (await findMadeBefore(deps.store.reader, job, slot.key)) ?? undefined;
  const made = await make(makers, kind, { period, since, dueAt: slot.dueAt });
  if (isSilent(reportOf(made))) return { detail: 'nothing sold' };
  const now = nowOf(deps);
  const id = deps.newId('rpt');
  return {
    commit: async (tx) => {
      await saveMadeReport(tx, { id, job, slot: slot.key, madeAt: now }, made);
      await enqueueDeliveries(tx, reportDeliveries(routes, id, now), { now, newId: deps.newId });
    },
  };
}
