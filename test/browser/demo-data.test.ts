import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Demo, freePort, startDemo } from './demo-process.ts';

const OWNER = 501;
const GROUP = -1_002_000_000_001;
const folder = mkdtempSync(path.join(tmpdir(), 'payops-demo-test-'));
let demo: Demo | undefined;

afterEach(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function get<T>(route: string): Promise<T> {
  return (await (await fetch(`${demo?.url}${route}`)).json()) as T;
}

const charges = async () => (await get<{ counts: { charges: number } }>('/api/status')).counts.charges;
const chat = async () => {
  const { messages } = await get<{ messages: { text: string }[] }>(`/api/chat?chat=${GROUP}&as=${OWNER}`);
  return messages.map((m) => m.text).join('\n');
};

it('keeps payops and the world in DATA_DIR: the same books and the same chat after a restart', async () => {
  demo = await startDemo({ PORT: String(await freePort()), DATA_DIR: folder });
  const body = JSON.stringify({ buyer: 0, source: 0, amount: 12_345, currency: 'usd' });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${demo.url}/api/act/pay`, { method: 'POST', headers, body });
  await expect.poll(chat).toContain('123.45 USD');
  const before = await charges();
  expect(await demo.stop()).toBe(0);

  demo = await startDemo({ PORT: String(await freePort()), DATA_DIR: folder });
  expect(await charges()).toBe(before);
  expect(await chat()).toContain('123.45 USD');
});
