import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type DrawFault, type DrawProof, verifyDraw } from '../domain/contests/draw.ts';
import type { Instant } from '../domain/time.ts';
import { hmacNumber, sha256 } from '../lib/hash.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { show, type Verb } from './verb.ts';

const proofShape = z.object({
  version: z.literal(1),
  contest: z.string(),
  outside: z.object({ rule: z.string(), publishedAt: z.iso.datetime(), round: z.int(), value: z.string() }),
  seedHash: z.string(),
  seed: z.string(),
  entriesHash: z.string(),
  places: z.int().min(0).max(1_000_000),
  winners: z.array(z.object({ place: z.int(), id: z.string(), ticket: z.string(), ticketsLeft: z.string() })),
  checksum: z.string(),
});

const meaning: Readonly<Record<DrawFault, string>> = {
  checksum: 'the proof was changed or damaged: its checksum does not fit',
  outside: 'the value is not of the round that was promised',
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

/** Exit 0: everything follows from what was published; 1: it does not. */
async function verify(print: (line: string) => void, args: Arguments): Promise<number> {
  if (args.words[1] !== 'verify') throw new WrongUsage('say: draw verify --proof <file> --entries <file>');
  const proof = readProof(read(args.proof, 'proof'));
  const fault = verifyDraw(proof, read(args.entries, 'entries'), { sha256, hmacNumber });
  const { outside, winners } = proof;
  const good = [
    `true: the ${winners.length} winners of ${proof.contest} follow from what was published`,
    ...winners.map(({ place, id }) => `  ${place}. ${id}`),
    'still to compare with what was published before the draw, and with drand:',
    `  hash of the seed     ${proof.seedHash}`,
    `  hash of the entries  ${proof.entriesHash}, public since ${outside.publishedAt}`,
    `  round ${outside.round}: ${outside.value}`,
  ];
  show({ print }, args, { fault, winners }, fault === null ? good : [`NOT TRUE: ${meaning[fault]}`]);
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
