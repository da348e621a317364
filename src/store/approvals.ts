import type { Action, Actor } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { ApprovalTable } from './schema.ts';

/** What the message about it says, filled into the words of its action. */
export type Effect = Readonly<Record<string, string | number>>;

export type Approval = Readonly<{
  id: string;
  action: Action;
  argument: unknown;
  effect: Effect;
  askedBy: string;
  /** The asker's Telegram id, where a person asked. */
  askedById: string | null;
  asker: Actor;
  askedAt: Instant;
  expiresAt: Instant;
  state: ApprovalTable['state'];
  decidedBy: string | null;
  decidedAt: Instant | null;
}>;

export type NewApproval = Omit<Approval, 'state' | 'decidedBy' | 'decidedAt'>;

function approvalOf(row: ApprovalTable): Approval {
  return {
    id: row.id,
    action: row.action as Action,
    argument: JSON.parse(row.argument),
    effect: JSON.parse(row.effect) as Effect,
    askedBy: row.asked_by,
    askedById: row.asked_by_id,
    asker: JSON.parse(row.asker) as Actor,
    askedAt: row.asked_at as Instant,
    expiresAt: row.expires_at as Instant,
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at as Instant | null,
  };
}

export async function insertApproval(tx: Tx, approval: NewApproval): Promise<void> {
  await tx
    .insertInto('approvals')
    .values({
      id: approval.id,
      action: approval.action,
      argument: JSON.stringify(approval.argument),
      effect: JSON.stringify(approval.effect),
      asked_by: approval.askedBy,
      asked_by_id: approval.askedById,
      asker: JSON.stringify(approval.asker),
      asked_at: approval.askedAt,
      expires_at: approval.expiresAt,
      state: 'waiting',
      decided_by: null,
      decided_at: null,
      result: null,
    })
    .execute();
}

export async function findApproval(db: Reader | Tx, id: string): Promise<Approval | null> {
  const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? approvalOf(row) : null;
}

export async function listWaitingApprovals(db: Reader, now: Instant, limit: number): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now)
    .orderBy('asked_at')
    .limit(limit)
    .execute();
  return rows.map(approvalOf);
}

type Decided = Readonly<{ state: 'approved' | 'rejected'; by: string; now: Instant }>;

/** Once: false where somebody else was faster or it was too late. */
export async function decideApprovalOnce(tx: Tx, id: string, { state, by, now }: Decided): Promise<boolean> {
  const result = await tx
    .updateTable('approvals')
    .set({ state, decided_by: by, decided_at: now })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** What became of something that was allowed. */
export async function settleApproval(tx: Tx, id: string, state: 'done' | 'failed', result: string): Promise<void> {
  await tx.updateTable('approvals').set({ state, result }).where('id', '=', id).execute();
}
