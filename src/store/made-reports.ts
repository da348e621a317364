import type { MadeReport } from '../domain/reports/made.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type MadeFor = Readonly<{ id: string; job: string; slot: string; madeAt: Instant }>;

/** Once a slot: its message shows these numbers whenever it is sent, and a repeat shows the same. */
export async function saveMadeReport(tx: Tx, { id, job, slot, madeAt }: MadeFor, made: MadeReport): Promise<void> {
  await tx
    .insertInto('made_reports')
    .values({ id, job, slot, made_at: madeAt, report: JSON.stringify(made) })
    .execute();
}

export async function findMadeReport(db: Reader, id: string): Promise<MadeReport | null> {
  const row = await db.selectFrom('made_reports').select('report').where('id', '=', id).executeTakeFirst();
  return row ? (JSON.parse(row.report) as MadeReport) : null;
}

/** When the report before this slot's was made; null where there is none. */
export async function findMadeBefore(db: Reader, job: string, slot: string): Promise<Instant | null> {
  const row = await db
    .selectFrom('made_reports')
    .select('made_at')
    .where('job', '=', job)
    .where('slot', '<', slot)
    .orderBy('slot', 'desc')
    .executeTakeFirst();
  return (row?.made_at ?? null) as Instant | null;
}
