import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import { dayMs, instantOf } from '../../src/domain/time.ts';
import { listViolations } from '../../src/store/invariants.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { payops } from '../support/command-line.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const email = 'Anna.Petrova@example.com';
const phone = '+1 555 010 4711';
const personal = ['anna.petrova', 'Anna Petrova', 'Springfield', 'click-4711', '15550104711', phone];
const admin: Actor = { kind: 'operator', telegramId: '9', role: 'admin', name: 'Ada' };
const noSlack = { without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] };

/** What of her is left anywhere in the database. */
async function traces(app: App): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of await app.db().introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(app.db());
    const text = JSON.stringify(rows).toLowerCase();
    for (const word of personal) if (text.includes(word.toLowerCase())) found.push(`${name}: ${word}`);
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
  // The sums of the hour come a little later, and name her city.
  await eventually(async () => expect(await app.db().selectFrom('dirty_hours').select('hour').execute()).toEqual([]));
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
    const { customer } = await sellToAnna(app);
    app.world.stripe.updateCustomer(customer as string, { phone });
    await app.settled();
    const flows = app.flows();
    await flows.takeKey('k', 'h');
    await flows.keepAnswer('k', 200, JSON.stringify({ email }));
    const cut = {
      run_id: 'run_1',
      seq: 1,
      kind: 'cut_row',
      subject: 'purchase_1',
      state: 'done',
      detail: null,
    } as const;
    const held = { work: '{}', stood: JSON.stringify({ cells: [email] }) };
    await app
      .running()
      .deps.store.writer.insertInto('run_steps')
      .values({ ...cut, ...held })
      .execute();
    const before = await books(app);
    const sums = app.sheet().map((row) => row['Total Amount']);
    const exported = await app.flows().exportPerson(owner, email);
    const text = JSON.stringify(exported);
    for (const word of personal) expect(text.toLowerCase()).toContain(word.toLowerCase());
    expect(text).not.toContain('boris');
    expect(exported).toMatchObject({ person: { payments: { length: 3 } } });

    const preview = await erase(app, email, true);
    expect(preview).toMatchObject({ payments: 3, purchases: 1 });
    expect(await traces(app)).toEqual(expect.arrayContaining(['contacts: 15550104711', 'contacts: anna.petrova']));
    expect(await erase(app)).toEqual(preview);

    expect(await traces(app)).toEqual([]);
    expect(await books(app)).toEqual(before);
    expect(await violations(app)).toEqual([]);
    expect(await app.flows().lookUp(owner, phone)).toMatchObject({ hit: { kind: 'none' } });
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
    const updated = { id: first.customer, object: 'customer', email, name: 'Anna Petrova', phone, metadata: {} };
    const envelope = { ...late, id: 'evt_late_3', type: 'customer.updated', data: { object: updated } };
    expect((await app.post(envelope)).status).toBe(200);
    const window = { from: instantOf(app.clock.nowMs() - dayMs), to: instantOf(app.clock.nowMs() + dayMs) };
    expect(await app.flows().resync(owner, window, false)).toMatchObject({ ok: true });
    await app.sweep();
    await app.settled();
    expect(await traces(app)).toEqual([]);
    expect(await books(app)).toEqual(before);
    expect(
      app
        .chat()
        .slice(sends)
        .map(({ text }) => text),
    ).toEqual([]);

    stripe.refund({ charge: first.charge });
    stripe.pay({ amount: 500, currency: 'usd', email, name: 'Anna Petrova' });
    await app.settled();
    expect(await traces(app)).toEqual([]);
    expect(await violations(app)).toEqual([]);
    expect(await erase(app)).toMatchObject({ payments: 4 });
  });
});

