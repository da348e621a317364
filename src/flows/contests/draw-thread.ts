import { parentPort } from 'node:worker_threads';
import {
  type DrawProof,
  draw,
  type Entrant,
  entriesFile,
  type Hashes,
  verifyDraw,
} from '../../domain/contests/draw.ts';
import { isBeaconSigned } from '../../lib/beacon-signature.ts';
import { hmacNumber, sha256, sha256OfHex } from '../../lib/hash.ts';
import type { DrawAnswer, DrawOrder } from './draw-work.ts';
import { entrantId } from './entrant-id.ts';

/** Holds the participants of one contest while it works; a million of them take some seconds, and block nobody. */
const entrants: Entrant[] = [];

function hashesFor(beaconKey: string): Hashes {
  const isSigned = (round: number, signature: string) => isBeaconSigned(beaconKey, round, signature);
  return { sha256, hmacNumber, sha256OfHex, isSigned };
}

function take({ key, holders }: Extract<DrawOrder, { do: 'add' }>): void {
  for (const { telegramId, tickets } of holders) {
    if (tickets > 0) entrants.push({ id: entrantId(key, telegramId), tickets });
  }
}

function freeze(contest: string): DrawAnswer {
  const file = entriesFile(contest, entrants);
  const tickets = entrants.reduce((sum, one) => sum + one.tickets, 0);
  return { did: 'freeze', file, hash: sha256(file), entrants: entrants.length, tickets };
}

type ToDraw = Extract<DrawOrder, { do: 'draw' }>;

function drawn({ contest, file, places, seed, outside, beaconKey }: ToDraw): DrawAnswer {
  const hashes = hashesFor(beaconKey);
  const proof: DrawProof = draw(contest, file, places, { seed, outside }, hashes);
  return { did: 'draw', proof, fault: verifyDraw(proof, file, hashes) };
}

function answer(order: DrawOrder): DrawAnswer | null {
  switch (order.do) {
    case 'add':
      take(order);
      return null;
    case 'freeze':
      return freeze(order.contest);
    case 'draw':
      return drawn(order);
    case 'verify':
      return { did: 'verify', fault: verifyDraw(order.proof, order.file, hashesFor(order.beaconKey)) };
  }
}

parentPort?.on('message', (order: DrawOrder) => {
  const said = answer(order);
  if (said !== null) parentPort?.postMessage(said);
});
