import { type Contact, contactsOfPayer, contactsOfPayment } from '../domain/contacts.ts';
import type { Payer } from '../domain/identity.ts';
import type { Payment } from '../domain/payment.ts';
import type { Tx } from './database.ts';
import { chunks } from './load-people.ts';
import { type UpsertSpec, upsertRows } from './upsert.ts';

const contacts: UpsertSpec<'contacts'> = {
  table: 'contacts',
  columns: ['kind', 'value', 'holder_id'],
  key: ['kind', 'value', 'holder_id'],
  onConflict: 'leave',
};

export type ContactHolders = Readonly<{
  payments: readonly Payment[];
  payers: readonly Pick<Payer, 'id' | 'fact'>[];
}>;

/** What these payments and payers say now, in the place of what the former holders said before. */
export async function replaceContacts(
  tx: Tx,
  formerHolders: readonly string[],
  { payments, payers }: ContactHolders,
): Promise<void> {
  for (const chunk of chunks(formerHolders)) {
    await tx.deleteFrom('contacts').where('holder_id', 'in', chunk).execute();
  }
  const rowsOf = (holderId: string, own: readonly Contact[]) =>
    own.map(({ kind, value }) => ({ kind, value, holder_id: holderId }));
  await upsertRows(tx, contacts, [
    ...payments.flatMap((payment) => rowsOf(payment.id, contactsOfPayment(payment))),
    ...payers.flatMap((payer) => rowsOf(payer.id, contactsOfPayer(payer))),
  ]);
}
