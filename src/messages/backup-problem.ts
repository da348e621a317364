import { checkTitle } from './checks.ts';
import { type Locale, text } from './text.ts';

/** What we say of backups ourselves, as it is kept beside them; all else is SQLite's or the system's own words. */
const own: ReadonlyMap<string, string> = new Map([
  ['there is no backup', 'backup-problem-none'],
  ['its bytes are not those that were written', 'backup-problem-bytes'],
  ['the disk has no room for another copy of the database', 'backup-problem-room'],
  ['broken off before its end', 'backup-problem-end'],
]);
const unsound = 'the copy is not sound: ';

/** In the reader's language, as far as the words are ours. */
export function backupProblemText(locale: Locale, problem: string): string {
  const id = own.get(problem);
  if (id !== undefined) return text(locale, id);
  const [, rule = '', count] = /^(I\d+ .+): (\d+)$/.exec(problem) ?? [];
  if (count !== undefined) return `${checkTitle(locale, rule)}: ${count}`;
  if (!problem.startsWith(unsound)) return problem;
  return text(locale, 'backup-problem-unsound', { complaint: problem.slice(unsound.length) });
}
