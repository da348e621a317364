import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Instant, instantOf, minuteMs } from '../../../src/domain/time.ts';
import { awardTickets } from '../../../src/flows/contests/award.ts';
import { type App, owner, startApp } from '../../support/app.ts';
import { contestOf, insertSold, moneyBack, pay, soldOf } from '../../support/contests.ts';

const now = (app: App): Instant => instantOf(app.clock.nowMs());
const deps = (app: App) => app.running().deps;

async function opened(app: App, change: Parameters<typeof contestOf>[1] = {}): Promise<void> {
  const made = await app.flows().createContest(owner, contestOf(now(app), change));
  if (!made.ok) throw new Error(made.reason);
}

async function brought(app: App, inviteeId: string, referrerId: string): Promise<string> {
  const { code } = await app.flows().invitePage(referrerId, 0);
  return app.flows().bindReferral(inviteeId, code);
}

async function tickets(app: App): Promise<Readonly<Record<string, number>>> {
  const rows = await app
    .db()
    .selectFrom('ticket_ledger')
    .select(['beneficiary_id', sql<number>`sum(delta)`.as('n')])
    .groupBy('beneficiary_id')
    .execute();
  expect(rows.reduce((sum, row) => sum + Number(row.n), 0)).toBe(0);
  return Object.fromEntries(
    rows
      .filter(({ beneficiary_id }) => !beneficiary_id.startsWith('issuer:'))
      .map((row) => [row.beneficiary_id, Number(row.n)]),
  );
}

const refunded = { isTakenBack: true, reason: 'REFUND', cause: 're_1' } as const;
const cameBack = { isTakenBack: false, reason: 'REFUND_FAILED', cause: 're_1' } as const;

describe('a paid order', () => {
  it('brings tickets to its payer and to who brought him, once, however often it is told', async () => {
    const app = await startApp();
    await opened(app);
    expect(await brought(app, '2', '1')).toBe('bound');
    app.clock.advance(minuteMs);
    const order = soldOf(1, '2', now(app));
    await pay(deps(app), order);
    for (let i = 0; i < 3; i++) await deps(app).commits.submit((tx) => awardTickets(tx, deps(app), order));
    expect(await tickets(app)).toEqual({ '1': 5, '2': 5 });
    await moneyBack(deps(app), order, refunded);
    await moneyBack(deps(app), order, refunded);
    expect(await tickets(app)).toEqual({ '1': 0, '2': 0 });
    await moneyBack(deps(app), order, cameBack);
    expect(await tickets(app)).toEqual({ '1': 5, '2': 5 });
  });

  it('brings tickets in every contest it falls into, and none is a final answer', async () => {
    const app = await startApp();
    await pay(deps(app), soldOf(1, '2', now(app)));
    expect(await tickets(app)).toEqual({});
    expect(await app.flows().awardRetryStats(owner)).toMatchObject({ queueSize: 0 });
    await opened(app);
    await opened(app, { code: 'other', ticketsByPlan: { month: 2 } });
    await pay(deps(app), soldOf(2, '2', now(app)));
    expect(await tickets(app)).toEqual({ '2': 7 });
  });

  it('whose tickets cannot be entered is paid all the same: they are owed, tried again, and entered once', async () => {
    const app = await startApp();
    await opened(app);
    const broken = JSON.stringify({ code: 'autumn' });
    const whole = await app.db().selectFrom('contests').select('contest').executeTakeFirstOrThrow();
    const put = (contest: string) =>
      deps(app).commits.submit((tx) => tx.updateTable('contests').set({ contest }).execute());
    await put(broken);
    await pay(deps(app), soldOf(1, '2', now(app)));
    expect(await app.db().selectFrom('orders').select('status').execute()).toEqual([{ status: 'paid' }]);
    const stats = await app.flows().awardRetryStats(owner);
    expect(stats).toMatchObject({ queueSize: 1, items: [{ telegramId: '2', orderId: 'ord_1', attempts: 1 }] });
    app.clock.advance(2 * minuteMs);
    await app.flows().tendContests();
    expect(await app.flows().awardRetryStats(owner)).toMatchObject({ items: [{ attempts: 2 }] });
    await put(whole.contest);
    app.clock.advance(10 * minuteMs);
    await app.flows().tendContests();
    expect(await app.flows().awardRetryStats(owner)).toMatchObject({ queueSize: 0, items: [] });
    expect(await tickets(app)).toEqual({ '2': 5 });
  });

  it('that is refunded while its tickets are owed ends with none, and with all of them when the money comes back', async () => {
    const app = await startApp();
    await opened(app);
    const whole = await app.db().selectFrom('contests').select('contest').executeTakeFirstOrThrow();
    const put = (contest: string) =>
      deps(app).commits.submit((tx) => tx.updateTable('contests').set({ contest }).execute());
    await put('{}');
    const order = soldOf(1, '2', now(app));
    await pay(deps(app), order);
    await moneyBack(deps(app), order, refunded);
    await put(whole.contest);
    app.clock.advance(10 * minuteMs);
    await app.flows().tendContests();
    expect(await tickets(app)).toEqual({ '2': 0 });
    await moneyBack(deps(app), order, cameBack);
    expect(await tickets(app)).toEqual({ '2': 5 });
  });

  it('whose transaction fails leaves no tickets behind', async () => {
    const app = await startApp();
    await opened(app);
    const order = soldOf(1, '2', now(app));
    const failing = deps(app).commits.submit(async (tx) => {
      await awardTickets(tx, deps(app), order);
      throw new Error('died between the tickets and the commit');
    });
    await expect(failing).rejects.toThrow('died');
    expect(await tickets(app)).toEqual({});
    await pay(deps(app), order);
    expect(await tickets(app)).toEqual({ '2': 5 });
  });

  it('placed in time and paid after the end counts; a renewal is judged when it is paid', async () => {
    const app = await startApp();
    await opened(app, { rules: { selfPurchase: true, inviteePayment: true, renewals: true } });
    const before = now(app);
    app.clock.advance(11 * 86_400_000);
    await pay(deps(app), soldOf(1, '2', before, { paidAt: now(app) }));
    expect(await tickets(app)).toEqual({ '2': 5 });
    await pay(deps(app), soldOf(2, '2', before, { paidAt: now(app), kind: 'renewal' }));
    expect(await tickets(app)).toEqual({ '2': 5 });
  });
});

