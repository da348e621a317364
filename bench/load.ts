import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { chargeEvent, signatureOf } from './webhooks.ts';

export type LoadJob = Readonly<{ url: string; first: number; count: number; connections: number }>;
export type LoadResult = Readonly<{ perSecond: number; p50Ms: number; p99Ms: number; failed: number }>;

type Prepared = Readonly<{ body: string; signature: string }>;

function post(url: string, agent: Agent, { body, signature }: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': signature,
      'content-length': Buffer.byteLength(body),
    };
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends signed webhooks, each another payment, over so many connections; bodies are made before the clock starts. */
async function run({ url, first, count, connections }: LoadJob): Promise<LoadResult> {
  const nowMs = Date.now();
  const prepared = Array.from({ length: count }, (_, i) => {
    const body = chargeEvent(first + i, nowMs);
    return { body, signature: signatureOf(body, nowMs) };
  });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const timesMs: number[] = [];
  let next = 0;
  let failed = 0;
  const worker = async () => {
    for (let i = next++; i < prepared.length; i = next++) {
      const startedMs = performance.now();
      const status = await post(url, agent, prepared[i] as Prepared).catch(() => 0);
      timesMs.push(performance.now() - startedMs);
      if (status !== 200) failed += 1;
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - startedMs) / 1_000;
  agent.destroy();
  timesMs.sort((a, b) => a - b);
  const quantile = (q: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * q))] ?? 0;
  return { perSecond: count / seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), failed };
}

if (parentPort) parentPort.postMessage(await run(workerData as LoadJob));
