import { type Won, wonBy } from '../../domain/contests/won.ts';
import type { DeliveryId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import { selectGone } from '../destinations.ts';
import { findContest } from './contests.ts';
import { findDraw } from './draws.ts';

/** Null where he won nothing, or nothing was announced, or he was erased since. */
export async function findWon(db: Reader, contestCode: string, telegramId: string): Promise<Won | null> {
  const draw = await findDraw(db, contestCode);
  if (draw === null || draw.announcedAt === null) return null;
  const kept = await findContest(db, contestCode);
  return kept && wonBy(telegramId, kept.contest, draw.winners);
}

export type GivenUp = Readonly<{ id: DeliveryId; address: string; subjectId: string }>;

/** What waits for winners at addresses where nothing is sent until somebody looks: it would wait without a word. */
export async function giveUpUnreachable(tx: Tx, code: string, now: Instant): Promise<readonly GivenUp[]> {
  const rows = await tx
    .updateTable('deliveries')
    .set({ state: 'dead', settled_at: now, last_code: code, last_detail: null })
    .where('kind', '=', 'won')
    .where('state', '=', 'waiting')
    .where(({ eb, refTuple }) =>
      eb(refTuple('destination', 'address'), 'in', selectGone(tx).$asTuple('destination', 'address')),
    )
    .returning(['id', 'address', 'subject_id'])
    .execute();
  return rows.map(({ id, address, subject_id }) => ({ id: id as DeliveryId, address, subjectId: subject_id }));
}
