import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';

/** quicknet's own: round 1 and the seconds between two rounds, by which payops names the round of a draw. */
export const chain = '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971';
const genesisSeconds = 1_692_803_367;
const periodSeconds = 3;
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

const { shortSignatures } = bls12_381;
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const secret = sha256('the drand of the sandbox');

/** Of a network that only the sandbox knows: nobody can sign drand's rounds to come. */
export const publicKey = hex(shortSignatures.getPublicKey(secret).toBytes(true));

export type SignedRound = Readonly<{ round: number; randomness: string; signature: string }>;

/** What drand would answer for this round, were its key the sandbox's. It shares no code with the one who checks it. */
export function beaconOf(round: number): SignedRound {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(round));
  const point = shortSignatures.hash(sha256(number), domain);
  const signature = shortSignatures.sign(point, secret).toBytes(true);
  return { round, randomness: hex(sha256(signature)), signature: hex(signature) };
}

/** The newest round whose time has come; 0 before the first. */
export function roundAt(nowMs: number): number {
  return Math.max(0, Math.floor((nowMs / 1_000 - genesisSeconds) / periodSeconds) + 1);
}

/** How long a round is still to come. */
export function secondsUntil(round: number, nowMs: number): number {
  return genesisSeconds + (round - 1) * periodSeconds - nowMs / 1_000;
}

export const info = {
  public_key: publicKey,
  period: periodSeconds,
  genesis_time: genesisSeconds,
  hash: chain,
  schemeID: 'bls-unchained-g1-rfc9380',
  metadata: { beaconID: 'quicknet' },
} as const;
