import { randomBytes } from 'node:crypto';
import { type Contest, freezeAt, sameTerms } from '../../domain/contests/contest.ts';
import { outsideRule, promisedRound, roundOfRule, roundUrl } from '../../domain/contests/drand.ts';
import { correctionEntries, type TicketEntry } from '../../domain/contests/ledger.ts';
import { withoutEmails } from '../../domain/erasure.ts';
import { type Actor, actorName, may } from '../../domain/permissions.ts';
import { sha256 } from '../../lib/hash.ts';
import { findContest, type KeptContest, listContests, saveContest } from '../../store/contests/contests.ts';
import { findDraw, type KeptDraw } from '../../store/contests/draws.ts';
import { insertEntries, lastEntry, listEntriesOf, pageHolders } from '../../store/contests/tickets.ts';
import type { Tx } from '../../store/database.ts';
import { orApproval } from '../approvals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { roundOf } from './public-draw.ts';
import { publications, publish } from './publish.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;
const mostContests = 200;
const secretBytes = 32;
const longestReason = 200;
const mostTickets = 1_000_000;

/** A contest as the team sees it: without seed and key. */
export type ContestState = Readonly<{
  contest: Contest;
  seedHash: string;
  outsideRule: string;
  draw: KeptDraw | null;
  /** Null while the entries are not public. */
  decidingRound: number | null;
  /** Where its value is found once its time has come. */
  roundUrl: string | null;
  changedBy: string;
}>;

async function stateOf(deps: FlowDeps, kept: KeptContest): Promise<ContestState> {
  const { contest, secrets, changedBy } = kept;
  const draw = await findDraw(deps.store.reader, contest.code);
  const round = draw && roundOf(kept, draw);
  return {
    contest,
    seedHash: secrets.seedHash,
    outsideRule: secrets.outsideRule,
    draw,
    decidingRound: round,
    roundUrl: round === null ? null : roundUrl(round, deps.beacons),
    changedBy,
  };
}

export async function listAllContests(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ contests: readonly ContestState[] }>> {
  if (!may(actor, 'see_contests')) return forbidden;
  const kept = await listContests(deps.store.reader, mostContests);
  return { ok: true, contests: await Promise.all(kept.map((one) => stateOf(deps, one))) };
}

export async function findOneContest(
  deps: FlowDeps,
  actor: Actor,
  code: string,
): Promise<Result<{ state: ContestState }>> {
  if (!may(actor, 'see_contests')) return forbidden;
  const kept = await findContest(deps.store.reader, code);
  return kept ? { ok: true, state: await stateOf(deps, kept) } : notFound;
}

const secret = () => randomBytes(secretBytes).toString('hex');

function newSecrets(rule: string): KeptContest['secrets'] {
  const seed = secret();
  return { seed, seedHash: sha256(seed), entrantKey: secret(), outsideRule: rule };
}

/** What was promised stands from the contest's first instant on; before, it may change and is then published anew. */
function mayBecome(before: KeptContest | null, contest: Contest, now: string): boolean {
  if (before === null) return contest.endsAt > now;
  return sameTerms(before.contest, contest) || (before.contest.startsAt > now && contest.endsAt > now);
}

/** Makes a contest or changes it; a new one where `isNew`. Switched on, its seed's hash and rule are published. */
export async function keepContest(
  deps: FlowDeps,
  actor: Actor,
  contest: Contest,
  isNew: boolean,
): Promise<Result<{ state: ContestState }>> {
  if (!may(actor, 'manage_contests')) return forbidden;
  const refusal = await deps.commits.submit(async (tx) => {
    const now = nowOf(deps);
    const before = await findContest(tx, contest.code);
    if (isNew === (before !== null)) return isNew ? invalid : notFound;
    if (!mayBecome(before, contest, now)) return invalid;
    const rule = outsideRule(promisedRound(freezeAt(contest)));
    const secrets = before ? { ...before.secrets, outsideRule: rule } : newSecrets(rule);
    await saveContest(tx, { contest, secrets, changedBy: actorName(actor), changedAt: now });
    const detail = `${isNew ? 'made' : 'changed'} ${contest.startsAt} ${contest.endsAt} ${contest.active ? 'on' : 'off'}`;
    await auditIn(tx, deps, actor, 'manage_contests', contest.code, detail);
    if (contest.active) await tellOpened(tx, deps, contest, secrets);
    return null;
  });
  if (refusal !== null) return refusal;
  deps.wake();
  return findOneContest(deps, { kind: 'job', name: 'contests' }, contest.code);
}

