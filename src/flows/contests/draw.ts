import { type Beacon, beaconFault, timeOfRound } from '../../domain/contests/drand.ts';
import type { DrawProof } from '../../domain/contests/draw.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { msOf } from '../../domain/time.ts';
import { sha256OfHex } from '../../lib/hash.ts';
import { findContest, type KeptContest } from '../../store/contests/contests.ts';
import { findDraw, findEntriesFile, type KeptDraw, keepProof, type WinnerName } from '../../store/contests/draws.ts';
import type { Reader } from '../../store/database.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { drawFrom, eachPageOfHolders } from './draw-work.ts';
import { entrantId } from './entrant-id.ts';
import { roundOf } from './public-draw.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const expired = { ok: false, reason: 'expired' } as const;

export type BeaconRefusal = Readonly<{
  ok: false;
  reason: 'another_round' | 'not_its_hash' | 'not_signed' | 'too_early';
}>;
export type DrawnResult = Result<{ draw: KeptDraw }> | BeaconRefusal;

/** Draws with the value of the round that decides. Its winners are shown to the team first, and announced after that. */
export async function drawWith(deps: FlowDeps, actor: Actor, code: string, beacon: Beacon): Promise<DrawnResult> {
  if (!may(actor, 'manage_contests')) return forbidden;
  const { reader, scanner } = deps.store;
  const kept = await findContest(reader, code);
  const draw = await findDraw(reader, code);
  if (!kept || !draw) return notFound;
  const round = roundOf(kept, draw);
  if (draw.state !== 'published' || round === null || draw.publishedAt === null) return expired;
  const fault = beaconFault(beacon, round, sha256OfHex);
  if (fault !== null) return { ok: false, reason: fault };
  if (msOf(timeOfRound(round)) > msOf(nowOf(deps))) return { ok: false, reason: 'too_early' };
  const file = (await findEntriesFile(scanner, code)) ?? '';
  const { contest, secrets } = kept;
  const { randomness: value, signature } = beacon;
  const outside = { rule: secrets.outsideRule, publishedAt: draw.publishedAt, round, value, signature };
  const beaconKey = deps.beacons.publicKey;
  const work = { contest: code, file, places: contest.prizes.length, seed: secrets.seed, outside, beaconKey };
  const drawn = await drawFrom(work);
  if (drawn.fault === 'beacon') return { ok: false, reason: 'not_signed' };
  if (drawn.fault !== null || drawn.proof.entriesHash !== draw.entriesHash)
    throw new Error(`the draw of ${code} does not verify: ${drawn.fault ?? 'entries'}`);
  const winners = await nameWinners(scanner, kept, drawn.proof);
  const isKept = await deps.commits.submit(async (tx) => {
    if (!(await keepProof(tx, drawn.proof, winners, nowOf(deps)))) return false;
    await auditIn(tx, deps, actor, 'manage_contests', code, `drawn with round ${round}`);
    return true;
  });
  return isKept ? findDrawn(deps, code) : expired;
}

/** The draw as it stands after a step. */
export async function findDrawn(deps: FlowDeps, code: string): Promise<Result<{ draw: KeptDraw }>> {
  const draw = await findDraw(deps.store.reader, code);
  return draw ? { ok: true, draw } : notFound;
}

/** Who the winners are: for those who hand out the prizes. */
async function nameWinners(scanner: Reader, kept: KeptContest, proof: DrawProof): Promise<readonly WinnerName[]> {
  const places = new Map(proof.winners.map(({ id, place }) => [id, place]));
  const winners: WinnerName[] = [];
  await eachPageOfHolders(scanner, kept.contest.code, Number.MAX_SAFE_INTEGER, (holders) => {
    for (const { telegramId } of holders) {
      const place = places.get(entrantId(kept.secrets.entrantKey, telegramId));
      if (place !== undefined) winners.push({ place, telegramId });
    }
  });
  return winners.sort((a, b) => a.place - b.place);
}
