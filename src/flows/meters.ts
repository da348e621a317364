import type { Metrics } from '../lib/metrics.ts';

/** What flows count. Names and units as Prometheus wants them. */
export type Meters = Readonly<{
  attempt: (destination: string, outcome: string, seconds: number) => void;
  sweep: (outcome: 'done' | 'failed') => void;
  swept: (newPayments: number, changedPayments: number) => void;
  reread: (kind: string, outcome: 'done' | 'failed') => void;
  pruned: (kind: string, rows: number) => void;
}>;

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
