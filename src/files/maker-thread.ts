import { parentPort } from 'node:worker_threads';
import type { Job, JobAnswer, ThreadOrder } from './maker.ts';

/** The libraries are loaded here and only here, each with the first job that needs it: they weigh some 60 MB. */
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

async function answer(id: number, job: Job): Promise<JobAnswer> {
  try {
    return { id, bytes: await make(job) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', async (order: ThreadOrder) => {
  if (order === 'end') parentPort?.close();
  else parentPort?.postMessage(await answer(order.id, order.job));
});
