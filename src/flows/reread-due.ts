import { retryScheduleMs } from '../domain/decide-delivery.ts';
import type { DomainEvent } from '../domain/facts.ts';
import { type PaymentSource, SourceError } from '../domain/ports.ts';
import { plusMs } from '../domain/time.ts';
import { type DueReread, hasMissingRefunds, listDueRereads, type RereadEnd, settleReread } from '../store/sync.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { applyEvent } from './record-event.ts';

const rereadsAtOnce = 20;

/** Durable re-reads: a conflict's object, a charge's refunds. Retried by the outbox's schedule until answered. */
export async function rereadDue(deps: FlowDeps, source: PaymentSource, signal: AbortSignal): Promise<number> {
  if (deps.stopLatch.isStopped) return 0;
  const due = await listDueRereads(deps.store.reader, nowOf(deps), rereadsAtOnce);
  let done = 0;
  for (const reread of due) {
    if (signal.aborted || !(await rereadOne(deps, source, reread, signal))) break;
    done += 1;
  }
  if (done > 0) deps.wake();
  return done;
}

/** False where the provider did not answer: the others would not fare better now. */
async function rereadOne(
  deps: FlowDeps,
  source: PaymentSource,
  reread: DueReread,
  signal: AbortSignal,
): Promise<boolean> {
  const isNeeded = reread.kind !== 'refunds' || (await hasMissingRefunds(deps.store.reader, reread.externalId));
  try {
    const event = isNeeded ? await readAgain(source, reread, signal) : null;
    await deps.commits.submit(async (tx) => {
      if (event) await applyEvent(tx, deps, event, nowOf(deps));
      await settleReread(tx, reread, { state: 'done' });
    });
    deps.meters.reread(reread.kind, 'done');
    return true;
  } catch (error) {
    await noteFailedReread(deps, reread, error);
    return false;
  }
}

function readAgain(source: PaymentSource, { kind, externalId }: DueReread, signal: AbortSignal): Promise<DomainEvent> {
  switch (kind) {
    case 'payment':
      return source.readPayment(externalId, signal);
    case 'customer':
      return source.readCustomer(externalId, signal);
    case 'refunds':
      return source.readRefunds(externalId, signal);
  }
}

async function noteFailedReread(deps: FlowDeps, reread: DueReread, error: unknown): Promise<void> {
  const detail = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  const toldMs = error instanceof SourceError ? error.retryAfterMs : null;
  const waitMs = toldMs ?? retryScheduleMs[reread.attempts];
  const end: RereadEnd =
    waitMs === undefined ? { state: 'dead', detail } : { state: 'waiting', dueAt: plusMs(nowOf(deps), waitMs), detail };
  await deps.commits.submit((tx) => settleReread(tx, reread, end));
  deps.meters.reread(reread.kind, 'failed');
  deps.log.warn({ event: 'reread_failed', kind: reread.kind, attempt: reread.attempts + 1, detail });
}
