import { type Instant, msOf } from '../domain/time.ts';
import type { Metrics } from '../lib/metrics.ts';

/** What flows count. Names and units as Prometheus wants them. */
export type Meters = Readonly<{
  attempt: (destination: string, outcome: string, seconds: number) => void;
  sweep: (outcome: 'done' | 'failed') => void;
  swept: (newPayments: number, changedPayments: number) => void;
  reread: (kind: string, outcome: 'done' | 'failed') => void;
  pruned: (kind: string, rows: number) => void;
  webhook: (provider: string, outcome: string, seconds: number) => void;
  job: (name: string, result: 'done' | 'failed', seconds: number, at: Instant) => void;
  commit: (writes: number, seconds: number) => void;
  /** Tickets of a paid order were entered, there was nothing to enter, or it could not be. */
  award: (outcome: 'awarded' | 'none' | 'settled' | 'failed') => void;
  awardRetry: (outcome: 'done' | 'failed') => void;
  update: (labels: Readonly<{ kind: string; name: string; result: 'done' | 'failed' }>, seconds: number) => void;
}>;

const workSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const jobSeconds = [0.01, 0.1, 1, 10, 60, 300, 1_800];
const batchSizes = [1, 2, 4, 8, 16, 32, 64];
const callSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];

export function createMeters(metrics: Metrics): Meters {
  const attempts = metrics.counter('payops_delivery_attempts_total', 'Tries to deliver, by what they came to', [
    'destination',
    'outcome',
  ]);
  const calls = metrics.histogram('payops_delivery_call_seconds', 'Duration of calls to a destination', callSeconds, [
    'destination',
  ]);
  const sweeps = metrics.counter('payops_sweeps_total', 'Sweeps over the provider, by what they came to', ['outcome']);
  const payments = metrics.counter('payops_swept_payments_total', 'Payments that a sweep found new or changed', [
    'kind',
  ]);
  const rereads = metrics.counter('payops_rereads_total', 'Objects read again from the provider', ['kind', 'outcome']);
  const prunedRows = metrics.counter('payops_pruned_rows_total', 'Rows taken away because of their age', ['kind']);
  return {
    ...workMeters(metrics),
    ...awardMeters(metrics),
    attempt: (destination, outcome, seconds) => {
      attempts({ destination, outcome });
      calls(seconds, { destination });
    },
    sweep: (outcome) => sweeps({ outcome }),
    swept: (newPayments, changedPayments) => {
      payments({ kind: 'new' }, newPayments);
      payments({ kind: 'changed' }, changedPayments);
    },
    reread: (kind, outcome) => rereads({ kind, outcome }),
    pruned: (kind, rows) => prunedRows({ kind }, rows),
  };
}

function workMeters(metrics: Metrics): Pick<Meters, 'webhook' | 'job' | 'commit' | 'update'> {
  const webhooks = metrics.counter('payops_webhooks_total', 'Webhooks by what became of them', ['provider', 'outcome']);
  const webhookTimes = metrics.histogram('payops_webhook_seconds', 'From a webhook read to its answer', workSeconds, [
    'provider',
  ]);
  const runs = metrics.counter('payops_job_runs_total', 'Runs of scheduled jobs, by result', ['job', 'result']);
  const runTimes = metrics.histogram('payops_job_seconds', 'Duration of scheduled jobs', jobSeconds, ['job']);
  const succeeded = new Map<string, number>();
  metrics.gauge(
    'payops_job_last_success_timestamp_seconds',
    'When a scheduled job last ended well in this process',
    () => [...succeeded].map(([job, at]) => [{ job }, at] as const),
    ['job'],
  );
  const batches = metrics.histogram('payops_commit_writes', 'Writes that shared one commit', batchSizes);
  const commits = metrics.histogram('payops_commit_seconds', 'Duration of shared commits', workSeconds);
  const updates = metrics.counter('payops_bot_updates_total', 'What people asked the bot, by result', [
    'kind',
    'name',
    'result',
  ]);
  const updateTimes = metrics.histogram('payops_bot_update_seconds', 'Duration of handling an update', workSeconds, [
    'kind',
    'name',
  ]);
  return {
    update: ({ result, ...asked }, seconds) => {
      updates({ ...asked, result });
      updateTimes(seconds, asked);
    },
    webhook: (provider, outcome, seconds) => {
      webhooks({ provider, outcome });
      webhookTimes(seconds, { provider });
    },
    job: (job, result, seconds, at) => {
      runs({ job, result });
      runTimes(seconds, { job });
      if (result === 'done') succeeded.set(job, msOf(at) / 1_000);
    },
    commit: (writes, seconds) => {
      batches(writes);
      commits(seconds);
    },
  };
}

function awardMeters(metrics: Metrics): Pick<Meters, 'award' | 'awardRetry'> {
  const awards = metrics.counter('payops_ticket_awards_total', 'Orders whose tickets were looked at, by outcome', [
    'outcome',
  ]);
  const retries = metrics.counter('payops_ticket_award_retries_total', 'Owed tickets tried again, by outcome', [
    'outcome',
  ]);
  return { award: (outcome) => awards({ outcome }), awardRetry: (outcome) => retries({ outcome }) };
}
