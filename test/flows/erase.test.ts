import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import { dayMs, instantOf } from '../../src/domain/time.ts';
import { listViolations } from '../../src/store/invariants.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { runCli } from '../support/command-line.ts';
import { newPostgresUrl } from '../support/database-offer.ts';

const email = 'Anna.Petrova@example.com';
const personal = ['anna.petrova', 'Anna Petrova', 'Springfield', 'click-4711'];
const admin: Actor = { kind: 'operator', telegramId: '9', role: 'admin', name: 'Ada' };
const noSlack = { without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] };

const tables = [
  'inbox',
  'payments',
  'payers',
  'payer_identifiers',
  'customers',
  'purchases',
  'sheet_rows',
  'deliveries',
  'attempts',
  'audit',
  'reversals',
  'rereads',
  'handles',
  'erasures',
] as const;

/** What of her is left anywhere in the database. */
async function traces(app: App): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of tables) {
    const text = JSON.stringify(await app.db().selectFrom(table).selectAll().execute()).toLowerCase();
    for (const word of personal) if (text.includes(word.toLowerCase())) found.push(`${table}: ${word}`);
  }
  return found;
}

/** Two payments of one woman under two customers of Stripe's, joined by her address, one as a guest; and a stranger's. */
async function sellToAnna(app: App) {
  const { stripe } = app.world;
  await app.sweep();
  const about = { email, name: 'Anna Petrova', city: 'Springfield', country: 'US', metadata: { gclid: 'click-4711' } };
  const first = stripe.pay({ amount: 1_000, currency: 'usd', withSession: true, ...about });
  stripe.pay({ amount: 2_000, currency: 'usd', ...about });
  stripe.pay({ amount: 3_000, currency: 'usd', customer: null, ...about });
  stripe.pay({ amount: 4_000, currency: 'usd', email: 'boris@example.com', name: 'Boris' });
  await app.settled();
  return first;
}

async function books(app: App) {
  const payments = await app
    .db()
    .selectFrom('payments')
    .select(['external_id', 'amount_minor', 'currency', 'paid_at', 'purchase_id', 'customer_id', 'country'])
    .orderBy('external_id')
    .execute();
  const purchases = await app
    .db()
    .selectFrom('purchases')
    .select(['id', 'name', 'merged_into'])
    .orderBy('id')
    .execute();
  return { payments, purchases };
}

async function violations({ running }: App) {
  const { store, policy, clock } = running().deps;
  return listViolations(store.reader, instantOf(clock.nowMs()), policy.purchaseWindowMs);
}

async function erase(app: App, query = email, dryRun = false) {
  const done = await app.flows().erasePerson(owner, query, dryRun);
  if (!done.ok) throw new Error(done.reason);
  await app.settled();
  return done.counts;
}

