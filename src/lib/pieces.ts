import { setImmediate } from 'node:timers/promises';

const pieceMs = 8;

/** Runs work that yields between its pieces, and lets everybody else have their turn every few milliseconds. */
export async function inPieces<Y, R>(
  work: Generator<Y, R>,
  { signal, each }: Readonly<{ signal?: AbortSignal | undefined; each?: (piece: Y) => void }> = {},
): Promise<R> {
  let sinceMs = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    each?.(step.value);
    if (performance.now() - sinceMs < pieceMs) continue;
    signal?.throwIfAborted();
    await setImmediate();
    sinceMs = performance.now();
  }
}
