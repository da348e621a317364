import type { Instant } from '../time.ts';
import { decidingRound, roundOfRule } from './drand.ts';

/**
 * A draw that anyone can check. In this order: when the contest opens, the hash of a secret seed and the rule naming an
 * outside value (say, the first drand round after the draw time) are published; after its end and hold the entries
 * freeze, and their file and its hash are published at least an hour before the outside value exists; then the seed. So
 * the organiser cannot choose entries or seed to suit a winner, and whoever knows the outside value first cannot either.
 */
export type Hashes = Readonly<{
  /** In hex. */
  sha256: (text: string) => string;
  /** HMAC-SHA256 of a text, as a whole number of 256 bits. */
  hmacNumber: (key: string, text: string) => bigint;
  sha256OfHex: (hex: string) => string;
  /** Whether the network that makes the outside values signed this round so. */
  isSigned: (round: number, signature: string) => boolean;
}>;

export type Entrant = Readonly<{
  /** Tells nobody who it is but himself: the bot shows each person his own. */
  id: string;
  tickets: number;
}>;

export type Winner = Readonly<{
  place: number;
  id: string;
  /** Which of the tickets that were left was drawn, from 0, in the order of the file. */
  ticket: string;
  ticketsLeft: string;
}>;

/** The outside value that was named before: by which rule, which round that made it, and what it was. */
export type OutsideValue = Readonly<{
  rule: string;
  /** When the entries' hash became public: it decides the round. */
  publishedAt: Instant;
  round: number;
  value: string;
  /** The network's own, whose hash the value is: nobody else can make it. */
  signature: string;
}>;

/** What is published in the end; `payops draw verify` needs nothing else. */
export type DrawProof = Readonly<{
  version: 2;
  contest: string;
  outside: OutsideValue;
  seedHash: string;
  seed: string;
  entriesHash: string;
  /** How many places there were to win. */
  places: number;
  winners: readonly Winner[];
  /** Over all the rest as it stands: what was damaged on its way is seen before anything is computed. */
  checksum: string;
}>;

export function checksumOf(proof: Omit<DrawProof, 'checksum'>, { sha256 }: Pick<Hashes, 'sha256'>): string {
  const { version, contest, outside, seedHash, seed, entriesHash, places, winners } = proof;
  const { rule, publishedAt, round, value, signature } = outside;
  const given = [rule, publishedAt, round, value, signature];
  const won = winners.map(({ place, id, ticket, ticketsLeft }) => [place, id, ticket, ticketsLeft]);
  return sha256(JSON.stringify([version, contest, ...given, seedHash, seed, entriesHash, places, won]));
}

/** The file of entries: one line each, in the order of ids, so that equal entries are equal files. */
export function entriesFile(contest: string, entrants: readonly Entrant[]): string {
  const lines = [...entrants].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, tickets }) => `${id} ${tickets}`);
  return `${[`payops entries 1 ${contest} ${entrants.length}`, ...lines].join('\n')}\n`;
}

/** Reads a file of entries; throws a RangeError for one that `entriesFile` would not have written. */
export function readEntries(contest: string, file: string): readonly Entrant[] {
  const [head, ...rest] = file.split('\n');
  const lines = rest.slice(0, -1);
  if (rest.at(-1) !== '' || head !== `payops entries 1 ${contest} ${lines.length}`)
    throw new RangeError('this is not the file of entries of this contest');
  let before = '';
  return lines.map((line, index) => {
    const match = /^([0-9a-z]{1,64}) ([1-9]\d{0,14})$/.exec(line);
    if (!match || (match[1] as string) <= before) throw new RangeError(`line ${index + 2} is no entry`);
    before = match[1] as string;
    return { id: before, tickets: Number(match[2]) };
  });
}

/** Sums of tickets that find the holder of the n-th and forget somebody, both in the logarithm of their number. */
class TicketSums {
  readonly #sums: number[];
  readonly #top: number;
  total = 0;