describe('what was put aside', () => {
  const aside = (app: App) =>
    app.db().selectFrom('inbox').select(['id', 'payload']).where('state', '=', 'quarantined').executeTakeFirstOrThrow();
  const windowOf = (app: App) => ({
    from: instantOf(app.clock.nowMs() - dayMs),
    to: instantOf(app.clock.nowMs() + dayMs),
  });

  it('as a webhook keeps its place without its text; who reads it again is told, and a resync brings the payment', async () => {
    const app = await startApp(noSlack);
    await sellToAnna(app);
    const sold = app.world.stripe.pay({ amount: 5_000, currency: 'usd', email, notify: false });
    const event = await app.eventJson(sold.events.at(-1) as string);
    const unreadable = { id: 'ch_odd', amount: 'much', billing_details: { email } };
    expect((await app.post({ ...event, type: 'charge.succeeded', data: { object: unreadable } })).status).toBe(200);
    await erase(app);
    const { id, payload } = await aside(app);
    expect(payload).toBe('');
    const answer = await app.flows().replayQuarantined(owner, { id });
    expect(answer).toMatchObject({ recorded: 0, failed: 1, issues: expect.stringContaining('resync') });
    expect(await aside(app)).toMatchObject({ id });

    expect(await app.flows().resync(owner, windowOf(app), false)).toMatchObject({ ok: true });
    await app.settled();
    expect((await books(app)).payments.map((row) => row.amount_minor)).toContain(5_000);
    expect(await traces(app)).toEqual([]);
  });

  it.each(['before', 'after'])('as an object of a list %s the erasure is still recorded, masked', async (when) => {
    const app = await startApp(noSlack);
    await sellToAnna(app);
    const { writer } = app.running().deps.store;
    const listOne = async () => {
      app.world.stripe.pay({ amount: 5_000, currency: 'usd', email, name: 'Anna Petrova', notify: false });
      await sql`create trigger poison before insert on payments begin select raise(abort, 'not now'); end`.execute(
        writer,
      );
      await app.flows().resync(owner, windowOf(app), false);
      await sql`drop trigger poison`.execute(writer);
    };
    if (when === 'before') await listOne();
    await erase(app);
    if (when === 'after') await listOne();
    expect(await traces(app)).toEqual([]);
    const { id } = await aside(app);
    expect(await app.flows().replayQuarantined(owner, { id })).toMatchObject({ ok: true, recorded: 1 });
    await app.settled();
    expect((await books(app)).payments.map((row) => row.amount_minor)).toContain(5_000);
    expect(await traces(app)).toEqual([]);
    expect(await violations(app)).toEqual([]);
  });
});

describe('who may', () => {
  it('with a second admin about, erase only what that one allows; the question names nobody', async () => {
    const app = await startApp(noSlack);
    await sellToAnna(app);
    await app.flows().grantRole(owner, { telegramId: '9', role: 'admin', name: 'Ada' });
    const before = await traces(app);
    const asked = await app.flows().erasePerson(owner, email, false);
    expect(asked).toMatchObject({ ok: false, reason: 'needs_approval' });
    expect(await traces(app)).toEqual(before);
    await app.settled();
    expect(app.chat().at(-1)?.text).toMatch(/Olga asks: erase one person's data \(cst_\S+, 3 payments\)/);
    const id = (asked as { approvalId: string }).approvalId;
    expect(await app.flows().decideApproval(admin, id, true)).toMatchObject({ approval: { state: 'done' } });
    await app.settled();
    expect(await traces(app)).toEqual([]);
  });

  it('ask by an address: the record of who did what does not repeat it', async () => {
    const app = await startApp(noSlack);
    await sellToAnna(app);
    expect(await app.flows().replay(owner, email)).toEqual({ ok: true, count: 0 });
    await app.flows().stop(owner, `${email} is charged twice`);
    const rows = await app.db().selectFrom('audit').select(['action', 'subject', 'detail']).orderBy('seq').execute();
    expect(rows).toEqual([
      { action: 'replay', subject: expect.stringMatching(/^pay_/), detail: '0' },
      { action: 'stop', subject: null, detail: '…@… is charged twice' },
    ]);
  });

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
    const preview = await payops(env, 'erase', '--person', first.customer as string, '--dry-run', '--json');
    expect(preview).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(preview.out)).toMatchObject({ dryRun: true, counts: { payments: 3 } });
    const exported = await payops(env, 'export', '--person', email, '--json');
    expect(exported.out).toContain('Anna Petrova');
    expect((await payops(env, 'erase', '--person', email)).out).toContain('What is left for you');
    expect(await traces(app)).toEqual([]);
    expect((await payops(env, 'erase')).code).toBe(2);
  });
});
