import { type BusinessDate, earlier, type Instant } from '../../domain/time.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { findCursor } from '../../store/sync.ts';
import type { FlowDeps } from '../deps.ts';

/** Each provider's sweep proves everything before its cursor. */
const cursors = ['stripe_events'] as const;

/** Until when all providers' data is known to be whole; null where one of them was never read through. */
export async function findCompleteUntil({ store }: Pick<FlowDeps, 'store'>, upTo: Instant): Promise<Instant | null> {
  const read = await Promise.all(cursors.map((name) => findCursor(store.reader, name)));
  return read.reduce((until: Instant | null, cursor) => cursor && until && earlier(until, cursor), upTo);
}

/** The first day of history that is loaded; null: everything was. */
export function historySince({ policy }: Pick<FlowDeps, 'policy'>): BusinessDate | null {
  return policy.historyFrom && businessDateOf(policy.historyFrom, policy.zone);
}
