import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { outsideRule, quicknet, sandboxKey, timeOfRound } from '../../src/domain/contests/drand.ts';
import { checksumOf, type DrawProof, draw, entriesFile } from '../../src/domain/contests/draw.ts';
import { dayMs, plusMs } from '../../src/domain/time.ts';
import { isBeaconSigned } from '../../src/lib/beacon-signature.ts';
import { hmacNumber, sha256, sha256OfHex } from '../../src/lib/hash.ts';
import { beaconOf, publicKey } from '../../src/sandbox/drand/network.ts';
import { payops } from '../support/command-line.ts';

/** As quicknet answered for two of its rounds, long ago. */
const real = {
  round: 657_413,
  signature: 'b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b',
  value: 'fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587',
};
const ofRound1000 = 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

const isSigned = (round: number, signature: string) => isBeaconSigned(quicknet.publicKey, round, signature);
const hashes = { sha256, hmacNumber, sha256OfHex, isSigned };
const file = entriesFile('autumn', [
  { id: 'aa', tickets: 3 },
  { id: 'bb', tickets: 4 },
]);

function proofWith(change: Partial<typeof real> = {}): DrawProof {
  const publishedAt = plusMs(timeOfRound(real.round), -dayMs);
  const outside = { rule: outsideRule(real.round), publishedAt, ...real, ...change };
  return draw('autumn', file, 1, { seed: 'seed', outside }, hashes);
}

async function verify(proof: DrawProof) {
  const folder = mkdtempSync(path.join(tmpdir(), 'payops-draw-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('proof.json'), JSON.stringify(proof));
  writeFileSync(at('entries.txt'), file);
  // No configuration at all: anybody can do it.
  return payops({}, 'draw', 'verify', '--proof', at('proof.json'), '--entries', at('entries.txt'));
}

it('a draw with a value of drand is found true by its two files alone', async () => {
  const { code, out } = await verify(proofWith());
  expect(out).toContain('true: the 1 winners of autumn follow');
  expect(out).toContain(`https://api.drand.sh/${quicknet.chain}/public/657413`);
  expect(code).toBe(0);
});

it.each([
  ['made up', { signature: real.signature.replace('b713', 'b714') }],
  ['of another round', { signature: ofRound1000 }],
  ['no point of the curve', { signature: 'ab'.repeat(48) }],
])(
  'a signature that is %s is not, though the value is its hash and the checksum fits',
  async (_what, { signature }) => {
    const proof = proofWith({ signature, value: sha256OfHex(signature) });
    expect(proof.checksum).toBe(checksumOf(proof, { sha256 }));
    const { code, out } = await verify(proof);
    expect(out).toContain('NOT TRUE: the value is not the one that drand signed for its round');
    expect(code).toBe(1);
  },
);

it('a draw of the sandbox is not true, and it is said that it is one', async () => {
  expect(sandboxKey).toBe(publicKey);
  const { signature, randomness: value } = beaconOf(real.round);
  const drawn = await verify(proofWith({ signature, value }));
  expect(drawn.out).toContain("NOT TRUE: it was drawn in the sandbox, with the sandbox's key and not drand's");
  expect(drawn.out).toContain('all the rest follows from what was published');
  expect(drawn.code).toBe(1);
  const changed = await verify({ ...proofWith({ signature, value }), seed: 'another' });
  expect(changed.out).not.toContain('sandbox');
  expect(changed.code).toBe(1);
});
