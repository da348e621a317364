import type { Role } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { InviteTable } from './schema.ts';

export type Invite = Readonly<{
  id: string;
  role: Role;
  /** A colleague's link, or a code for the first owner or from the host. */
  purpose: InviteTable['purpose'];
  madeBy: string;
  madeById: string | null;
  madeAt: Instant;
  expiresAt: Instant;
}>;

function inviteOf(row: InviteTable): Invite {
  return {
    id: row.id,
    role: row.role as Role,
    purpose: row.purpose,
    madeBy: row.made_by,
    madeById: row.made_by_id,
    madeAt: row.made_at as Instant,
    expiresAt: row.expires_at as Instant,
  };
}

/** Only the hash of its code is kept. */
export async function insertInvite(tx: Tx, invite: Invite, hash: string): Promise<void> {
  await tx
    .insertInto('invites')
    .values({
      id: invite.id,
      hash,
      role: invite.role,
      purpose: invite.purpose,
      made_by: invite.madeBy,
      made_by_id: invite.madeById,
      made_at: invite.madeAt,
      expires_at: invite.expiresAt,
      taken_by: null,
      taken_at: null,
      revoked_at: null,
    })
    .execute();
}

export async function findOpenInvite(db: Reader, hash: string, now: Instant): Promise<Invite | null> {
  const row = await db
    .selectFrom('invites')
    .selectAll()
    .where('hash', '=', hash)
    .where('taken_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ? inviteOf(row) : null;
}

export async function listOpenInvites(db: Reader, now: Instant, limit: number): Promise<readonly Invite[]> {
  const rows = await db
    .selectFrom('invites')
    .selectAll()
    .where('purpose', '=', 'invite')
    .where('taken_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('made_at')
    .limit(limit)
    .execute();
  return rows.map(inviteOf);
}

/** The first who takes it; false for everybody after. */
export async function takeInviteOnce(tx: Tx, id: string, takenBy: string, now: Instant): Promise<boolean> {
  const result = await tx
    .updateTable('invites')
    .set({ taken_by: takenBy, taken_at: now })
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function revokeInviteRow(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const result = await tx
    .updateTable('invites')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A newer code for the first owner ends the older ones. */
export async function revokeFirstOwnerCodes(tx: Tx, now: Instant): Promise<void> {
  await tx
    .updateTable('invites')
    .set({ revoked_at: now })
    .where('purpose', '=', 'first_owner')
    .where('taken_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
}
