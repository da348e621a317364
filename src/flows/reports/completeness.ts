import { type BusinessDate, earlier, type Instant } from '../../domain/time.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { findCompleteUntil as findRead } from '../../store/sync.ts';
import type { FlowDeps } from '../deps.ts';

/** Until when all providers' data is known to be whole; null where one of them was never read through. */
export async function findCompleteUntil(
  { store, sources }: Pick<FlowDeps, 'store' | 'sources'>,
  upTo: Instant,
): Promise<Instant | null> {
  const until = await findRead(store.reader, sources.keys());
  return until && earlier(until, upTo);
}

/** The first day of history that is loaded; null: everything was. */
export function historySince({ policy }: Pick<FlowDeps, 'policy'>): BusinessDate | null {
  return policy.historyFrom && businessDateOf(policy.historyFrom, policy.zone);
}
