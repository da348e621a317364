import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';

/** drand's scheme `bls-unchained-g1-rfc9380`: signatures on G1, public keys on G2, over the hash of the round's number. */
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const { hash, verify } = bls12_381.shortSignatures;

function messageOf(round: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(round));
  return createHash('sha256').update(bytes).digest();
}

/** Whether the network with this key signed this round. All in hex. Takes a tenth of a second: not between two answers. */
export function isBeaconSigned(publicKey: string, round: number, signature: string): boolean {
  try {
    const point = hash(messageOf(round), domain);
    return verify(Buffer.from(signature, 'hex'), point, Buffer.from(publicKey, 'hex'));
  } catch {
    // It is no point of the curve.
    return false;
  }
}
