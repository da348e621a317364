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

type Row = Readonly<Record<string, string | number | null>>;
const statements = new Map<string, Database.Statement>();

/** Each table's statement is prepared once, for the columns of its first row. */
function put(table: string, row: Row): void {
  let statement = statements.get(table);
  if (!statement) {
    const columns = Object.keys(row);
    statement = db.prepare(`insert into ${table} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`);
    statements.set(table, statement);
  }
  statement.run(...Object.values(row));
}

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
  put('inbox', inboxRow(text, type, id, charge, at));
  put('customers', { id: `cst_${id}`, key: charge.customer, origin_payer_id: `stripe:${charge.customer}` });
  put('payers', { id: `stripe:${charge.customer}`, customer_external_id: charge.customer, customer_id: `cst_${id}` });
  const email = charge.billing_details.email;
  put('payer_identifiers', { kind: 'email', value: email, payer_id: `stripe:${charge.customer}` });
  put('contacts', { kind: 'email', value: email, holder_id: `pay_${id}` });
  put('payments', paymentRow(id, charge, at, facts));
  const purchase = { id: `pur_${id}`, customer_id: `cst_${id}`, origin_payment_id: `pay_${id}`, ordinal: 1, name: key };
  put('purchases', { ...purchase, first_paid_at: at, loud: 1, vip_told: 0, view });
  put('sheet_rows', { row_key: key, customer_id: `cst_${id}`, currency: 'USD', view });
  for (const [destination, kind, subject] of [
    ['telegram', 'purchase', `pur_${id}`],
    ['slack', 'purchase', `pur_${id}`],
    ['sheets', 'row', key],
  ] as const) {
    const what = { id: `dlv_${destination}${id}`, destination, address: 'address', kind, subject_id: subject };
    const when = { state: 'waiting', priority: 5, due_at: at, attempts: 0, ambiguous: 0, created_at: at };
    put('deliveries', { ...what, ...when });
  }
});

function inboxRow(text: string, type: string, id: string, charge: Charge, at: string): Row {
  return {
    id: `inb_${id}`,
    provider: 'stripe',
    external_id: id,
    type,
    state: 'recorded',
    source: 'webhook',
    payment_ref: charge.payment_intent,
    occurred_at: at,
    received_at: at,
    secret_index: 1,
    payload: text,
    payload_hash: id.repeat(3),
  };
}

function paymentRow(id: string, charge: Charge, at: string, facts: string): Row {
  return {
    id: `pay_${id}`,
    provider: 'stripe',
    external_id: charge.payment_intent,
    charge_id: charge.id,
    status: 'captured',
    amount_minor: 999,
    currency: 'USD',
    reversed_minor: 0,
    paid_at: at,
    paid_at_provisional: 0,
    created_at: at,
    first_seen_at: at,
    first_source: 'webhook',
    quiet: 0,
    payer_id: `stripe:${charge.customer}`,
    customer_id: `cst_${id}`,
    purchase_id: `pur_${id}`,
    email: charge.billing_details.email,
    country: 'US',
    city: 'New York City',
    method: 'card',
    card_last4: '4242',
    campaign: JSON.stringify(charge.metadata),
    campaign_name: 'campaign',
    conflict: 0,
    facts,
  };
}

const writeOne = db.transaction((text: string, type: string, id: string, charge: Charge) => {
  put('inbox', inboxRow(text, type, id, charge, new Date(charge.created * 1_000).toISOString()));
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
