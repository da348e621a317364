import { statSync } from 'node:fs';
import type { ProviderName } from '../domain/ids.ts';
import { type Instant, msOf } from '../domain/time.ts';
import type { DestinationStatus } from '../domain/views.ts';
import type { Labels, Metrics } from '../lib/metrics.ts';
import { countOwed } from '../store/contests/owed-awards.ts';
import { listDestinationStatus } from '../store/destinations.ts';
import { countQuarantined, findNewestReceived } from '../store/inspect.ts';
import { findCursor } from '../store/sync.ts';
import type { FlowDeps } from './deps.ts';

/** What stands in the database and in memory, read when it is scraped. */
export function registerStateMetrics(deps: FlowDeps, metrics: Metrics): void {
  registerDestinations(deps, metrics);
  registerProvider(deps, metrics);
  registerDatabase(deps, metrics);
  metrics.gauge('payops_ticket_awards_owed', 'Paid orders whose contest tickets are still owed', () =>
    countOwed(deps.store.reader).catch(() => 0),
  );
  metrics.gauge('payops_stopped', '1 while the kill switch is on', () => (deps.stopLatch.isStopped ? 1 : 0));
}

function registerDestinations(deps: FlowDeps, metrics: Metrics): void {
  const names = [...deps.destinations.keys()];
  const perDestination = (name: string, help: string, value: (row: DestinationStatus) => number) =>
    metrics.gauge(
      name,
      help,
      async () => {
        const rows = await listDestinationStatus(deps.store.reader, names).catch(() => []);
        return rows.map((row): readonly [Labels, number] => [{ destination: row.name }, value(row)]);
      },
      ['destination'],
    );
  perDestination('payops_deliveries_waiting', 'Deliveries that wait to be sent', ({ waiting }) => waiting);
  perDestination('payops_deliveries_dead', 'Deliveries that were given up', ({ dead }) => dead);
  perDestination('payops_deliveries_oldest_age_seconds', 'How long the oldest waiting delivery has waited', (row) =>
    row.oldestAt === null ? 0 : Math.max(0, (deps.clock.nowMs() - msOf(row.oldestAt)) / 1_000),
  );
  perDestination('payops_destination_paused', '1 while a destination is paused', ({ paused }) => (paused ? 1 : 0));
  perDestination('payops_destination_open', '1 where a destination is neither paused nor failing', (row) =>
    row.paused || row.breaker === 'open' ? 0 : 1,
  );
}

function registerProvider(deps: FlowDeps, metrics: Metrics): void {
  const { sources, store } = deps;
  const perProvider = async (read: (provider: ProviderName) => Promise<Instant | null>) => {
    const values = await Promise.all(
      [...sources.keys()].map(async (provider) => ({ provider, at: await read(provider).catch(() => null) })),
    );
    return values.flatMap(({ provider, at }): [Labels, number][] =>
      at === null ? [] : [[{ provider }, msOf(at) / 1_000]],
    );
  };
  metrics.gauge('payops_inbox_quarantined', 'Webhooks that could not be read', () =>
    countQuarantined(store.reader).catch(() => 0),
  );
  if (sources.size === 0) return;
  metrics.gauge(
    'payops_sync_complete_until_timestamp_seconds',
    'Until when everything of the provider is known',
    () => perProvider((provider) => findCursor(store.reader, provider)),
    ['provider'],
  );
  metrics.gauge(
    'payops_last_event_timestamp_seconds',
    "When the provider's newest event was received",
    () => perProvider((provider) => findNewestReceived(store.reader, provider)),
    ['provider'],
  );
}

function registerDatabase({ store, commits }: FlowDeps, metrics: Metrics): void {
  metrics.countOf('payops_database_statements_total', 'Statements run (SQLite only)', store.statementsRun);
  metrics.gauge('payops_commit_waiting', 'Writes that wait for a commit', () => commits.waiting);
  metrics.gauge(
    'payops_cache_entries',
    'Entries kept in memory',
    () => [[{ cache: 'prepared_statements' }, store.statementsPrepared()]],
    ['cache'],
  );
  const { file } = store;
  if (file === null) return;
  metrics.gauge(
    'payops_database_file_bytes',
    'Size of the database and of its write-ahead log',
    () => [
      [{ part: 'database' }, sizeOf(file)],
      [{ part: 'wal' }, sizeOf(`${file}-wal`)],
    ],
    ['part'],
  );
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
