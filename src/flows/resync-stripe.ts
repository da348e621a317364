import type { DomainEvent } from '../domain/facts.ts';
import { type Actor, may } from '../domain/permissions.ts';
import type { ObjectPage, PaymentSource, Window } from '../domain/ports.ts';
import { inTransaction } from '../store/database.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent } from './record-event.ts';
import { type Counts, objectKinds, patiently, sweepObjects } from './sync-stripe.ts';
import type { Result, SyncResult } from './types.ts';

class DryRun extends Error {}

/** Each page is thrown away, so a payment is new on every page that names it: it is counted by its id. */
type DryCounts = Readonly<{ fresh: Set<string>; changed: Set<string> }>;

/** Runs the same code in a transaction that is thrown away: the counts are those of the real run. */
async function countOnly(deps: FlowDeps, event: DomainEvent, dry: DryCounts): Promise<void> {
  await inTransaction(deps.store, async (tx) => {
    const decision = await applyEvent(tx, deps, event, nowOf(deps));
    for (const { payment } of decision.payments) {
      const seen = decision.newPaymentIds.has(payment.id) ? dry.fresh : dry.changed;
      seen.add(`${payment.provider}:${payment.externalId}`);
    }
    throw new DryRun();
  }).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
}

/** Reads a window again, quietly: rows and sheet, no cards. A dry run changes nothing and counts what would change. */
export async function resyncStripe(
  deps: FlowDeps,
  actor: Actor,
  window: Window,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Result<SyncResult>> {
  if (!may(actor, 'resync')) return { ok: false, reason: 'forbidden' };
  const { source } = deps;
  if (!source || window.from >= window.to) return { ok: false, reason: 'invalid' };
  const counts: Counts = { events: 0, newPayments: 0, changedPayments: 0 };
  if (dryRun) await dryRunObjects(deps, source, window, signal, counts);
  else {
    await auditAction(deps, actor, 'resync', `${window.from}…${window.to}`, null);
    await sweepObjects(deps, source, window, 'resync', signal, counts);
  }
  return { ok: true, window, ...counts, dryRun };
}

async function dryRunObjects(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  signal: AbortSignal,
  counts: Counts,
): Promise<void> {
  const dry: DryCounts = { fresh: new Set(), changed: new Set() };
  for (const kind of objectKinds) {
    let cursor: string | null = null;
    do {
      const at: string | null = cursor;
      const page: ObjectPage = await patiently(() => source.listObjects(kind, window, at, signal), signal);
      counts.events += page.events.length;
      const [first] = page.events;
      const facts = page.events.flatMap((event) => event.facts);
      if (first) await countOnly(deps, { ...first, source: 'resync', facts }, dry);
      cursor = page.next;
    } while (cursor !== null && !signal.aborted);
  }
  counts.newPayments = dry.fresh.size;
  counts.changedPayments = dry.changed.size;
}
