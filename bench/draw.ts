import { firstRoundFrom, outsideRule } from '../src/domain/contests/drand.ts';
import { type Entrant, entriesFile } from '../src/domain/contests/draw.ts';
import { instantOf } from '../src/domain/time.ts';
import { drawFrom } from '../src/flows/contests/draw-work.ts';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import { hmacHex } from '../src/lib/hash.ts';
import { publicKey as beaconKey, beaconOf } from '../src/sandbox/drand/network.ts';
import type { Figure } from './report.ts';

const people = 1_000_000;
const places = 100;

/** A draw with a million entrants, as the server does it: in a thread, with the proof recomputed; and what others feel. */
export async function benchDraw(scale: number): Promise<readonly Figure[]> {
  const count = Math.round(people * scale);
  const entrants = Array.from(
    { length: count },
    (_, n): Entrant => ({ id: hmacHex('k', String(n)).slice(0, 24), tickets: 1 + (n % 7) }),
  );
  const file = entriesFile('bench', entrants);
  const publishedAt = instantOf(Date.UTC(2026, 10, 1));
  const round = firstRoundFrom(instantOf(Date.UTC(2026, 10, 2)));
  const { randomness: value, signature } = beaconOf(round);
  const outside = { rule: outsideRule(round), publishedAt, round, value, signature };
  const lag = watchEventLoop();
  const startMs = performance.now();
  const { fault, proof } = await drawFrom({
    contest: 'bench',
    file,
    places,
    seed: 'seed',
    outside,
    beaconKey,
  });
  const seconds = (performance.now() - startMs) / 1_000;
  const blockedMs = lag().maxSeconds * 1_000;
  if (fault !== null || proof.winners.length !== places) throw new Error(`the draw is wrong: ${fault}`);
  return [
    { name: `draw: ${count} entrants, drawn and verified`, value: seconds, unit: 's', wanted: { atMost: 2 } },
    { name: 'draw: file of entries', value: file.length / 1_048_576, unit: 'MB' },
    { name: 'draw: longest wait of the event loop meanwhile', value: blockedMs, unit: 'ms', wanted: { atMost: 50 } },
  ];
}
