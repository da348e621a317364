import { type Actor, may } from '../../domain/permissions.ts';
import type { Window } from '../../domain/ports.ts';
import type { LineProblem } from '../../domain/spend/read-spend.ts';
import { attributeBy } from '../../domain/teams/attribute.ts';
import { MoveCount, type Moves } from '../../domain/teams/changes.ts';
import { mostRules, type RulesRead, readRules } from '../../domain/teams/read-rules.ts';
import { sameRules, type TeamRule } from '../../domain/teams/rule.ts';
import type { Instant } from '../../domain/time.ts';
import { readCsv } from '../../lib/read-csv.ts';
import { markManyDirty } from '../../store/dirty-hours.ts';
import { readReturns, readSales } from '../../store/sales.ts';
import { listTeamRules, replaceTeamRules } from '../../store/team-rules.ts';
import { auditIn } from '../audit.ts';
import type { FlowDeps } from '../deps.ts';
import type { Result } from '../types.ts';

/** All of history: rules are not dated, so new ones hold for the past as well. */
const always: Window = { from: '0000-01-01T00:00:00.000Z' as Instant, to: '9999-01-01T00:00:00.000Z' as Instant };
const mostProblems = 20;

/** What a list of rules says, and what it moves or moved; with a problem nothing is saved. */
export type SavedRules = Moves &
  Readonly<{ saved: boolean; rules: readonly TeamRule[]; problems: readonly LineProblem[] }>;

const nothing: Moves = { moves: [], payments: 0, conflicts: [], unmatched: 0 };

function read(csv: string): RulesRead {
  const not = (problem: string): RulesRead => ({ rules: [], problems: [{ line: 1, problem }] });
  const cells = readCsv(csv);
  if (cells === null) return not('this is no CSV file: a quotation mark is open');
  const found = readRules(cells);
  if (found === null) return not('the columns must be: team, field, pattern, and match and priority where wanted');
  return found.rules.length > mostRules ? not(`at most ${mostRules} rules`) : found;
}

async function countMoves(deps: FlowDeps, before: readonly TeamRule[], after: readonly TeamRule[]): Promise<MoveCount> {
  const count = new MoveCount(attributeBy(before), attributeBy(after));
  const { scanner } = deps.store;
  for await (const sales of readSales(scanner, always)) for (const sale of sales) count.addSale(sale);
  for await (const returns of readReturns(scanner, always)) for (const back of returns) count.addReturn(back);
  return count;
}

/**
 * Takes the rules over, with the marks of all hours whose sums they move, in one transaction. What came in while the
 * hours were looked for is looked for once more after it: from then on every sum is made by the new rules.
 */
async function write(
  deps: FlowDeps,
  actor: Actor,
  before: readonly TeamRule[],
  rules: readonly TeamRule[],
  moved: MoveCount,
) {
  const { hours } = moved;
  const { payments } = moved.result();
  const written = await deps.commits.submit(async (tx) => {
    if (!sameRules(await listTeamRules(tx), before)) return false;
    await replaceTeamRules(tx, rules);
    await markManyDirty(tx, [...hours]);
    await auditIn(tx, deps, actor, 'change_teams', null, `${rules.length} rules, ${payments} payments moved`);
    return true;
  });
  if (!written) return false;
  const since = [...(await countMoves(deps, before, rules)).hours].filter((hour) => !hours.has(hour));
  if (since.length > 0) await deps.commits.submit((tx) => markManyDirty(tx, since));
  return true;
}

/**
 * The list of rules that say whose sales are whose: a new list takes the place of the old one, for the past too. With
 * `dryRun` it is only told what would move. `busy`: somebody else changed them meanwhile.
 */
export async function saveTeamRules(
  deps: FlowDeps,
  actor: Actor,
  csv: string,
  dryRun: boolean,
): Promise<Result<{ teams: SavedRules }>> {
  if (!may(actor, 'change_teams')) return { ok: false, reason: 'forbidden' };
  const { rules, problems } = read(csv);
  if (problems.length > 0)
    return { ok: true, teams: { ...nothing, saved: false, rules: [], problems: problems.slice(0, mostProblems) } };
  const before = await listTeamRules(deps.store.reader);
  const moved = await countMoves(deps, before, rules);
  if (!dryRun && !(await write(deps, actor, before, rules, moved))) return { ok: false, reason: 'busy' };
  return { ok: true, teams: { ...moved.result(), saved: !dryRun, rules, problems: [] } };
}

/** In the order in which they were told. */
export async function listRules({ store }: FlowDeps, actor: Actor): Promise<Result<{ rules: readonly TeamRule[] }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  return { ok: true, rules: await listTeamRules(store.reader) };
}
