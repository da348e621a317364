import { oneLine } from '../../lib/html.ts';
import { type Block, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';

export type LineProblem = Readonly<{ line: number; problem: string }>;
const mostShown = 5;

/** What cannot be read in a file, by its lines. */
export function problemLines(problems: readonly LineProblem[], more: number, locale: Locale): readonly Block[] {
  if (problems.length === 0) return [];
  const hidden = Math.max(0, problems.length - mostShown) + more;
  const lines = problems
    .slice(0, mostShown)
    .map(({ line, problem }) => text(locale, 'report-line-problem', { line, problem: oneLine(problem) }));
  return [textBlock(...lines, hidden > 0 ? text(locale, 'bot-more', { count: hidden }) : null)];
}
