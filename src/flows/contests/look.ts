import { type Contest, freezeAt, isOpenAt } from '../../domain/contests/contest.ts';
import type { TicketEntry } from '../../domain/contests/ledger.ts';
import { type Instant, msOf, secondMs } from '../../domain/time.ts';
import { findContest, type KeptContest, listContests } from '../../store/contests/contests.ts';
import { findDraw, type KeptDraw } from '../../store/contests/draws.ts';
import { type InvitedPage, listInvited } from '../../store/contests/referrals.ts';
import {
  type Histogram,
  type Holder,
  listHistory,
  listTop,
  loadHeld,
  loadHistogram,
} from '../../store/contests/tickets.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { referralCode } from './referral.ts';

const topShown = 10;
const pageSize = 10;
const mostContests = 50;
/** The rating is read from the whole ledger: everybody who asks within this time gets the same. */
const freshMs = 5 * secondMs;

export type Rating = Readonly<{ top: readonly Holder[]; people: number; tickets: number; histogram: Histogram }>;
export type Ratings = Readonly<{ of: (code: string) => Promise<Rating> }>;

/** One reading at a time for each contest, and none more often than it changes to the eye. */
export function createRatings(deps: FlowDeps): Ratings {
  const kept = new Map<string, Readonly<{ atMs: number; rating: Promise<Rating> }>>();
  return {
    of: (code) => {
      const nowMs = deps.clock.nowMs();
      const known = kept.get(code);
      if (known && nowMs - known.atMs < freshMs && nowMs >= known.atMs) return known.rating;
      const rating = readRating(deps, code);
      kept.set(code, { atMs: nowMs, rating });
      if (kept.size > mostContests) kept.delete(kept.keys().next().value ?? '');
      rating.catch(() => kept.delete(code));
      return rating;
    },
  };
}

async function readRating({ store }: FlowDeps, code: string): Promise<Rating> {
  const histogram = await loadHistogram(store.scanner, code);
  const people = histogram.reduce((sum, one) => sum + one.people, 0);
  const tickets = histogram.reduce((sum, one) => sum + one.people * one.tickets, 0);
  return { top: await listTop(store.scanner, code, topShown), people, tickets, histogram };
}

/** Those with as many share a place. Null without tickets. */
function placeOf({ histogram }: Rating, tickets: number): number | null {
  if (tickets <= 0) return null;
  return 1 + histogram.reduce((above, one) => above + (one.tickets > tickets ? one.people : 0), 0);
}

export type Phase = 'soon' | 'open' | 'holding' | 'drawing' | 'drawn';
export type OwnStanding = Readonly<{
  telegramId: string;
  tickets: number;
  place: number | null;
  /** There were tickets, and all of them were taken back. */
  lostAll: boolean;
}>;
export type ContestPage = Readonly<{
  contest: Contest;
  phase: Phase;
  freezesAt: Instant;
  seedHash: string;
  outsideRule: string;
  draw: KeptDraw | null;
  rating: Rating;
  own: OwnStanding;
}>;

function phaseOf(contest: Contest, draw: KeptDraw | null, now: Instant): Phase {
  if (now < contest.startsAt) return 'soon';
  if (isOpenAt(contest, now)) return 'open';
  if (draw === null) return 'holding';
  return draw.announcedAt === null ? 'drawing' : 'drawn';
}

/** The one that people mean: that runs, else that comes next, else that ended last. */
function currentOf(all: readonly KeptContest[], now: Instant): KeptContest | null {
  const shown = all.filter(({ contest }) => contest.active);
  const open = shown.filter(({ contest }) => isOpenAt(contest, now));
  const coming = shown.filter(({ contest }) => contest.startsAt > now);
  const over = shown.filter(({ contest }) => contest.endsAt <= now);
  const soonest = (one: readonly KeptContest[], by: 'startsAt' | 'endsAt') =>
    one.toSorted((a, b) => msOf(a.contest[by]) - msOf(b.contest[by]));
  return soonest(open, 'endsAt')[0] ?? soonest(coming, 'startsAt')[0] ?? soonest(over, 'endsAt').at(-1) ?? null;
}

async function ownIn(deps: FlowDeps, code: string, rating: Rating, telegramId: string): Promise<OwnStanding> {
  const held = (await loadHeld(deps.store.reader, code, [telegramId])).get(telegramId);
  const tickets = held ?? 0;
  return { telegramId, tickets, place: placeOf(rating, tickets), lostAll: held !== undefined && tickets <= 0 };
}

/** Null: there is no contest, and never was one. Without a code the one that people mean. */
export async function contestPage(
  deps: FlowDeps,
  ratings: Ratings,
  telegramId: string,
  code?: string,
): Promise<ContestPage | null> {
  const { reader } = deps.store;
  const now = nowOf(deps);
  const named = code === undefined ? null : await findContest(reader, code);
  const kept = named?.contest.active ? named : currentOf(await listContests(reader, mostContests), now);
  if (kept === null) return null;
  const { contest, secrets } = kept;
  const draw = await findDraw(reader, contest.code);
  const rating = await ratings.of(contest.code);
  return {
    ...{ contest, phase: phaseOf(contest, draw, now), freezesAt: freezeAt(contest), draw, rating },
    ...{ seedHash: secrets.seedHash, outsideRule: secrets.outsideRule },
    own: await ownIn(deps, contest.code, rating, telegramId),
  };
}

/** An entry with who brought it: the payer where that was somebody else. */
export type HistoryEntry = TicketEntry & Readonly<{ seq: number; note: string | null; payerId: string | null }>;
export type TicketsPage = Readonly<{
  contest: Contest;
  own: OwnStanding;
  people: number;
  history: readonly HistoryEntry[];
  /** The number to ask for the older ones with; null: these are all. */
  older: number | null;
}>;

export async function ticketsPage(
  deps: FlowDeps,
  ratings: Ratings,
  telegramId: string,
  asked: Readonly<{ code?: string; before: number | null }>,
): Promise<TicketsPage | null> {
  const page = await contestPage(deps, ratings, telegramId, asked.code);
  if (page === null) return null;
  const { contest, own, rating } = page;
  const wanted = { before: asked.before, limit: pageSize + 1 };
  const found = await listHistory(deps.store.reader, contest.code, telegramId, wanted);
  const history = found.slice(0, pageSize);
  const older = found.length > pageSize ? (history.at(-1)?.seq ?? null) : null;
  return { contest, own, people: rating.people, history, older };
}

export type InvitePage = InvitedPage & Readonly<{ code: string; older: number | null }>;

/** The person's link, and who came by it. */
export async function invitePage(deps: FlowDeps, telegramId: string, offset: number): Promise<InvitePage> {
  const code = await referralCode(deps, telegramId);
  const page = await listInvited(deps.store.reader, telegramId, { limit: pageSize, offset });
  const next = offset + pageSize;
  return { ...page, code, older: page.came > next ? next : null };
}
