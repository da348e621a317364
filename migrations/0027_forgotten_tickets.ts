import type { Kysely } from 'kysely';
import { isPostgres, run } from './table.ts';

/** The one change that an entry of the ledger may see: whose it is becomes nobody's, when that person is forgotten. */
const columns = ['seq', 'contest_code', 'cause', 'reason', 'delta', 'order_id', 'at', 'note', 'made_by'];
const isForgetting = (same: string) =>
  `(${columns.map((name) => `old.${name} ${same} new.${name}`).join(' and ')}
    and old.beneficiary_id not like '%erased-%'
    and (new.beneficiary_id like 'erased-%' or new.beneficiary_id like 'issuer:erased-%'))`;

export async function up(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) {
    await run(
      db,
      'drop trigger ticket_ledger_append_only on ticket_ledger',
      `create trigger ticket_ledger_append_only before delete or truncate on ticket_ledger
       for each statement execute function ticket_ledger_is_append_only()`,
      `create trigger ticket_ledger_no_update before update on ticket_ledger for each row
       when (not ${isForgetting('is not distinct from')}) execute function ticket_ledger_is_append_only()`,
    );
    return;
  }
  await run(
    db,
    'drop trigger ticket_ledger_no_update',
    `create trigger ticket_ledger_no_update before update on ticket_ledger when not ${isForgetting('is')}
     begin select raise(abort, 'ticket_ledger is append-only'); end`,
  );
}
