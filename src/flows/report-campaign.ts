import { type Actor, may } from '../domain/permissions.ts';
import type { CampaignWeek } from '../domain/views.ts';
import { businessDateOf, plusDays, startOfDay } from '../domain/zone.ts';
import { sumCampaign } from '../store/reports.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

/** A campaign's sales of today so far and the six days before. */
export async function campaignWeek(
  deps: FlowDeps,
  actor: Actor,
  name: string,
): Promise<Result<{ week: CampaignWeek }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const { zone } = deps.policy;
  const now = nowOf(deps);
  const to = businessDateOf(now, zone);
  const from = plusDays(to, -6);
  const totals = await sumCampaign(deps.store.scanner, name, { from: startOfDay(from, zone), to: now });
  return { ok: true, week: { from, to, totals } };
}