describe.each(['sqlite', 'postgres'])('a person on %s', (kind) => {
  const start = async () =>
    startApp({ ...noSlack, ...(kind === 'postgres' ? { databaseUrl: await newPostgresUrl() } : {}) });

  it('is exported whole, and erased without a trace while the books stay', async () => {
    const app = await start();
    await sellToAnna(app);
    const before = await books(app);
    const sums = app.sheet().map((row) => row['Total Amount']);
    const exported = await app.flows().exportPerson(owner, email);
    const text = JSON.stringify(exported);
    for (const word of personal) expect(text.toLowerCase()).toContain(word.toLowerCase());
    expect(text).not.toContain('boris');
    expect(exported).toMatchObject({ person: { payments: { length: 3 } } });

    const preview = await erase(app, email, true);
    expect(preview).toMatchObject({ payments: 3, purchases: 1 });
    expect(await traces(app)).not.toEqual([]);
    expect(await erase(app)).toEqual(preview);

    expect(await traces(app)).toEqual([]);
    expect(await books(app)).toEqual(before);
    expect(await violations(app)).toEqual([]);
    expect(app.sheet().map((row) => row['Total Amount'])).toEqual(sums);
    expect(JSON.stringify(app.sheet()).toLowerCase()).not.toMatch(/anna|springfield/);
    expect(JSON.stringify(app.sheet())).toContain('boris@example.com');
    expect(app.cards().filter(({ text: card }) => card.includes('a…@example.com'))).toEqual([]);
  });

  it('does not come back by a late webhook, a resync, a customer that Stripe names again, or a new payment', async () => {
    const app = await start();
    const { stripe } = app.world;
    const first = await sellToAnna(app);
    const late = await app.eventJson(first.events.at(-1) as string);
    await erase(app);
    const before = await books(app);
    const sends = app.chat().length;

    expect((await app.post(late)).status).toBe(200);
    expect((await app.post({ ...late, id: 'evt_late_1' })).status).toBe(200);
    expect((await app.post({ ...late, id: 'evt_late_2', type: 'customer.created' })).status).toBe(200);
    const updated = { id: first.customer, object: 'customer', email, name: 'Anna Petrova', phone: null, metadata: {} };
    const envelope = { ...late, id: 'evt_late_3', type: 'customer.updated', data: { object: updated } };
    expect((await app.post(envelope)).status).toBe(200);
    const window = { from: instantOf(app.clock.nowMs() - dayMs), to: instantOf(app.clock.nowMs() + dayMs) };
    expect(await app.flows().resync(owner, window, false)).toMatchObject({ ok: true });
    await app.sweep();
    await app.settled();
    expect(await traces(app)).toEqual([]);
    expect(await books(app)).toEqual(before);
    expect(app.chat()).toHaveLength(sends);

    stripe.refund({ charge: first.charge });
    stripe.pay({ amount: 500, currency: 'usd', email, name: 'Anna Petrova' });
    await app.settled();
    expect(await traces(app)).toEqual([]);
    expect(await violations(app)).toEqual([]);
    expect(await erase(app)).toMatchObject({ payments: 4 });
  });
});

describe('who may', () => {
  it('forget or export people: owners', async () => {
    const app = await startApp(noSlack);
    const forbidden = { ok: false, reason: 'forbidden' };
    expect(await app.flows().erasePerson(admin, email, true)).toEqual(forbidden);
    expect(await app.flows().exportPerson(admin, email)).toEqual(forbidden);
    expect(await app.flows().erasePerson(owner, 'nobody@example.com', false)).toEqual({
      ok: false,
      reason: 'not_found',
    });
  });

  it('an address that an office shares names nobody: the others stay as they are', async () => {
    const app = await startApp(noSlack);
    const shared = { email: 'office@example.com', currency: 'usd' };
    const paid = Array.from({ length: 7 }, (_, n) => app.world.stripe.pay({ amount: 100 + n, ...shared }));
    await app.settled();
    expect(await app.flows().erasePerson(owner, shared.email, false)).toEqual({ ok: false, reason: 'invalid' });
    expect(await erase(app, paid[0]?.customer as string)).toMatchObject({ payments: 1 });
    app.world.stripe.pay({ amount: 900, ...shared, customer: paid[6]?.customer ?? null });
    await app.settled();
    const emails = await app.db().selectFrom('payments').select('email').execute();
    expect(emails.filter((row) => row.email === shared.email)).toHaveLength(7);
    expect(emails.filter((row) => row.email?.endsWith('@erased.invalid'))).toHaveLength(1);
  });

  it('the command line, beside the running server', async () => {
    const app = await startApp(noSlack);
    const first = await sellToAnna(app);
    const env = { ...app.world.env, DATA_DIR: app.dataDir };
    const preview = await runCli(['erase', '--person', first.customer as string, '--dry-run', '--json'], env);
    expect(preview).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(preview.out)).toMatchObject({ dryRun: true, counts: { payments: 3 } });
    const exported = await runCli(['export', '--person', email, '--json'], env);
    expect(exported.out).toContain('Anna Petrova');
    expect((await runCli(['erase', '--person', email], env)).out).toContain('What is left for you');
    expect(await traces(app)).toEqual([]);
    expect((await runCli(['erase'], env)).code).toBe(2);
  });
});
