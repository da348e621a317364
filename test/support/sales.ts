import { decidedCharges } from '../../src/domain/charges.ts';
import { decide } from '../../src/domain/decide.ts';
import type { DomainEvent } from '../../src/domain/facts.ts';
import { currency } from '../../src/domain/money.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Zone } from '../../src/domain/zone.ts';
import type { FlowDeps } from '../../src/flows/deps.ts';
import { rebuildRollups } from '../../src/flows/metrics/rebuild-rollups.ts';
import { saveCharges } from '../../src/store/charges.ts';
import { CommitQueue } from '../../src/store/commit-queue.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { loadNeighbourhood } from '../../src/store/load-neighbourhood.ts';
import { saveDecision } from '../../src/store/save-decision.ts';
import { decideEnv } from './memory-ledger.ts';

export type ReportDeps = Pick<FlowDeps, 'store' | 'commits' | 'policy' | 'clock' | 'newId' | 'sources'>;

/** One for all, so that no id is given twice. */
const env = decideEnv();

/** What reports and their sums need, at a time that stands still. */
export function reportDeps(store: Store, zoned: Zone, now: Instant): ReportDeps {
  const policy = { zone: zoned, baseCurrency: currency('USD'), historyFrom: null } as ReportDeps['policy'];
  return {
    store,
    commits: new CommitQueue(store),
    policy,
    clock: { nowMs: () => Date.parse(now) },
    newId: env.newId,
    sources: new Map([['stripe', null as never]]),
  };
}

/** Each event in a transaction of its own, with the charge that it tells. */
export async function recordSales(store: Store, events: readonly DomainEvent[]): Promise<void> {
  for (const event of events)
    await inTransaction(store, async (tx) => {
      const known = await loadNeighbourhood(tx, event, env.now);
      const decision = decide(event, known, env);
      const charged = await saveCharges(tx, decidedCharges(event.facts));
      await saveDecision(tx, { ...decision, hours: [...decision.hours, ...charged] }, env);
    });
}

export async function rebuildAll(deps: ReportDeps): Promise<void> {
  while ((await rebuildRollups(deps)) > 0);
}
