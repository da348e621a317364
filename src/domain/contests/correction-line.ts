export type CorrectionLine = Readonly<{ telegramId: string; delta: number; reason: string }>;

/** `734550904 +3 a gift of ours was lost`: who, how many more or fewer, and why. Null for what is something else. */
export function readCorrection(line: string): CorrectionLine | null {
  const match = /^(\d{1,20})\s+([+\-−])\s?(\d{1,7})\s+(\S[\s\S]*)$/.exec(line.trim());
  if (!match) return null;
  const [, telegramId = '', sign, count, reason = ''] = match;
  const delta = (sign === '+' ? 1 : -1) * Number(count);
  return delta === 0 ? null : { telegramId, delta, reason: reason.trim() };
}
