import { type Contest, freezeAt } from '../../domain/contests/contest.ts';
import {
  type Beacon,
  beaconFault,
  decidingRound,
  roundOfRule,
  roundUrl,
  timeOfRound,
} from '../../domain/contests/drand.ts';
import type { DrawFault, DrawProof } from '../../domain/contests/draw.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { minuteMs, msOf } from '../../domain/time.ts';
import { sha256OfHex } from '../../lib/hash.ts';
import { findContest, type KeptContest, listToDraw } from '../../store/contests/contests.ts';
import {
  callBack,
  findDraw,
  findEntriesFile,
  findToldAt,
  insertFrozen,
  type KeptDraw,
  keepProof,
  markAnnounced,
  markPublished,
  undoFrozen,
  undoProof,
  type WinnerName,
} from '../../store/contests/draws.ts';
import { lastEntry } from '../../store/contests/tickets.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { orApproval } from '../approvals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import type { Refusal, Result } from '../types.ts';
import { drawFrom, eachPageOfHolders, freezeEntries, verifyFrom } from './draw-work.ts';
import { entrantId } from './entrant-id.ts';
import { publications, publish } from './publish.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;
const expired = { ok: false, reason: 'expired' } as const;

/** Where anybody finds what a contest publishes. */
const pageOf = ({ shop }: FlowDeps, code: string, name: 'entries.txt' | 'proof.json') =>
  `${shop.publicUrl}/contests/${code}/${name}`;

const about = ({ code, title, zone }: Contest) => ({ code, title, zone });

/** The round that decides; null while the entries are not public. */
export function roundOf({ secrets }: KeptContest, { publishedAt }: KeptDraw): number | null {
  const promised = roundOfRule(secrets.outsideRule);
  return promised === null || publishedAt === null ? null : decidingRound(promised, publishedAt);
}

/** Takes each contest one step further whose time has come; how many steps there were. One that fails stops no other. */
export async function tendDraws(deps: FlowDeps): Promise<number> {
  let steps = 0;
  for (const kept of await listToDraw(deps.store.reader, nowOf(deps))) {
    try {
      if (await tendOne(deps, kept)) steps += 1;
    } catch (error) {
      deps.log.error({ event: 'draw_failed', contest: kept.contest.code, error });
    }
  }
  if (steps > 0) deps.wake();
  return steps;
}

async function tendOne(deps: FlowDeps, kept: KeptContest): Promise<boolean> {
  const draw = await findDraw(deps.store.reader, kept.contest.code);
  if (draw === null) return freezeAt(kept.contest) <= nowOf(deps) && freeze(deps, kept);
  if (draw.state === 'frozen') return notePublished(deps, kept, draw);
  return draw.state === 'published' && remind(deps, kept, draw);
}

/** The ledger as it stands now; what comes later changes nothing in the file. */
async function freeze(deps: FlowDeps, { contest, secrets }: KeptContest): Promise<boolean> {
  const { reader, scanner } = deps.store;
  const upTo = await lastEntry(reader);
  const { file, hash, entrants, tickets } = await freezeEntries(scanner, contest.code, secrets.entrantKey, upTo);
  return deps.commits.submit(async (tx) => {
    const at = nowOf(deps);
    if (!(await insertFrozen(tx, contest.code, { file, hash, at }))) return false;
    const round = decidingRound(roundOfRule(secrets.outsideRule) ?? 1, at);
    const told = { entrants, tickets, entriesHash: hash, round, roundAt: timeOfRound(round) };
    const url = pageOf(deps, contest.code, 'entries.txt');
    const notice = { kind: 'entries_frozen' as const, ...about(contest), ...told, url };
    await publish(tx, deps, contest, publications.entries(contest.code, hash), notice);
    deps.log.info({ event: 'entries_frozen', contest: contest.code, entrants, tickets, hash });
    return true;
  });
}

/** Public is what somebody was shown, not what we meant to send. */
async function notePublished(deps: FlowDeps, { contest }: KeptContest, draw: KeptDraw): Promise<boolean> {
  const toldAt = await findToldAt(deps.store.reader, publications.entries(contest.code, draw.entriesHash));
  return toldAt !== null && deps.commits.submit((tx) => markPublished(tx, contest.code, toldAt));
}

/** The value exists, and nobody has entered it. */
async function remind(deps: FlowDeps, kept: KeptContest, draw: KeptDraw): Promise<boolean> {
  const round = roundOf(kept, draw);
  const now = nowOf(deps);
  if (round === null || msOf(timeOfRound(round)) + minuteMs > msOf(now)) return false;
  const notice = { kind: 'draw_due' as const, ...about(kept.contest), round };
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, kept.contest.code, now));
  return false;
}

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

