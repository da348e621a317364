import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firstRoundFrom, outsideRule } from '../src/domain/contests/drand.ts';
import { type Entrant, entriesFile } from '../src/domain/contests/draw.ts';
import { instantOf } from '../src/domain/time.ts';
import { drawFrom } from '../src/flows/contests/draw-work.ts';
import { readEntriesBytes } from '../src/flows/contests/entries-bytes.ts';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import { hmacHex, sha256 } from '../src/lib/hash.ts';
import { publicKey as beaconKey, beaconOf } from '../src/sandbox/drand/network.ts';
import { insertFrozen } from '../src/store/contests/draws.ts';
import { inTransaction, openStore } from '../src/store/database.ts';
import { migrateUp } from '../src/store/migrate.ts';
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
  const sent = await benchFile(file);
  return [
    { name: `draw: ${count} entrants, drawn and verified`, value: seconds, unit: 's', wanted: { atMost: 2 } },
    { name: 'draw: file of entries', value: file.length / 1_048_576, unit: 'MB' },
    { name: 'draw: longest wait of the event loop meanwhile', value: blockedMs, unit: 'ms', wanted: { atMost: 50 } },
    ...sent,
  ];
}

/** The frozen file as a delivery reads it: in parts, hashed on the way. */
async function benchFile(file: string): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'payops-bench-'));
  const store = openStore(`file:${path.join(folder, 'payops.db')}`);
  try {
    await migrateUp(store);
    const hash = sha256(file);
    const at = instantOf(Date.UTC(2026, 10, 1));
    await inTransaction(store, (tx) => insertFrozen(tx, 'bench', { file, hash, at }));
    const lag = watchEventLoop();
    const startMs = performance.now();
    const stored = { kind: 'entries', contest: 'bench', sha256: hash, bytes: file.length } as const;
    const bytes = await readEntriesBytes(store.scanner, stored);
    const seconds = (performance.now() - startMs) / 1_000;
    const blockedMs = lag().maxSeconds * 1_000;
    if (bytes?.length !== file.length) throw new Error('the file of entries is not the one that was kept');
    return [
      { name: 'draw: file of entries, read to be sent', value: seconds, unit: 's' },
      { name: 'draw: longest wait meanwhile', value: blockedMs, unit: 'ms', wanted: { atMost: 50 } },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
