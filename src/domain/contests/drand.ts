import { dayMs, hourMs, type Instant, instantOfSeconds, msOf, plusMs, secondMs } from '../time.ts';

/** Who makes public randomness: its key, and where anybody can look its values up. */
export type BeaconNetwork = Readonly<{ publicKey: string; url: string }>;

/**
 * The League of Entropy's public randomness, the network `quicknet` (docs.drand.love): every 3 seconds a value that
 * nobody can know or choose before, and that anybody can look up afterwards by its round.
 */
export const quicknet = {
  chain: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  /** As https://api.drand.sh/<chain>/info gives it; the chain's hash is over it. */
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  url: 'https://api.drand.sh',
  genesisSeconds: 1_692_803_367,
  periodSeconds: 3,
} as const;

/** Of the sandbox's own network, which signs for everybody: what it signed is called so, and is never true. */
export const sandboxKey =
  '88e5435854ad802751fd354600e1eda9e26cbe4d823a637463128248ed341ccdddf3f4d0be9565d7a74808aaae8ad7c400611b5065b295ddab751ca86dcad24271f0608f030e985c6bdd829685c8564d8514e6d29a6a04082d0e013952332d43';

/** Between the freezing of the entries and the value: time to publish, and to look at what was published. */
const drawAfterMs = dayMs;
/** The entries' hash is public for so long, at the least, before anybody can know the value. */
export const publicBeforeMs = hourMs;
const roundsADay = dayMs / (quicknet.periodSeconds * secondMs);

/** Round 1 is the genesis'. */
export function timeOfRound(round: number): Instant {
  return instantOfSeconds(quicknet.genesisSeconds + (round - 1) * quicknet.periodSeconds);
}

/** The first round whose value exists at that instant or later. */
export function firstRoundFrom(at: Instant): number {
  const seconds = msOf(at) / secondMs - quicknet.genesisSeconds;
  return Math.max(1, Math.ceil(seconds / quicknet.periodSeconds) + 1);
}

/** Named when the contest opens: the round a day after its entries freeze. */
export function promisedRound(frozenAt: Instant): number {
  return firstRoundFrom(plusMs(frozenAt, drawAfterMs));
}

/** In words that name everything a stranger needs to find the value. */
export function outsideRule(round: number): string {
  return `drand quicknet ${quicknet.chain} round ${round}; ${roundsADay} rounds later, again and again, while the entries' hash was not public an hour before`;
}

/** Null for what is no rule of ours. */
export function roundOfRule(rule: string): number | null {
  const round = Number(/ round (\d{1,15});/.exec(rule)?.[1]);
  return Number.isSafeInteger(round) && round >= 1 && outsideRule(round) === rule ? round : null;
}

/**
 * Which round decides: the promised one, or, where the entries were published too late for it, the same time of a later
 * day. So a late publication never lets anybody choose among values that are known.
 */
export function decidingRound(promised: number, publishedAt: Instant): number {
  const earliest = firstRoundFrom(plusMs(publishedAt, publicBeforeMs));
  const days = Math.max(0, Math.ceil((earliest - promised) / roundsADay));
  return promised + days * roundsADay;
}

/** One round's value as drand publishes it; `randomness` is the SHA-256 of the signature. */
export type Beacon = Readonly<{ round: number; randomness: string; signature: string }>;

export type BeaconFault = 'another_round' | 'not_its_hash';

/** Where anybody finds a round's value. */
export function roundUrl(round: number, { url }: BeaconNetwork = quicknet): string {
  return `${url}/${quicknet.chain}/public/${round}`;
}

/**
 * Whether a value is of that round and whole: a slip of a hand or of the network is found at once. That the network made
 * it is what its signature says, which the draw itself looks at.
 */
export function beaconFault(beacon: Beacon, round: number, sha256OfHex: (hex: string) => string): BeaconFault | null {
  if (beacon.round !== round) return 'another_round';
  return sha256OfHex(beacon.signature) === beacon.randomness ? null : 'not_its_hash';
}
