import { parentPort, threadId } from 'node:worker_threads';
import type { ThreadOrder } from '../../src/files/maker.ts';

/** A thread that does what its picture's text says: what real ones do only when something is broken. */
parentPort?.on('message', (order: ThreadOrder) => {
  if (order === 'end') return parentPort?.close();
  const said = order.job.kind === 'qr' ? order.job.picture.text : '';
  if (said === 'die') process.exit(1);
  if (said === 'hang') for (;;);
  parentPort?.postMessage({ id: order.id, bytes: Buffer.from(said === 'thread' ? String(threadId) : said) });
});
