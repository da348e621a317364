import type { Selectable } from 'kysely';
import type { Matcher, Silence } from '../domain/alerts/silence.ts';
import type { SilenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { SilenceTable } from './schema-alerts.ts';

function silenceFrom(row: Selectable<SilenceTable>): Silence {
  return {
    id: row.id as SilenceId,
    matchers: JSON.parse(row.matchers) as readonly Matcher[],
    reason: row.reason,
    by: row.made_by,
    at: row.made_at as Instant,
    until: row.until as Instant,
    endedAt: row.ended_at as Instant | null,
    endedBy: row.ended_by,
  };
}

export async function saveSilence(tx: Tx, silence: Silence): Promise<void> {
  const row = {
    id: silence.id,
    matchers: JSON.stringify(silence.matchers),
    reason: silence.reason,
    made_by: silence.by,
    made_at: silence.at,
    until: silence.until,
    ended_at: silence.endedAt,
    ended_by: silence.endedBy,
  };
  await tx
    .insertInto('silences')
    .values(row)
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
}

/** Those that nobody ended, and whose end was not told yet: their time may be over. */
export async function listSilences(db: Reader): Promise<readonly Silence[]> {
  const rows = await db.selectFrom('silences').selectAll().where('ended_at', 'is', null).orderBy('until').execute();
  return rows.map(silenceFrom);
}

export async function findSilence(db: Reader, id: string): Promise<Silence | null> {
  const row = await db.selectFrom('silences').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? silenceFrom(row) : null;
}