async function findDrawn(deps: FlowDeps, code: string): Promise<Result<{ draw: KeptDraw }>> {
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

/** Publishes winners and proof. There is no way back from it. */
export async function announceDraw(deps: FlowDeps, actor: Actor, code: string): Promise<Result<{ draw: KeptDraw }>> {
  if (!may(actor, 'manage_contests')) return forbidden;
  const kept = await findContest(deps.store.reader, code);
  if (!kept) return notFound;
  const isDone = await deps.commits.submit(async (tx) => {
    const draw = await findDraw(tx, code);
    if (!draw?.proof || !(await markAnnounced(tx, code, nowOf(deps)))) return false;
    const notice = { ...told(kept.contest, draw.proof), url: pageOf(deps, code, 'proof.json') };
    await publish(tx, deps, kept.contest, publications.proof(code, draw.proof.checksum), notice);
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

/** Before anybody was told: a draw goes back to its published entries, entries are frozen anew. */
export async function undoDraw(deps: FlowDeps, actor: Actor, code: string): Promise<Result> {
  if (!may(actor, 'undo_draw')) return forbidden;
  const draw = await findDraw(deps.store.reader, code);
  if (!draw) return notFound;
  if (draw.state === 'published' || draw.announcedAt !== null) return invalid;
  const asked = { action: 'undo_draw', argument: { code }, effect: { contest: code, step: draw.state } } as const;
  return orApproval(deps, actor, asked, () => undoNow(deps, actor, code));
}

export async function undoNow(deps: FlowDeps, actor: Actor, code: string): Promise<Result> {
  if (!may(actor, 'undo_draw')) return forbidden;
  try {
    return await deps.commits.submit(async (tx) => {
      const draw = await findDraw(tx, code);
      const isUndone = draw !== null && (await undoIn(tx, deps, actor, draw));
      // Thrown, so that nothing of a half is kept: what waits to be sent goes on waiting.
      if (!isUndone) throw new TooLate();
      await auditIn(tx, deps, actor, 'undo_draw', code, `${draw.state} ${draw.entriesHash}`);
      return { ok: true as const };
    });
  } catch (error) {
    if (error instanceof TooLate) return expired satisfies Refusal;
    throw error;
  }
}

class TooLate extends Error {}

async function undoIn(tx: Tx, deps: FlowDeps, actor: Actor, draw: KeptDraw): Promise<boolean> {
  const { contestCode, entriesHash, state } = draw;
  if (state === 'drawn') return undoProof(tx, contestCode);
  const subject = publications.entries(contestCode, entriesHash);
  const by = actor.kind === 'operator' ? actor.name : actor.kind;
  return (await callBack(tx, subject, by, nowOf(deps))) && (await undoFrozen(tx, contestCode));
}

/** What anybody may have of a draw that is public: its entries, and once it is announced its proof. */
export type PublicDraw = Readonly<{
  file: string | null;
  entriesHash: string;
  proof: DrawProof | null;
  decidingRound: number | null;
}>;

/** From the moment on at which somebody was told, who may follow the link at once. */
async function isPublic(deps: FlowDeps, { state, contestCode, entriesHash }: KeptDraw): Promise<boolean> {
  if (state !== 'frozen') return true;
  return (await findToldAt(deps.store.reader, publications.entries(contestCode, entriesHash))) !== null;
}

export async function publicDraw(deps: FlowDeps, code: string): Promise<PublicDraw | null> {
  const draw = await findDraw(deps.store.reader, code);
  if (draw === null || !(await isPublic(deps, draw))) return null;
  const file = await findEntriesFile(deps.store.scanner, code);
  const kept = await findContest(deps.store.reader, code);
  const decidingRound = kept && roundOf(kept, draw);
  const proof = draw.announcedAt === null ? null : draw.proof;
  return { file, entriesHash: draw.entriesHash, proof, decidingRound };
}

export type Verified = Readonly<{
  /** What the person is called in the files; his tickets there, null: he is not in them. */
  ownId: string;
  ownTickets: number | null;
  entriesHash: string;
  proof: DrawProof | null;
  /** Of the recomputation; null: everything agrees, or there is no proof yet. */
  fault: DrawFault | null;
  place: number | null;
  /** Where everything stands that is needed to check it without us; null: not yet. */
  urls: Readonly<{ entries: string; round: string | null; proof: string | null }>;
}>;

/** Recomputes a public draw from what was published, for one person. */
export async function verifyDrawFor(deps: FlowDeps, telegramId: string, code: string): Promise<Result<Verified>> {
  const kept = await findContest(deps.store.reader, code);
  const open = kept && (await publicDraw(deps, code));
  if (!kept || !open || open.file === null) return notFound;
  const ownId = entrantId(kept.secrets.entrantKey, telegramId);
  const at = open.file.indexOf(`\n${ownId} `);
  const ownTickets = at < 0 ? null : Number(open.file.slice(at + ownId.length + 2).split('\n', 1)[0]);
  const { beacons } = deps;
  const recomputed = open.proof && { proof: open.proof, file: open.file, beaconKey: beacons.publicKey };
  const fault = recomputed && (await verifyFrom(recomputed));
  const place = open.proof?.winners.find(({ id }) => id === ownId)?.place ?? null;
  const round = open.proof?.outside.round ?? open.decidingRound;
  const urls = {
    entries: pageOf(deps, code, 'entries.txt'),
    round: round === null ? null : roundUrl(round, beacons),
    proof: open.proof && pageOf(deps, code, 'proof.json'),
  };
  return { ok: true, ownId, ownTickets, entriesHash: open.entriesHash, proof: open.proof, fault, place, urls };
}
