import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { appendAudit, hasAuditHash, listAuditRows, proveAudit } from '../../src/store/audit.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));

async function append(store: Store, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const entry = { actor: 'Olga', action: 'replay', subject: `dlv_${n}`, detail: null };
    await inTransaction(store, (tx) => appendAudit(tx, `aud_${n}`, entry, now));
  }
}

/** What somebody with the database's own tools could do: the guard taken away first. */
async function tamper(store: Store, statement: string): Promise<void> {
  const guards =
    store.kind === 'postgres'
      ? ['drop trigger audit_append_only on audit']
      : ['drop trigger audit_no_update', 'drop trigger audit_no_delete'];
  for (const text of [...guards, statement]) await sql.raw(text).execute(store.writer);
}

describeStores('the audit', ({ open }) => {
  it('is a chain that proves itself, newest first in the list', async () => {
    const store = await open();
    await append(store, 5);
    const proof = await proveAudit(store.reader);
    expect(proof).toMatchObject({ rows: 5, brokenAt: null });
    expect(await hasAuditHash(store.reader, proof.head)).toBe(true);
    const rows = await listAuditRows(store.reader, { actor: 'Olga' }, 5, 2);
    expect(rows.map((row) => row.seq)).toEqual([4, 3]);
  });

  it('of nothing is whole', async () => {
    const store = await open();
    expect(await proveAudit(store.reader)).toMatchObject({ rows: 0, brokenAt: null });
  });

  it.each(["update audit set actor = 'Mallory' where seq = 2", 'delete from audit where seq = 2'])(
    'refuses: %s',
    async (statement) => {
      const store = await open();
      await append(store, 2);
      await expect(sql.raw(statement).execute(store.writer)).rejects.toThrow(/append-only/);
    },
  );

  it.each([
    ["update audit set detail = '1' where seq = 3", 3],
    ['delete from audit where seq = 2', 2],
    ["update audit set at = '2026-11-21T00:00:00.000Z' where seq = 1", 1],
  ])('tells where it was broken by force: %s', async (statement, brokenAt) => {
    const store = await open();
    await append(store, 4);
    await tamper(store, statement);
    expect(await proveAudit(store.reader)).toMatchObject({ brokenAt });
  });

  it('shows a cut-off end to somebody who noted the head', async () => {
    const store = await open();
    await append(store, 4);
    const { head } = await proveAudit(store.reader);
    await tamper(store, 'delete from audit where seq = 4');
    expect(await proveAudit(store.reader)).toMatchObject({ rows: 3, brokenAt: null });
    expect(await hasAuditHash(store.reader, head)).toBe(false);
  });
});
