import type { Order } from '../../src/files/maker.ts';

/** Does what its picture's text says: what the real one does only when something is broken. */
process.on('message', ({ id, job }: Order) => {
  const said = job.kind === 'qr' ? job.picture.text : '';
  if (said === 'die') process.kill(process.pid, 'SIGSEGV');
  if (said === 'hang') for (;;);
  process.send?.({ id, bytes: Buffer.from(said === 'pid' ? String(process.pid) : said) });
});
