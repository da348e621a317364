import { type Actor, actorName, may } from '../../domain/permissions.ts';
import { dayMs, plusMs } from '../../domain/time.ts';
import { type KeptContest, listContests } from '../../store/contests/contests.ts';
import {
  findBursts,
  findChains,
  findLateRefunds,
  findSameInstrument,
  listSignals,
  markReviewed,
  noteSignals,
  type Signal,
} from '../../store/contests/signals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import type { Result } from '../types.ts';

/** So many invited people of one referrer within an hour are worth a look. */
const burst = 5;
/** Refunds may still come so long after a contest. */
const watchedMs = 90 * dayMs;
const mostContests = 20;
const mostShown = 100;

/** Looks for what a person should see; the team is told when there is something new. */
export async function findSignals(deps: FlowDeps): Promise<number> {
  const now = nowOf(deps);
  let fresh = 0;
  for (const kept of await listContests(deps.store.reader, mostContests)) {
    if (kept.contest.startsAt <= now && plusMs(kept.contest.endsAt, watchedMs) > now) fresh += await lookAt(deps, kept);
  }
  return fresh;
}

async function lookAt(deps: FlowDeps, { contest }: KeptContest): Promise<number> {
  const { scanner } = deps.store;
  const { code, title, zone } = contest;
  const found = [
    ...(await findSameInstrument(scanner, code)),
    ...(await findBursts(scanner, code, burst)),
    ...(await findChains(scanner, code)),
    ...(await findLateRefunds(scanner, code)),
  ];
  if (found.length === 0) return 0;
  return deps.commits.submit(async (tx) => {
    const now = nowOf(deps);
    const fresh = await noteSignals(tx, found, now);
    const notice = { kind: 'contest_signals' as const, code, title, zone, count: fresh };
    if (fresh > 0) await enqueueNotice(tx, deps, notice, code, now);
    return fresh;
  });
}

/** Those that nobody has looked at first. */
export async function contestSignals(
  deps: FlowDeps,
  actor: Actor,
  code: string,
): Promise<Result<{ signals: readonly Signal[] }>> {
  if (!may(actor, 'see_contests')) return { ok: false, reason: 'forbidden' };
  return { ok: true, signals: await listSignals(deps.store.reader, code, mostShown) };
}

/** Somebody has looked. What follows is his to do; nothing happens by itself. */
export async function reviewSignals(deps: FlowDeps, actor: Actor, code: string): Promise<Result<{ count: number }>> {
  if (!may(actor, 'manage_contests')) return { ok: false, reason: 'forbidden' };
  const count = await deps.commits.submit(async (tx) => {
    const reviewed = await markReviewed(tx, code, actorName(actor), nowOf(deps));
    if (reviewed > 0) await auditIn(tx, deps, actor, 'manage_contests', code, `signals reviewed: ${reviewed}`);
    return reviewed;
  });
  return { ok: true, count };
}
