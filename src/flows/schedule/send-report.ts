import { type Actor, may } from '../../domain/permissions.ts';
import { enqueueDeliveries } from '../../store/enqueue.ts';
import { saveMadeReport } from '../../store/made-reports.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { type AnalysisWish, analyzeCampaigns } from '../reports/analyze-campaigns.ts';
import type { Result } from '../types.ts';
import { reportDeliveries } from './make-report.ts';

/** Not the schedule's own: what is asked for by hand takes no slot's place. */
const job = 'report campaigns by hand';

/** Makes the campaign report and owes it to every place that wants it; null where none does. */
export async function sendCampaignReport(
  deps: FlowDeps,
  actor: Actor,
  wish: AnalysisWish,
): Promise<Result<{ id: string | null; places: number }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const made = await analyzeCampaigns(deps, actor, wish);
  if (!made.ok) return made;
  const routes = deps.policy.routes.reports.campaigns;
  if (routes.length === 0) return { ok: true, id: null, places: 0 };
  const now = nowOf(deps);
  const id = deps.newId('rpt');
  await deps.commits.submit(async (tx) => {
    await saveMadeReport(tx, { id, job, slot: id, madeAt: now }, { of: 'campaigns', analysis: made.analysis });
    await enqueueDeliveries(tx, reportDeliveries(routes, id, now), { now, newId: deps.newId });
    await auditIn(tx, deps, actor, 'see_reports', id, `campaigns sent to ${routes.length}`);
  });
  deps.wake();
  return { ok: true, id, places: routes.length };
}
