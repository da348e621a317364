import { type Job, schedule } from '../../domain/schedule.ts';
import type { FlowDeps } from '../deps.ts';

/** What runs when, as the business wants it now. */
export function scheduleOf({
  policy,
  sources,
  store,
}: Readonly<{
  policy: Pick<FlowDeps['policy'], 'values' | 'sweepEveryMs' | 'backupHour' | 'autoSync' | 'spendRange'>;
  sources: Pick<FlowDeps['sources'], 'size'>;
  store: Pick<FlowDeps['store'], 'kind'>;
}>): readonly Job[] {
  const { values, sweepEveryMs, backupHour, autoSync, spendRange } = policy;
  const sweeps = sources.size > 0 && autoSync;
  const facts = { sweeps, keepsFile: store.kind === 'sqlite', readsSpend: spendRange !== null };
  return schedule({ values, sweepEveryMs, backupHour, ...facts });
}
