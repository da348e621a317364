import { randomBytes, randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

function base36(value: number, length: number): string {
  let text = '';
  for (let rest = value, i = 0; i < length; i++) {
    text = alphabet[rest % 36] + text;
    rest = Math.floor(rest / 36);
  }
  return text;
}

const chanceLength = 12;

/** Chance is drawn a page at a time: one event makes a dozen ids, and each draw is a call into the system. */
function createChance(): () => string {
  const page = Buffer.alloc(4_096);
  let used = page.length;
  return () => {
    if (used + chanceLength > page.length) {
      randomFillSync(page);
      used = 0;
    }
    let text = '';
    for (let i = 0; i < chanceLength; i++) text += alphabet[(page[used++] as number) % 36];
    return text;
  };
}

/** Prefix, nine characters of time in milliseconds, twelve of chance: sorts by making, never guessed, never repeated. */
export function createNewId(nowMs: () => number): (prefix: string) => string {
  const chance = createChance();
  return (prefix) => `${prefix}_${base36(nowMs(), 9)}${chance()}`;
}

/** An opaque handle of 120 random bits, safe in callback data, links and urls. */
export function randomHandle(): string {
  return randomBytes(15).toString('base64url');
}
