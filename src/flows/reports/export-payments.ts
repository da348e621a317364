import type { Days } from '../../domain/period-words.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import type { PaymentExport } from '../../domain/reports/exported-payment.ts';
import { daysOf } from '../../domain/reports/plan.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { listPaidBetween } from '../../store/export-payments.ts';
import { orApproval } from '../approvals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { windowOfDates } from '../metrics/measure.ts';
import type { Result } from '../types.ts';

/** More lines than these are refused: ask for a shorter period. */
export const mostExported = 20_000;

export type Exported = Result<{ exported: PaymentExport }>;

/**
 * The list of payments of some days. It names people, so where two could allow it a second one has to; what is allowed
 * is read anew then. `invalid`: more than a file should hold.
 */
export async function exportPayments(deps: FlowDeps, actor: Actor, period: string | Days): Promise<Exported> {
  if (!may(actor, 'export_all')) return { ok: false, reason: 'forbidden' };
  const days = daysOf('daily', period, businessDateOf(nowOf(deps), deps.policy.zone));
  if (days === null) return { ok: false, reason: 'bad_period' };
  const asked = { action: 'export_all', argument: days, effect: { from: days.from, to: days.to } } as const;
  return orApproval(deps, actor, asked, () => exportNow(deps, actor, days));
}

/** What a second person allowed. */
export async function exportAllowed(deps: FlowDeps, asker: Actor, argument: unknown): Promise<Exported> {
  if (!may(asker, 'export_all')) return { ok: false, reason: 'forbidden' };
  return exportNow(deps, asker, argument as Days);
}

async function exportNow(deps: FlowDeps, actor: Actor, days: Days): Promise<Exported> {
  const window = windowOfDates(days.from, days.to, deps.policy.zone);
  const payments = await listPaidBetween(deps.store.scanner, window, mostExported + 1);
  if (payments.length > mostExported) return { ok: false, reason: 'invalid' };
  await deps.commits.submit((tx) =>
    auditIn(tx, deps, actor, 'export_all', null, `${days.from}..${days.to}, ${payments.length}`),
  );
  return { ok: true, exported: { days, payments } };
}
