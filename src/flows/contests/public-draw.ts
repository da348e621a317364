import { decidingRound, roundOfRule, roundUrl } from '../../domain/contests/drand.ts';
import type { DrawProof } from '../../domain/contests/draw.ts';
import type { VerifiedDraw } from '../../domain/contests/verified-draw.ts';
import { findContest, type KeptContest } from '../../store/contests/contests.ts';
import { findDraw, findEntriesFile, isShown, type KeptDraw } from '../../store/contests/draws.ts';
import type { FlowDeps } from '../deps.ts';
import type { Result } from '../types.ts';
import { verifyFrom } from './draw-work.ts';
import { entrantId } from './entrant-id.ts';
import { pageOf, publications } from './publish.ts';

const notFound = { ok: false, reason: 'not_found' } as const;

/** The round that decides; null while the entries are not public. */
export function roundOf({ secrets }: KeptContest, { publishedAt }: KeptDraw): number | null {
  const promised = roundOfRule(secrets.outsideRule);
  return promised === null || publishedAt === null ? null : decidingRound(promised, publishedAt);
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
  return isShown(deps.store.reader, publications.entries(contestCode, entriesHash));
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

/** Recomputes a public draw from what was published, for one person. */
export async function verifyDrawFor(deps: FlowDeps, telegramId: string, code: string): Promise<Result<VerifiedDraw>> {
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
  const { title } = kept.contest;
  return { ok: true, title, ownId, ownTickets, entriesHash: open.entriesHash, proof: open.proof, fault, place, urls };
}
