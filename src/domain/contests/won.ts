import type { InTwoLanguages } from '../shop/plan.ts';
import type { Contest } from './contest.ts';

/** What one winner is told, as the contest stands when he is told. */
export type Won = Readonly<{
  code: string;
  title: InTwoLanguages;
  place: number;
  prize: InTwoLanguages | string;
  /** What the contest says to its winners; null: nothing of its own. */
  next: InTwoLanguages | null;
}>;

type Winners = readonly Readonly<{ place: number; telegramId: string }>[];

/** Null for who won nothing. */
export function wonBy(telegramId: string, contest: Contest, winners: Winners): Won | null {
  const place = winners.find((winner) => winner.telegramId === telegramId)?.place;
  if (place === undefined) return null;
  const { code, title, prizes, winnerTexts = null } = contest;
  const prize = prizes.find((one) => one.place === place)?.title ?? '';
  return { code, title, place, prize, next: winnerTexts };
}

/** Names one announcement to its winners, so that it is owed once; the contest is found by it again. */
export function wonSubject(code: string, checksum: string): string {
  return `contest:${code}:won:${checksum.slice(0, 24)}`;
}

export function contestOfWon(subjectId: string): string {
  return subjectId.split(':')[1] ?? '';
}
