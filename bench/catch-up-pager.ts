import { Agent, get } from 'node:http';

type Options = Readonly<{ url: string; secretKey: string }>;
const { url, secretKey } = JSON.parse(process.argv[2] ?? '{}') as Options;

/** The baseline: the same list calls with the same expansions, parsed and thrown away; nothing else. */
const agent = new Agent({ keepAlive: true });
const lists = [
  'refunds?',
  'disputes?',
  'charges?expand[0]=data.payment_intent&expand[1]=data.customer&',
  'checkout/sessions?',
] as const;

type Page = { data: { id: string }[]; has_more: boolean };

/** Refused for being too fast, it waits for the next second, as any pager must. */
async function read(path: string): Promise<Page> {
  for (;;) {
    const page = await ask(path);
    if (page) return page;
    await new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000)));
  }
}

function ask(path: string): Promise<Page | null> {
  return new Promise((resolve, reject) => {
    const options = { agent, headers: { authorization: `Bearer ${secretKey}` } };
    get(`${url}/v1/${path}`, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const page = JSON.parse(Buffer.concat(parts).toString('utf8'));
        resolve(answer.statusCode === 429 ? null : page);
      });
    }).on('error', reject);
  });
}

async function drain(): Promise<number> {
  let objects = 0;
  for (const list of lists) {
    for (let after = ''; ; ) {
      const page = await read(`${list}limit=100${after}`);
      objects += page.data.length;
      const last = page.data.at(-1);
      if (!page.has_more || !last) break;
      after = `&starting_after=${last.id}`;
    }
  }
  return objects;
}

process.send?.({});
async function answer(): Promise<void> {
  const startedMs = performance.now();
  const objects = await drain();
  process.send?.({ objects, seconds: (performance.now() - startedMs) / 1_000 });
}
process.on('message', () => void answer());
process.on('SIGTERM', () => process.exit(0));
