import type { DestinationStatus } from '../domain/views.ts';
import type { Labels } from '../lib/metrics.ts';
import type { HttpDeps } from './deps.ts';

const actor = { kind: 'job', name: 'metrics' } as const;

/** What waits and what failed per destination, and whether the system is stopped: read when scraped. */
export function registerQueueMetrics({ flows, metrics }: HttpDeps): void {
  const perDestination = (name: string, help: string, value: (row: DestinationStatus) => number) =>
    metrics.gauge(
      name,
      help,
      async () => {
        const result = await flows.queue(actor).catch(() => null);
        const rows = result?.ok ? result.destinations : [];
        return rows.map((row): readonly [Labels, number] => [{ destination: row.name }, value(row)]);
      },
      ['destination'],
    );
  perDestination('payops_deliveries_waiting', 'Deliveries that wait to be sent', ({ waiting }) => waiting);
  perDestination('payops_deliveries_dead', 'Deliveries that were given up', ({ dead }) => dead);
  perDestination('payops_destination_open', '1 where a destination is neither paused nor failing', (row) =>
    row.paused || row.breaker === 'open' ? 0 : 1,
  );
  metrics.gauge('payops_stopped', '1 while the kill switch is on', async () =>
    (await flows.status()).stop.stopped ? 1 : 0,
  );
}
