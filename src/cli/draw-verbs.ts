import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { quicknet, roundUrl, sandboxKey } from '../domain/contests/drand.ts';
import { type DrawFault, type DrawProof, type Hashes, verifyDraw } from '../domain/contests/draw.ts';
import type { Instant } from '../domain/time.ts';
import { isBeaconSigned } from '../lib/beacon-signature.ts';
import { hmacNumber, sha256, sha256OfHex } from '../lib/hash.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { show, type Verb } from './verb.ts';

const proofShape = z.object({
  version: z.literal(2),
  contest: z.string(),
  outside: z.object({
    rule: z.string(),
    publishedAt: z.iso.datetime(),
    round: z.int(),
    value: z.string(),
    signature: z.string(),
  }),
  seedHash: z.string(),
  seed: z.string(),
  entriesHash: z.string(),
  places: z.int().min(0).max(1_000_000),
  winners: z.array(z.object({ place: z.int(), id: z.string(), ticket: z.string(), ticketsLeft: z.string() })),
  checksum: z.string(),
});

/** A network's key is pinned here: whoever verifies trusts nothing that came with the proof. */
function hashesOf(publicKey: string): Hashes {
  const isSigned = (round: number, signature: string) => isBeaconSigned(publicKey, round, signature);
  return { sha256, hmacNumber, sha256OfHex, isSigned };
}

const meaning: Readonly<Record<DrawFault, string>> = {
  checksum: 'the proof was changed or damaged: its checksum does not fit',
  outside: 'the value is not of the round that was promised',
  beacon: 'the value is not the one that drand signed for its round',
  seed: 'the seed is not the one whose hash was published',
  entries_hash: 'the entries are not those whose hash was published',
  entries: 'the file of entries is not one',
  winners: 'the winners do not follow from seed, value and entries',
};

function read(file: string | undefined, name: string): string {
  if (file === undefined) throw new WrongUsage(`--${name} is missing: name the published file`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WrongUsage(`--${name}: ${file} cannot be read`);
  }
}

function readProof(text: string): DrawProof {
  try {
    const proof = proofShape.parse(JSON.parse(text));
    return { ...proof, outside: { ...proof.outside, publishedAt: proof.outside.publishedAt as Instant } };
  } catch {
    throw new WrongUsage('--proof: this is not the proof of a draw');
  }
}

/** Whoever tries out the demo sees that his draw is one of the sandbox, and not that somebody cheated. */
function whatIsWrong(fault: DrawFault, proof: DrawProof, entries: string): readonly string[] {
  const { round, signature } = proof.outside;
  if (fault !== 'beacon' || !isBeaconSigned(sandboxKey, round, signature)) return [`NOT TRUE: ${meaning[fault]}`];
  const other = verifyDraw(proof, entries, hashesOf(sandboxKey));
  return [
    "NOT TRUE: it was drawn in the sandbox, with the sandbox's key and not drand's, so anybody could know its value before",
    other === null ? 'all the rest follows from what was published' : meaning[other],
  ];
}

/** Exit 0: everything follows from what was published; 1: it does not. */
async function verify(print: (line: string) => void, args: Arguments): Promise<number> {
  if (args.words[1] !== 'verify') throw new WrongUsage('say: draw verify --proof <file> --entries <file>');
  const proof = readProof(read(args.proof, 'proof'));
  const entries = read(args.entries, 'entries');
  const fault = verifyDraw(proof, entries, hashesOf(quicknet.publicKey));
  const { outside, winners } = proof;
  const good = [
    `true: the ${winners.length} winners of ${proof.contest} follow from what was published`,
    ...winners.map(({ place, id }) => `  ${place}. ${id}`),
    'the value is signed by drand quicknet; still to compare with what was published before the draw:',
    `  hash of the seed     ${proof.seedHash}`,
    `  hash of the entries  ${proof.entriesHash}, public since ${outside.publishedAt}`,
    `  round ${outside.round}: ${outside.value}`,
    `  ${roundUrl(outside.round)}`,
  ];
  show({ print }, args, { fault, winners }, fault === null ? good : whatIsWrong(fault, proof, entries));
  return fault === null ? 0 : 1;
}

/** For anybody who has the published files: needs neither configuration nor database. */
export const drawVerbs: Readonly<Record<string, Verb>> = {
  draw: {
    usage: 'draw verify --proof <file> --entries <file>',
    does: 'compute a published draw anew; needs nothing but its two files',
    alone: verify,
    run: (context, args) => verify(context.print, args),
  },
};