describe('a link', () => {
  it('binds the first time, never oneself, never a buyer, never a ring, and is not overwritten', async () => {
    const app = await startApp();
    expect(await brought(app, '2', '1')).toBe('bound');
    expect(await brought(app, '2', '3')).toBe('bound_before');
    const rows = await app.db().selectFrom('referrals').selectAll().execute();
    expect(rows).toMatchObject([{ invitee_id: '2', referrer_id: '1' }]);
    expect(await brought(app, '1', '1')).toBe('self');
    expect(await brought(app, '1', '2')).toBe('ring');
    await insertSold(deps(app), soldOf(1, '9', now(app)));
    expect(await brought(app, '9', '1')).toBe('buyer');
  });

  it('that is guessed a thousand times binds nobody: the guesser is sent away and the team is told, once', async () => {
    const app = await startApp();
    const { code } = await app.flows().invitePage('1', 0);
    const outcomes: string[] = [];
    for (let i = 0; i < 1_000; i++) outcomes.push(await app.flows().bindReferral('666', `guess${i}guess`));
    expect(outcomes.filter((one) => one === 'unknown')).toHaveLength(5);
    expect(outcomes.filter((one) => one === 'too_many')).toHaveLength(995);
    expect(await app.flows().bindReferral('666', code)).toBe('too_many');
    expect(await app.db().selectFrom('referrals').selectAll().execute()).toEqual([]);
    const told = await app.deliveries({ kind: 'notice' });
    expect(told.filter(({ content }) => String(content).includes('codes_guessed'))).toHaveLength(2);
    app.clock.advance(61 * minuteMs);
    expect(await app.flows().bindReferral('666', code)).toBe('bound');
  });
});

describe('a correction', () => {
  it('needs a reason, and a second person where there is one; it is audited and stays out of refunds', async () => {
    const app = await startApp();
    await opened(app);
    const order = soldOf(1, '2', now(app));
    await pay(deps(app), order);
    const wanted = { contest: 'autumn', telegramId: '2', delta: 3, reason: 'lost by us' };
    expect(await app.flows().correctTickets(owner, { ...wanted, reason: ' ' })).toMatchObject({ reason: 'invalid' });
    expect(await app.flows().correctTickets(owner, { ...wanted, delta: 0 })).toMatchObject({ reason: 'invalid' });
    await app.flows().grantRole(owner, { telegramId: '77', role: 'admin', name: 'Anna' });
    const asked = await app.flows().correctTickets(owner, wanted);
    expect(asked).toMatchObject({ reason: 'needs_approval' });
    expect(await tickets(app)).toEqual({ '2': 5 });
    const anna = { kind: 'operator', telegramId: '77', role: 'admin', name: 'Anna' } as const;
    await app.flows().decideApproval(anna, asked.ok ? '' : (asked.approvalId ?? ''), true);
    expect(await tickets(app)).toEqual({ '2': 8 });
    await moneyBack(deps(app), order, refunded);
    expect(await tickets(app)).toEqual({ '2': 3 });
    const audited = await app
      .db()
      .selectFrom('audit')
      .select('detail')
      .where('action', '=', 'correct_tickets')
      .execute();
    expect(JSON.stringify(audited)).toContain('lost by us');
  });
});
