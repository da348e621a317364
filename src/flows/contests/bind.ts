import type { Actor } from '../../domain/permissions.ts';
import type { Executors } from '../approvals.ts';
import type { FlowDeps } from '../deps.ts';
import { announceDraw } from './announce.ts';
import { drawWith } from './draw.ts';
import { contestPage, createRatings, invitePage, ticketsPage } from './look.ts';
import {
  type Correction,
  contestEntries,
  correctTickets,
  enterCorrection,
  findOneContest,
  keepContest,
  listAllContests,
} from './manage.ts';
import { publicDraw, verifyDrawFor } from './public-draw.ts';
import { bindReferral, createWrongCodes } from './referral.ts';
import { awardRetryStats, retryAwards } from './retry-awards.ts';
import { contestSignals, findSignals, reviewSignals } from './signals.ts';
import { tendDraws } from './tend-draws.ts';
import type { ContestFlows, ContestJobs } from './types.ts';
import { undoDraw, undoNow } from './undo-draw.ts';

/** Contests, their tickets and their draws; what a second person may allow stands apart. */
export function bindContests(deps: FlowDeps): Readonly<{ flows: ContestFlows & ContestJobs; executors: Executors }> {
  const wrongCodes = createWrongCodes();
  const ratings = createRatings(deps);
  const flows: ContestFlows & ContestJobs = {
    bindReferral: (telegramId, code) => bindReferral(deps, wrongCodes, telegramId, code),
    contestPage: (telegramId, code) => contestPage(deps, ratings, telegramId, code),
    ticketsPage: (telegramId, asked) => ticketsPage(deps, ratings, telegramId, asked),
    invitePage: (telegramId, offset) => invitePage(deps, telegramId, offset),
    verifyDraw: (telegramId, code) => verifyDrawFor(deps, telegramId, code),
    publicDraw: (code) => publicDraw(deps, code),
    listContests: (actor) => listAllContests(deps, actor),
    findContest: (actor, code) => findOneContest(deps, actor, code),
    createContest: (actor, contest) => keepContest(deps, actor, contest, true),
    changeContest: (actor, contest) => keepContest(deps, actor, contest, false),
    contestEntries: (actor, code, page) => contestEntries(deps, actor, code, page),
    correctTickets: (actor, correction) => correctTickets(deps, actor, correction),
    awardRetryStats: (actor) => awardRetryStats(deps, actor),
    contestSignals: (actor, code) => contestSignals(deps, actor, code),
    reviewSignals: (actor, code) => reviewSignals(deps, actor, code),
    drawContest: (actor, code, beacon) => drawWith(deps, actor, code, beacon),
    announceDraw: (actor, code) => announceDraw(deps, actor, code),
    undoDraw: (actor, code) => undoDraw(deps, actor, code),
    tendContests: async () => (await retryAwards(deps)) + (await tendDraws(deps)),
    lookForSignals: () => findSignals(deps),
  };
  const executors: Executors = {
    correct_tickets: (asker: Actor, argument) => enterCorrection(deps, asker, argument as Correction),
    undo_draw: (asker: Actor, argument) => undoNow(deps, asker, (argument as { code: string }).code),
  };
  return { flows, executors };
}
