import { Worker } from 'node:worker_threads';
import type { DrawFault, DrawProof, OutsideValue } from '../../domain/contests/draw.ts';
import { minuteMs } from '../../domain/time.ts';
import { after } from '../../lib/timer.ts';
import { wait } from '../../lib/wait.ts';
import { pageHolders } from '../../store/contests/tickets.ts';
import type { Reader } from '../../store/database.ts';

type Holders = readonly Readonly<{ telegramId: string; tickets: number }>[];
/** What the thread is told … */
export type DrawOrder = Readonly<
  | { do: 'add'; key: string; holders: Holders }
  | { do: 'freeze'; contest: string }
  | {
      do: 'draw';
      contest: string;
      file: string;
      places: number;
      seed: string;
      outside: OutsideValue;
      beaconKey: string;
    }
  | { do: 'verify'; proof: DrawProof; file: string; beaconKey: string }
>;
export type Frozen = Readonly<{ file: string; hash: string; entrants: number; tickets: number }>;
export type Drawn = Readonly<{ proof: DrawProof; fault: DrawFault | null }>;
/** … and what it answers; to `add` nothing. */
export type DrawAnswer = Readonly<
  ({ did: 'freeze' } & Frozen) | ({ did: 'draw' } & Drawn) | { did: 'verify'; fault: DrawFault | null }
>;

const deadlineMs = 5 * minuteMs;
/** Short enough to be handed over between two answers. */
const pageSize = 2_000;

/** A thread for one piece of work: it ends with it, and with it all that it held. */
async function inThread<A extends DrawAnswer['did']>(
  expected: A,
  feed: (tell: (order: DrawOrder) => void) => Promise<void>,
): Promise<Extract<DrawAnswer, { did: A }>> {
  const worker = new Worker(new URL('./draw-thread.ts', import.meta.url));
  try {
    const answered = new Promise<DrawAnswer>((resolve, reject) => {
      const callOff = after(deadlineMs, () => reject(new Error('the draw took too long')));
      worker.once('message', (answer: DrawAnswer) => resolve(answer));
      worker.once('error', reject);
      worker.once('exit', () => {
        callOff();
        reject(new Error('the thread of the draw ended'));
      });
    });
    const [answer] = await Promise.all([answered, feed((order) => worker.postMessage(order))]);
    if (answer.did !== expected) throw new Error(`the thread did ${answer.did}, not ${expected}`);
    return answer as Extract<DrawAnswer, { did: A }>;
  } finally {
    await worker.terminate();
  }
}

/** Everybody who holds tickets up to an entry of the ledger, page by page; other work goes on between two pages. */
export async function eachPageOfHolders(
  scanner: Reader,
  contest: string,
  upTo: number,
  take: (holders: Holders) => void,
): Promise<void> {
  for (let last = ''; ; ) {
    const holders = await pageHolders(scanner, contest, { upTo, after: last, limit: pageSize });
    take(holders);
    if (holders.length < pageSize) return;
    last = holders.at(-1)?.telegramId ?? '';
    await wait(0);
  }
}

/** The file of entries as the ledger stands at one of its entries. */
export async function freezeEntries(scanner: Reader, contest: string, key: string, upTo: number): Promise<Frozen> {
  return inThread('freeze', async (tell) => {
    await eachPageOfHolders(scanner, contest, upTo, (holders) => tell({ do: 'add', key, holders }));
    tell({ do: 'freeze', contest });
  });
}

export async function drawFrom(order: Omit<Extract<DrawOrder, { do: 'draw' }>, 'do'>): Promise<Drawn> {
  return inThread('draw', async (tell) => tell({ do: 'draw', ...order }));
}

export async function verifyFrom(order: Omit<Extract<DrawOrder, { do: 'verify' }>, 'do'>): Promise<DrawFault | null> {
  return (await inThread('verify', async (tell) => tell({ do: 'verify', ...order }))).fault;
}
