import { freezeAt } from '../../domain/contests/contest.ts';
import { decidingRound, roundOfRule, timeOfRound } from '../../domain/contests/drand.ts';
import { minuteMs, msOf } from '../../domain/time.ts';
import { type KeptContest, listToDraw } from '../../store/contests/contests.ts';
import {
  findDraw,
  findEntriesBytes,
  findToldAt,
  insertFrozen,
  type KeptDraw,
  markPublished,
} from '../../store/contests/draws.ts';
import { lastEntry } from '../../store/contests/tickets.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import { freezeEntries } from './draw-work.ts';
import { roundOf } from './public-draw.ts';
import { about, pageOf, publications, publish } from './publish.ts';

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
    const entries = { url, bytes: await findEntriesBytes(tx, contest.code) };
    const notice = { kind: 'entries_frozen' as const, ...about(contest), ...told, entries };
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
