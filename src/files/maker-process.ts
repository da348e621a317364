import type { Job, JobAnswer, Order } from './maker.ts';

/** The libraries are loaded here and only here, each with the first job that needs it. */
async function make(job: Job): Promise<Buffer> {
  switch (job.kind) {
    case 'xlsx':
      return (await import('./xlsx-write.ts')).writeXlsx(job.table);
    case 'qr':
      return (await import('./qr-draw.ts')).drawQr(job.picture);
    case 'chart':
      return (await import('./chart-draw.ts')).drawChart(job.picture);
  }
}

async function answer({ id, job }: Order): Promise<JobAnswer> {
  try {
    return { id, bytes: await make(job) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

// Ends when the channel is closed: by its maker when there is nothing to do, by the system when its maker is gone.
process.on('message', (order: Order) => {
  void answer(order).then((answered) => process.send?.(answered));
});
