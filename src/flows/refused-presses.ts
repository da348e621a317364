import { minuteMs } from '../domain/time.ts';
import { createQuota } from '../lib/quota.ts';
import { findAction } from '../store/people.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';

/** Why a press has no effect. From outside all look alike. */
export type PressRefusal = 'forged' | 'copied' | 'other_person' | 'other_chat' | 'expired' | 'replayed' | 'role';

export type RefusedPress = Readonly<{ personId: string; chatId: string; why: PressRefusal; verb: string | null }>;
export type NoteRefusal = (press: RefusedPress) => Promise<void>;

const perPersonAMinute = 5;
const inAllAMinute = 60;
const everybody = 'everybody';

/** Writes them into the record, so many a minute at most: nobody fills it by pressing. */
export function createRefusalNotes(deps: FlowDeps): NoteRefusal {
  const own = createQuota({ perWindow: perPersonAMinute, windowMs: minuteMs, maxKeys: 1_000 });
  const all = createQuota({ perWindow: inAllAMinute, windowMs: minuteMs, maxKeys: 1 });
  return async ({ personId, chatId, why, verb }) => {
    const nowMs = deps.clock.nowMs();
    if (!own.hasRoom(personId, nowMs) || !all.hasRoom(everybody, nowMs)) return;
    own.use(personId, nowMs);
    all.use(everybody, nowMs);
    deps.log.warn({ event: 'press_refused', why, verb, person_id: personId, chat_id: chatId });
    await auditAction(
      deps,
      { kind: 'stranger', telegramId: personId },
      'press_refused',
      verb,
      `${why}, chat ${chatId}`,
    );
  };
}

/** What was wrong with a single-use action that could not be taken. */
export async function whyNotTaken(
  deps: FlowDeps,
  asked: Readonly<{ id: string; personId: string; chatId: string }>,
): Promise<Pick<RefusedPress, 'why' | 'verb'>> {
  const row = await findAction(deps.store.reader, asked.id);
  if (!row) return { why: 'forged', verb: null };
  const { verb } = row;
  if (row.chatId !== asked.chatId) return { why: 'other_chat', verb };
  if (row.personId !== asked.personId) return { why: 'other_person', verb };
  return { why: row.takenAt !== null && row.expiresAt > nowOf(deps) ? 'replayed' : 'expired', verb };
}
