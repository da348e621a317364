import type { Contest } from '../../domain/contests/contest.ts';
import type { DrawProof } from '../../domain/contests/draw.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { findContest } from '../../store/contests/contests.ts';
import { findDraw, findEntriesBytes, type KeptDraw, markAnnounced } from '../../store/contests/draws.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { findDrawn } from './draw.ts';
import { about, pageOf, publications, publish } from './publish.ts';
import { oweWinners } from './winners.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const expired = { ok: false, reason: 'expired' } as const;

/** Publishes winners and proof, and owes each winner his own message. There is no way back from it. */
export async function announceDraw(deps: FlowDeps, actor: Actor, code: string): Promise<Result<{ draw: KeptDraw }>> {
  if (!may(actor, 'manage_contests')) return forbidden;
  const kept = await findContest(deps.store.reader, code);
  if (!kept) return notFound;
  const isDone = await deps.commits.submit(async (tx) => {
    const draw = await findDraw(tx, code);
    if (!draw?.proof || !(await markAnnounced(tx, code, nowOf(deps)))) return false;
    const entries = { url: pageOf(deps, code, 'entries.txt'), bytes: await findEntriesBytes(tx, code) };
    const notice = { ...told(kept.contest, draw.proof), url: pageOf(deps, code, 'proof.json'), entries };
    await publish(tx, deps, kept.contest, publications.proof(code, draw.proof.checksum), notice);
    await oweWinners(tx, deps, { ...draw, announcedAt: nowOf(deps) });
    await auditIn(tx, deps, actor, 'manage_contests', code, 'draw announced');
    return true;
  });
  if (!isDone) return expired;
  deps.wake();
  return findDrawn(deps, code);
}

function told(contest: Contest, { outside, seed, entriesHash, winners }: DrawProof) {
  const prizes = new Map(contest.prizes.map(({ place, title }) => [place, title]));
  const named = winners.map(({ place, id }) => ({ place, id, prize: prizes.get(place) ?? '' }));
  const { round, value } = outside;
  return { kind: 'draw_announced' as const, ...about(contest), round, value, seed, entriesHash, winners: named };
}
