import { createHmac, timingSafeEqual } from 'node:crypto';
import Database from 'better-sqlite3';
import express from 'express';
import { openStore } from '../src/store/database.ts';
import { migrateUp } from '../src/store/migrate.ts';
import { benchSecret } from './webhooks.ts';

type Options = Readonly<{ file: string; rows: 'same' | 'one' }>;
const { file, rows } = JSON.parse(process.argv[2] ?? '{}') as Options;

/**
 * The baseline: bare Express, Stripe's signature, and the very rows that payops writes for one new payment, by raw
 * prepared statements on payops' own schema, one FULL-sync commit a request. With `one`, a single row.
 */
const store = openStore(`file:${file}`);
await migrateUp(store);
await store.close();
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');

const insert = (table: string, columns: readonly string[]) =>
  db.prepare(`insert into ${table} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`);
const columnsOf = (table: string) => (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
const statements = Object.fromEntries(
  [
    'inbox',
    'payments',
    'payers',
    'payer_identifiers',
    'contacts',
    'customers',
    'purchases',
    'sheet_rows',
    'deliveries',
  ].map((table) => [table, insert(table, columnsOf(table))]),
) as Record<string, Database.Statement>;

function isSigned(raw: Buffer, header: string): boolean {
  const t = /t=(\d+)/.exec(header)?.[1] ?? '';
  const v1 = /v1=([0-9a-f]+)/.exec(header)?.[1] ?? '';
  const expected = createHmac('sha256', benchSecret).update(`${t}.`).update(raw).digest('hex');
  return expected.length === v1.length && timingSafeEqual(Buffer.from(expected), Buffer.from(v1));
}

type Charge = {
  id: string;
  payment_intent: string;
  customer: string;
  created: number;
  metadata: object;
  billing_details: { email: string };
};

const writeAll = db.transaction((text: string, type: string, id: string, charge: Charge) => {
  const at = new Date(charge.created * 1_000).toISOString();
  const key = `purchase_${charge.customer}`;
  const facts = JSON.stringify({
    intent: null,
    charge: { ...charge, asOf: at },
    session: null,
    capturedValues: [{ amountMinor: 999, asOf: at }],
  });
  const view = JSON.stringify({
    id,
    name: key,
    totals: [{ currency: 'USD', capturedMinor: 999, reversedMinor: 0 }],
    campaign: charge.metadata,
    at,
    email: charge.billing_details.email,
  });
  statements['inbox']?.run(
    `inb_${id}`,
    'stripe',
    id,
    type,
    'recorded',
    'webhook',
    charge.payment_intent,
    at,
    at,
    1,
    text,
    id.repeat(3),
    null,
    null,
  );
  statements['customers']?.run(`cst_${id}`, charge.customer, `stripe:${charge.customer}`, null);
  statements['payers']?.run(`stripe:${charge.customer}`, charge.customer, `cst_${id}`, null);
  statements['payer_identifiers']?.run('email', charge.billing_details.email, `stripe:${charge.customer}`);
  statements['contacts']?.run('email', charge.billing_details.email, `pay_${id}`);
  statements['payments']?.run(
    `pay_${id}`,
    'stripe',
    charge.payment_intent,
    charge.id,
    null,
    'captured',
    999,
    'USD',
    0,
    at,
    0,
    at,
    at,
    'webhook',
    0,
    `stripe:${charge.customer}`,
    `cst_${id}`,
    `pur_${id}`,
    charge.billing_details.email,
    'US',
    'New York City',
    'card',
    '4242',
    null,
    JSON.stringify(charge.metadata),
    'campaign',
    0,
    facts,
  );
  statements['purchases']?.run(`pur_${id}`, `cst_${id}`, `pay_${id}`, 1, key, at, null, 1, 0, view);
  statements['sheet_rows']?.run(key, `cst_${id}`, 'USD', view);
  for (const [destination, kind, subject] of [
    ['telegram', 'purchase', `pur_${id}`],
    ['slack', 'purchase', `pur_${id}`],
    ['sheets', 'row', key],
  ] as const) {
    statements['deliveries']?.run(
      `dlv_${destination}${id}`,
      destination,
      'address',
      kind,
      subject,
      'waiting',
      5,
      at,
      0,
      0,
      null,
      null,
      null,
      null,
      at,
      null,
      null,
      null,
      null,
      null,
    );
  }
});

const writeOne = db.transaction((text: string, type: string, id: string, charge: Charge) => {
  const at = new Date(charge.created * 1_000).toISOString();
  statements['inbox']?.run(
    `inb_${id}`,
    'stripe',
    id,
    type,
    'recorded',
    'webhook',
    charge.payment_intent,
    at,
    at,
    1,
    text,
    id.repeat(3),
    null,
    null,
  );
});

const app = express();
app.post('/webhooks/stripe', express.raw({ type: '*/*', limit: '1mb' }), (req, res) => {
  const raw = req.body as Buffer;
  if (!isSigned(raw, req.header('stripe-signature') ?? '')) {
    res.status(400).end();
    return;
  }
  const text = raw.toString('utf8');
  const event = JSON.parse(text) as { id: string; type: string; data: { object: Charge } };
  (rows === 'same' ? writeAll : writeOne)(text, event.type, event.id, event.data.object);
  res.json({ received: true });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.on('message', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('SIGTERM', () => process.exit(0));
