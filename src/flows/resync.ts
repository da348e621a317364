import type { DomainEvent } from '../domain/facts.ts';
import { type Actor, may } from '../domain/permissions.ts';
import type { ObjectPage, PaymentSource, Window } from '../domain/ports.ts';
import { inTransaction } from '../store/database.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent } from './record-event.ts';
import { patiently, sweepObjects } from './sweep-source.ts';
import { createTally, type Tally, type TellProgress } from './sync-tally.ts';
import type { Result, SyncResult } from './types.ts';

class DryRun extends Error {}

/** Runs the same code in a transaction that is thrown away: the counts are those of the real run. */
async function countOnly(deps: FlowDeps, event: DomainEvent, listed: number, tally: Tally): Promise<void> {
  await inTransaction(deps.store, async (tx) => {
    tally.note(listed, await applyEvent(tx, deps, event, nowOf(deps)));
    throw new DryRun();
  }).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
}

/** Reads a window again, quietly: rows and sheet, no cards. A dry run changes nothing and counts what would change. */
export async function resyncAll(
  deps: FlowDeps,
  actor: Actor,
  window: Window,
  dryRun: boolean,
  { signal, tell }: Readonly<{ signal: AbortSignal; tell?: TellProgress | undefined }>,
): Promise<Result<SyncResult>> {
  if (!may(actor, 'resync')) return { ok: false, reason: 'forbidden' };
  if (deps.sources.size === 0 || window.from >= window.to) return { ok: false, reason: 'invalid' };
  const tally = createTally(nowOf(deps), { thrownAway: dryRun, tell });
  if (!dryRun) await auditAction(deps, actor, 'resync', `${window.from}…${window.to}`, null);
  for (const source of deps.sources.values()) {
    if (dryRun) await dryRunObjects(deps, source, window, signal, tally);
    else await sweepObjects(deps, source, window, 'resync', signal, tally);
  }
  return { ok: true, window, ...tally.counts(), dryRun };
}

async function dryRunObjects(
  deps: FlowDeps,
  source: PaymentSource,
  window: Window,
  signal: AbortSignal,
  tally: Tally,
): Promise<void> {
  for (const kind of source.objectKinds) {
    let cursor: string | null = null;
    do {
      const at: string | null = cursor;
      const page: ObjectPage = await patiently(() => source.listObjects(kind, window, at, signal), signal);
      const [first] = page.events;
      const facts = page.events.flatMap((event) => event.facts);
      if (first) await countOnly(deps, { ...first, source: 'resync', facts }, page.events.length, tally);
      cursor = page.next;
    } while (cursor !== null && !signal.aborted);
  }
}
