import type { Contest } from '../../domain/contests/contest.ts';
import type { Beacon } from '../../domain/contests/drand.ts';
import type { VerifiedDraw } from '../../domain/contests/verified-draw.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { KeptDraw } from '../../store/contests/draws.ts';
import type { Signal } from '../../store/contests/signals.ts';
import type { Result } from '../types.ts';
import type { DrawnResult } from './draw.ts';
import type { ContestPage, InvitePage, TicketsPage } from './look.ts';
import type { ContestState, Correction, EntriesPage } from './manage.ts';
import type { PublicDraw } from './public-draw.ts';
import type { BindingOutcome } from './referral.ts';
import type { AwardRetryStats } from './retry-awards.ts';

export type ContestFlows = Readonly<{
  // ---- everybody
  /** `/start ref_<code>`: the first link of a person without a paid order counts. */
  bindReferral: (telegramId: string, code: string) => Promise<BindingOutcome>;
  /** The contest that runs, comes next or ended last; null: there was never one. */
  contestPage: (telegramId: string, code?: string) => Promise<ContestPage | null>;
  ticketsPage: (
    telegramId: string,
    asked: Readonly<{ code?: string; before: number | null }>,
  ) => Promise<TicketsPage | null>;
  invitePage: (telegramId: string, offset: number) => Promise<InvitePage>;
  /** Recomputes a public draw; `not_found`: nothing of it is public yet. */
  verifyDraw: (telegramId: string, code: string) => Promise<Result<VerifiedDraw>>;
  /** Null while nothing of it is public. */
  publicDraw: (code: string) => Promise<PublicDraw | null>;

  // ---- the team
  listContests: (actor: Actor) => Promise<Result<{ contests: readonly ContestState[] }>>;
  findContest: (actor: Actor, code: string) => Promise<Result<{ state: ContestState }>>;
  /** `invalid`: it is there already, is over, or its terms would change after it began. */
  createContest: (actor: Actor, contest: Contest) => Promise<Result<{ state: ContestState }>>;
  changeContest: (actor: Actor, contest: Contest) => Promise<Result<{ state: ContestState }>>;
  contestEntries: (
    actor: Actor,
    code: string,
    page: Readonly<{ limit: number; cursor: string | null }>,
  ) => Promise<Result<EntriesPage>>;
  correctTickets: (actor: Actor, correction: Correction) => Promise<Result>;
  awardRetryStats: (actor: Actor) => Promise<Result<AwardRetryStats>>;
  contestSignals: (actor: Actor, code: string) => Promise<Result<{ signals: readonly Signal[] }>>;
  reviewSignals: (actor: Actor, code: string) => Promise<Result<{ count: number }>>;

  // ---- the draw
  drawContest: (actor: Actor, code: string, beacon: Beacon) => Promise<DrawnResult>;
  announceDraw: (actor: Actor, code: string) => Promise<Result<{ draw: KeptDraw }>>;
  undoDraw: (actor: Actor, code: string) => Promise<Result>;
}>;

/** Rounds of the jobs layer. */
export type ContestJobs = Readonly<{
  /** Owed tickets, and draws whose time has come; how much was done. */
  tendContests: () => Promise<number>;
  /** Once an hour over all processes. */
  lookForSignals: () => Promise<number>;
}>;

export type { BindingOutcome, ContestPage, ContestState, InvitePage, TicketsPage };