/** Before anybody has tickets: what the draw is bound to. */
async function tellOpened(tx: Tx, deps: FlowDeps, contest: Contest, secrets: KeptContest['secrets']): Promise<void> {
  const { code, title, zone, startsAt, endsAt } = contest;
  const { seedHash, outsideRule: rule } = secrets;
  const notice = { kind: 'contest_opened' as const, code, title, zone, startsAt, endsAt, seedHash, rule };
  await publish(tx, deps, contest, publications.opened(code, roundOfRule(rule) ?? 0), notice);
}

export type Correction = Readonly<{ contest: string; telegramId: string; delta: number; reason: string }>;

/** Somebody's tickets, put right by hand: with a reason, and with a second person's yes. */
export async function correctTickets(deps: FlowDeps, actor: Actor, wanted: Correction): Promise<Result> {
  const reason = withoutEmails(wanted.reason.trim()).slice(0, longestReason);
  const { telegramId, delta } = wanted;
  const isMeant = Number.isSafeInteger(delta) && delta !== 0 && Math.abs(delta) <= mostTickets;
  if (reason === '' || !isMeant || !/^\d{1,20}$/.test(telegramId)) return invalid;
  if (!may(actor, 'correct_tickets')) return forbidden;
  if (!(await findContest(deps.store.reader, wanted.contest))) return notFound;
  const correction = { ...wanted, reason };
  const effect = { contest: wanted.contest, person: telegramId, delta, reason };
  const asked = { action: 'correct_tickets', argument: correction, effect } as const;
  return orApproval(deps, actor, asked, () => enterCorrection(deps, actor, correction));
}

export async function enterCorrection(deps: FlowDeps, actor: Actor, correction: Correction): Promise<Result> {
  if (!may(actor, 'correct_tickets')) return forbidden;
  const { contest: contestCode, telegramId, delta, reason } = correction;
  await deps.commits.submit(async (tx) => {
    const cause = deps.newId('cor');
    const entries = correctionEntries(telegramId, delta, { contestCode, cause, orderId: null, at: nowOf(deps) });
    await insertEntries(tx, entries, { by: actorName(actor), note: reason });
    await auditIn(tx, deps, actor, 'correct_tickets', `${contestCode} ${telegramId}`, `${delta} ${cause}: ${reason}`);
  });
  return { ok: true };
}

export type EntriesPage = Readonly<{
  items: readonly Readonly<{ telegramId: string; tickets: number; ledger: readonly TicketEntry[] }>[];
  nextCursor: string | null;
}>;

/** Everybody who ever had tickets, with all entries, in the order of their ids. */
export async function contestEntries(
  deps: FlowDeps,
  actor: Actor,
  code: string,
  { limit, cursor }: Readonly<{ limit: number; cursor: string | null }>,
): Promise<Result<EntriesPage>> {
  if (!may(actor, 'see_contests')) return forbidden;
  const { reader, scanner } = deps.store;
  if (!(await findContest(reader, code))) return notFound;
  const page = { upTo: await lastEntry(reader), after: cursor ?? '', limit };
  const holders = await pageHolders(scanner, code, page);
  const entries = await listEntriesOf(
    scanner,
    code,
    holders.map(({ telegramId }) => telegramId),
  );
  const ledger = Map.groupBy(entries, ({ beneficiaryId }) => beneficiaryId);
  return {
    ok: true,
    items: holders.map(({ telegramId, tickets }) => ({ telegramId, tickets, ledger: ledger.get(telegramId) ?? [] })),
    nextCursor: holders.length < limit ? null : (holders.at(-1)?.telegramId ?? null),
  };
}
