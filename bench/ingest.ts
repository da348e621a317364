import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadResult } from './load.ts';
import { type Child, load, startChild, temporaryFolder } from './processes.ts';
import type { Figure } from './report.ts';
import { benchSecret } from './webhooks.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Everything is configured, so everything is owed; a stop holds the sending, which is not measured here. */
function environment(dir: string): Record<string, string> {
  writeFileSync(path.join(dir, 'STOPPED'), '');
  return {
    TELEGRAM_BOT_TOKEN: '100:benchbenchbenchbenchbenchbenchbench1',
    TELEGRAM_CHAT_ID: '-1001',
    TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: benchSecret,
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    AUTO_SYNC_DISABLED: 'true',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_CHANNEL_ID: 'C1',
    SLACK_API_BASE: 'http://127.0.0.1:9/api/',
    GOOGLE_SHEETS_DOC_ID: 'doc',
    GOOGLE_SERVICE_EMAIL: 'bench@example.com',
    GOOGLE_SERVICE_PRIVATE_KEY: privateKey,
    DATA_DIR: dir,
    PORT: '0',
    LOG_LEVEL: 'error',
  };
}

async function measure(
  child: Child,
  url: string,
  connections: number,
  count: number,
  rounds: number,
): Promise<LoadResult> {
  const results: LoadResult[] = [];
  for (let round = 0; round <= rounds; round++) {
    const result = await load({ url, first: (connections * 100 + round) * 1_000_000, count, connections });
    if (result.failed > 0) throw new Error(`${result.failed} webhooks were refused`);
    if (round > 0) results.push(result);
  }
  void child;
  results.sort((a, b) => a.perSecond - b.perSecond);
  return results[Math.floor(results.length / 2)] as LoadResult;
}

type Subject = 'payops' | 'same' | 'one';

async function withSubject<T>(subject: Subject, work: (child: Child, url: string) => Promise<T>): Promise<T> {
  const { dir, remove } = temporaryFolder();
  const child =
    subject === 'payops'
      ? await startChild('./payops-process.ts', environment(dir))
      : await startChild('./ingest-baseline.ts', { file: path.join(dir, 'baseline.db'), rows: subject });
  try {
    const { url, port } = await child.ask<{ url?: string; port?: number }>({});
    return await work(child, `${url ?? `http://127.0.0.1:${port}`}/webhooks/stripe`);
  } finally {
    await child.stop();
    remove();
  }
}

/** Webhook ingest against bare Express with the same rows, and against one single row, in the same run. */
export async function benchIngest(scale: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [connections, count, wanted] of [
    [1, 1_000 * scale, 0.6],
    [64, 4_000 * scale, 1.0],
  ] as const) {
    const results = {} as Record<Subject, LoadResult>;
    for (const subject of ['same', 'payops', 'one'] as const) {
      results[subject] = await withSubject(subject, (child, url) => measure(child, url, connections, count, 3));
    }
    const { payops, same, one } = results;
    const name = `ingest, ${connections} connection${connections === 1 ? '' : 's'}`;
    figures.push(
      {
        name: `${name}: ratio to bare Express with the same rows`,
        value: payops.perSecond / same.perSecond,
        unit: '×',
        wanted: { atLeast: wanted },
      },
      { name: `${name}: ratio to one single INSERT`, value: payops.perSecond / one.perSecond, unit: '×' },
      { name: `${name}: webhooks a second`, value: payops.perSecond, unit: '/s' },
      { name: `${name}: p99`, value: payops.p99Ms, unit: 'ms' },
      { name: `${name}: p99 of the baseline`, value: same.p99Ms, unit: 'ms' },
    );
  }
  return figures;
}
