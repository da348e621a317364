import { columnsOf } from '../csv-columns.ts';
import type { LineProblem } from '../spend/read-spend.ts';
import { type RuleField, type RuleMatch, ruleFields, ruleMatches, type TeamRule } from './rule.ts';

export const mostRules = 500;
const longestName = 60;
const longestPattern = 200;
const highestPriority = 1_000;

const columns = {
  team: ['команда', 'баер', 'buyer'],
  field: ['поле'],
  pattern: ['шаблон', 'образец', 'value'],
} as const;
/** Columns that a file need not have; without a head they stand after the others. */
const optional = { match: ['match', 'совпадение'], priority: ['priority', 'приоритет'] } as const;

export type RulesRead = Readonly<{ rules: readonly TeamRule[]; problems: readonly LineProblem[] }>;
type Line = Readonly<{ line: number; cells: readonly string[] }>;

function fieldOf(text: string): RuleField | null {
  return ruleFields.find((field) => field === text) ?? null;
}

function matchOf(text: string): RuleMatch | null {
  return text === '' ? 'exact' : (ruleMatches.find((match) => match === text) ?? null);
}

/** Empty is 0. */
function priorityOf(text: string): number | null {
  if (text === '') return 0;
  return /^\d{1,4}$/.test(text) && Number(text) <= highestPriority ? Number(text) : null;
}

type Written = Readonly<Record<'team' | 'field' | 'pattern' | 'match' | 'priority', string>>;

/** One rule, or what is wrong with it. */
function readRule(written: Written): TeamRule | string {
  const team = written.team.trim();
  if (team === '' || team.length > longestName) return `the team must be a name of at most ${longestName} signs`;
  const field = fieldOf(written.field.trim().toLowerCase());
  if (field === null) return `the field must be one of ${ruleFields.join(', ')}`;
  const pattern = written.pattern.trim();
  if (!/[\p{L}\p{N}]/u.test(pattern) || pattern.length > longestPattern)
    return `the pattern must have letters or digits, at most ${longestPattern} signs`;
  const match = matchOf(written.match.trim().toLowerCase());
  if (match === null) return `the match must be one of ${ruleMatches.join(', ')}`;
  const priority = priorityOf(written.priority.trim());
  if (priority === null) return `the priority must be a whole number from 0 to ${highestPriority}`;
  return { team, field, pattern, match, priority };
}

/** The lines of a table of rules, the first of them the head; null where the head lacks a column. */
export function readRules(lines: readonly Line[]): RulesRead | null {
  const head = lines[0]?.cells ?? [];
  const found = columnsOf(head, columns);
  if (found === null) return null;
  const { places, hasHead } = found;
  const named = (words: readonly string[]) => head.findIndex((cell) => words.includes(cell.trim().toLowerCase()));
  const matchAt = hasHead ? named(optional.match) : 3;
  const priorityAt = hasHead ? named(optional.priority) : 4;
  const rules: TeamRule[] = [];
  const problems: LineProblem[] = [];
  for (const { line, cells } of lines.slice(hasHead ? 1 : 0)) {
    const at = (place: number) => cells[place] ?? '';
    const { team, field, pattern } = places;
    const written = { team: at(team), field: at(field), pattern: at(pattern), match: at(matchAt) };
    const read = readRule({ ...written, priority: at(priorityAt) });
    if (typeof read === 'string') problems.push({ line, problem: read });
    else rules.push(read);
  }
  return { rules, problems };
}
