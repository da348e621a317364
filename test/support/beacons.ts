import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { Beacon } from '../../src/domain/contests/drand.ts';

const { shortSignatures } = bls12_381;
const secret = createHash('sha256').update('a network of this test').digest();

/** The key of a network that only tests know: nobody can sign drand's rounds to come. */
export const testBeaconKey = Buffer.from(shortSignatures.getPublicKey(secret).toBytes(true)).toString('hex');

/** As drand would answer for this round, were its key the test's. */
export function beaconOf(round: number): Beacon {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(round));
  const message = createHash('sha256').update(bytes).digest();
  const point = shortSignatures.hash(message, 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_');
  const signature = Buffer.from(shortSignatures.sign(point, secret).toBytes(true)).toString('hex');
  return { round, signature, randomness: createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex') };
}
