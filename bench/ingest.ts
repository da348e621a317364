import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment } from './environment.ts';
import type { LoadResult } from './load.ts';
import { type Child, load, startChild, temporaryFolder } from './processes.ts';
import { type Figure, median } from './report.ts';

const subjects = ['same', 'payops', 'one'] as const;
type Subject = (typeof subjects)[number];
type Started = Readonly<{ child: Child; url: string; remove: () => void }>;

/** A stop holds the sending, which is not measured here. */
async function startSubject(subject: Subject): Promise<Started> {
  const { dir, remove } = temporaryFolder();
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const child =
    subject === 'payops'
      ? await startChild('./payops-process.ts', environment(dir))
      : await startChild('./ingest-baseline.ts', { file: path.join(dir, 'baseline.db'), rows: subject });
  const { url, port } = await child.ask<{ url?: string; port?: number }>({});
  return { child, url: `${url ?? `http://127.0.0.1:${port}`}/webhooks/stripe`, remove };
}

type Job = Readonly<{ connections: number; count: number; rounds: number }>;
type Results = Readonly<Record<Subject, LoadResult[]>>;

/** Round by round, each subject in turn, so that a busy machine is busy for all of them; the first warms up. */
async function measure(started: Readonly<Record<Subject, Started>>, job: Job): Promise<Results> {
  const results: Results = { same: [], payops: [], one: [] };
  for (let round = 0; round <= job.rounds; round++) {
    for (const subject of subjects) {
      const first = (job.connections * 100 + round) * 1_000_000;
      const result = await load({ url: started[subject].url, first, ...job });
      if (result.failed > 0) throw new Error(`${result.failed} webhooks were refused`);
      if (round > 0) results[subject].push(result);
    }
  }
  return results;
}

function figuresOf(results: Results, { connections }: Job, atLeast: number): Figure[] {
  const name = `ingest, ${connections} connection${connections === 1 ? '' : 's'}`;
  const ratioTo = (other: Subject) =>
    median(results.payops.map(({ perSecond }, round) => perSecond / (results[other][round] as LoadResult).perSecond));
  const p99Of = (subject: Subject) => median(results[subject].map(({ p99Ms }) => p99Ms));
  return [
    {
      name: `${name}: ratio to bare Express with the same rows`,
      value: ratioTo('same'),
      unit: '×',
      wanted: { atLeast },
    },
    { name: `${name}: ratio to one single INSERT`, value: ratioTo('one'), unit: '×' },
    { name: `${name}: webhooks`, value: median(results.payops.map(({ perSecond }) => perSecond)), unit: '/s' },
    { name: `${name}: p99`, value: p99Of('payops'), unit: 'ms' },
    { name: `${name}: p99 of the baseline`, value: p99Of('same'), unit: 'ms' },
  ];
}

async function statementsOf({ child }: Started): Promise<number> {
  return (await child.ask<{ statements: number }>({})).statements;
}

/**
 * Webhooks with signature check and durable commit of everything that follows, against bare Express with the same check
 * that writes the same rows by prepared statements, one FULL-sync commit a request; and against one single row.
 */
export async function benchIngest(scale: number): Promise<readonly Figure[]> {
  const started = {} as Record<Subject, Started>;
  for (const subject of subjects) started[subject] = await startSubject(subject);
  try {
    const single = { connections: 1, count: Math.ceil(600 * scale), rounds: 7 };
    const many = { connections: 64, count: Math.ceil(3_000 * scale), rounds: 3 };
    const before = await statementsOf(started.payops);
    const ofSingle = await measure(started, single);
    const statements = (await statementsOf(started.payops)) - before;
    const ofMany = await measure(started, many);
    return [
      ...figuresOf(ofSingle, single, 0.6),
      { name: 'ingest: statements per event', value: statements / (single.count * (single.rounds + 1)), unit: '' },
      ...figuresOf(ofMany, many, 1.0),
    ];
  } finally {
    for (const { child, remove } of Object.values(started)) {
      await child.stop();
      remove();
    }
  }
}