  constructor(tickets: readonly number[]) {
    this.#sums = new Array<number>(tickets.length + 1).fill(0);
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, tickets.length)));
    for (const [index, count] of tickets.entries()) {
      this.total += count;
      const at = index + 1;
      this.#sums[at] = (this.#sums[at] as number) + count;
      const above = at + (at & -at);
      if (above < this.#sums.length) this.#sums[above] = (this.#sums[above] as number) + (this.#sums[at] as number);
    }
    if (!Number.isSafeInteger(this.total)) throw new RangeError('too many tickets');
  }

  holderOf(ticket: number): number {
    let at = 0;
    let left = ticket;
    for (let step = this.#top; step > 0; step /= 2) {
      const next = at + step;
      if (next < this.#sums.length && (this.#sums[next] as number) <= left) {
        at = next;
        left -= this.#sums[next] as number;
      }
    }
    return at;
  }

  remove(index: number, tickets: number): void {
    this.total -= tickets;
    for (let at = index + 1; at < this.#sums.length; at += at & -at)
      this.#sums[at] = (this.#sums[at] as number) - tickets;
  }
}

/**
 * The winners, weighted by tickets, nobody twice: for each place a number is drawn from seed, outside value and entries,
 * and counted off over the tickets of those who are left, in the order of the file. A pure function of what is published.
 */
export function drawWinners(
  entrants: readonly Entrant[],
  places: number,
  by: Readonly<{ seed: string; outside: string; entriesHash: string }>,
  { sha256, hmacNumber }: Pick<Hashes, 'sha256' | 'hmacNumber'>,
): readonly Winner[] {
  const key = sha256(`${by.seed}\n${by.outside}\n${by.entriesHash}`);
  const sums = new TicketSums(entrants.map(({ tickets }) => tickets));
  const winners: Winner[] = [];
  for (let place = 1; place <= places && sums.total > 0; place++) {
    const ticket = Number(hmacNumber(key, `place ${place}`) % BigInt(sums.total));
    const index = sums.holderOf(ticket);
    const winner = entrants[index] as Entrant;
    winners.push({ place, id: winner.id, ticket: String(ticket), ticketsLeft: String(sums.total) });
    sums.remove(index, winner.tickets);
  }
  return winners;
}

/** Draws over a frozen file and makes the proof of it. */
export function draw(
  contest: string,
  file: string,
  places: number,
  { seed, outside }: Readonly<{ seed: string; outside: DrawProof['outside'] }>,
  hashes: Hashes,
): DrawProof {
  const { sha256 } = hashes;
  const entriesHash = sha256(file);
  const entrants = readEntries(contest, file);
  const winners = drawWinners(entrants, places, { seed, outside: outside.value, entriesHash }, hashes);
  const proof = { version: 2, contest, outside, seedHash: sha256(seed), seed, entriesHash, places, winners } as const;
  return { ...proof, checksum: checksumOf(proof, hashes) };
}

export type DrawFault = 'checksum' | 'outside' | 'beacon' | 'seed' | 'entries_hash' | 'entries' | 'winners';

/** Whether this is the round that the rule named before leads to. */
function isNamed({ rule, publishedAt, round }: OutsideValue): boolean {
  const promised = roundOfRule(rule);
  return promised !== null && decidingRound(promised, publishedAt) === round;
}

function isGenuine({ round, value, signature }: OutsideValue, { sha256OfHex, isSigned }: Hashes): boolean {
  return sha256OfHex(signature) === value && isSigned(round, signature);
}

/** Recomputes a published draw; what does not agree, or null where all of it does. */
export function verifyDraw(proof: DrawProof, file: string, hashes: Hashes): DrawFault | null {
  const { sha256 } = hashes;
  if (checksumOf(proof, hashes) !== proof.checksum) return 'checksum';
  if (!isNamed(proof.outside)) return 'outside';
  if (!isGenuine(proof.outside, hashes)) return 'beacon';
  if (sha256(proof.seed) !== proof.seedHash) return 'seed';
  if (sha256(file) !== proof.entriesHash) return 'entries_hash';
  let entrants: readonly Entrant[];
  try {
    entrants = readEntries(proof.contest, file);
  } catch {
    return 'entries';
  }
  const by = { seed: proof.seed, outside: proof.outside.value, entriesHash: proof.entriesHash };
  const winners = drawWinners(entrants, proof.places, by, hashes);
  return JSON.stringify(winners) === JSON.stringify(proof.winners) ? null : 'winners';
}
