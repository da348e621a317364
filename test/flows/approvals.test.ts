import { expect, test } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import { dayMs } from '../../src/domain/time.ts';
import { type Asked, decideApproval, type Executors, listApprovals, orApproval } from '../../src/flows/approvals.ts';
import { listAudit, verifyAudit } from '../../src/flows/audit.ts';
import type { Result } from '../../src/flows/types.ts';
import { type App, owner, startApp } from '../support/app.ts';

const asked: Asked = { action: 'erase', argument: { person: 'cus_1' }, effect: { customer: 'cst_1', count: 1 } };
const admin: Actor = { kind: 'operator', telegramId: '7002', role: 'admin', name: 'Anton' };
const operator: Actor = { kind: 'operator', telegramId: '7003', role: 'operator', name: 'Oleg' };

async function withAdmin(): Promise<App> {
  const app = await startApp();
  await app.flows().grantRole(owner, { telegramId: '7002', role: 'admin', name: 'Anton' });
  return app;
}

/** What is asked and done, with the arguments it was done with. */
function recorder() {
  const done: unknown[] = [];
  const run = async (argument: unknown): Promise<Result> => {
    done.push(argument);
    return { ok: true };
  };
  const executors: Executors = { erase: (_asker, argument) => run(argument) };
  return { done, run: () => run(asked.argument), executors };
}

test('with one admin it is done at once, without a question', async () => {
  const app = await startApp();
  const { done, run } = recorder();
  expect(await orApproval(app.running().deps, owner, asked, run)).toEqual({ ok: true });
  expect(done).toHaveLength(1);
});

test('with two it waits for the other one, who is told with buttons, and is done once', async () => {
  const app = await withAdmin();
  const { deps } = app.running();
  const { done, run, executors } = recorder();
  const answer = await orApproval(deps, owner, asked, run);
  expect(answer).toMatchObject({ ok: false, reason: 'needs_approval' });
  expect(done).toEqual([]);
  await app.settled();
  const question = app.chat().at(-1);
  expect(question?.text).toContain('asks: erase one person');
  expect(question?.buttons.flat().map((button) => button.text)).toEqual(['Allow', 'Refuse']);

  const id = (answer as { approvalId: string }).approvalId;
  expect(await decideApproval(deps, executors, owner, id, true)).toMatchObject({ reason: 'forbidden' });
  expect(await decideApproval(deps, executors, operator, id, true)).toMatchObject({ reason: 'forbidden' });
  expect(await decideApproval(deps, executors, { kind: 'cli' }, id, true)).toMatchObject({ reason: 'forbidden' });
  const decided = await decideApproval(deps, executors, admin, id, true);
  expect(decided).toMatchObject({ ok: true, approval: { state: 'done', decidedBy: 'Anton' }, outcome: { ok: true } });
  expect(await decideApproval(deps, executors, admin, id, true)).toMatchObject({ reason: 'expired' });
  expect(done).toEqual([{ person: 'cus_1' }]);
  const audit = await listAudit(deps, owner, {}, null, 10);
  expect(audit.ok && audit.rows.map((row) => `${row.actor} ${row.action}`).slice(0, 2)).toEqual([
    'Anton approve',
    `${owner.kind === 'operator' && owner.name} erase`,
  ]);
  expect(await verifyAudit(deps, owner, null)).toMatchObject({ proof: { brokenAt: null } });
});

test('refused, too late, or asked by somebody who lost the role: nothing is done', async () => {
  const app = await withAdmin();
  const { deps } = app.running();
  const { done, run, executors } = recorder();
  const ask = async (actor: Actor) =>
    ((await orApproval(deps, actor, asked, run)) as { approvalId: string }).approvalId;

  const refused = await ask(owner);
  await decideApproval(deps, executors, admin, refused, false);
  const late = await ask(owner);
  app.clock.advance(dayMs + 1);
  expect(await decideApproval(deps, executors, admin, late, true)).toMatchObject({ reason: 'expired' });
  expect(await listApprovals(deps, owner)).toEqual({ ok: true, approvals: [] });

  await app.flows().grantRole(owner, { telegramId: '7004', role: 'owner', name: 'Vera' });
  const gone = await ask({ kind: 'operator', telegramId: '7004', role: 'owner', name: 'Vera' });
  await app.flows().removeRole(owner, '7004');
  expect(await decideApproval(deps, executors, admin, gone, true)).toMatchObject({ outcome: { reason: 'forbidden' } });
  expect(done).toEqual([]);
});
