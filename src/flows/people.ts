import type { Role } from '../domain/permissions.ts';
import { plusMs, secondMs } from '../domain/time.ts';
import {
  findChatLocale,
  findHandleOfMessage,
  findHandleRow,
  findOperatorRole,
  guessChatLocale,
  type HandleRow,
  insertAction,
  insertHandle,
  type Locale,
  setChatLocale,
  takeActionOnce,
} from '../store/people.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { type NoteRefusal, whyNotTaken } from './refused-presses.ts';
import type { HandleSubject } from './types.ts';

/** A button that changes something may be pressed for so long. */
const actionLifeMs = 60 * secondMs;

/** Read anew each time, so a role that was taken away ends with the next update. */
export async function findRole(deps: FlowDeps, telegramId: string): Promise<Role | null> {
  if (deps.policy.ownerIds.includes(telegramId)) return 'owner';
  return findOperatorRole(deps.store.reader, telegramId);
}

export async function findLocale(deps: FlowDeps, chatId: string): Promise<Locale> {
  return (await findChatLocale(deps.store.reader, chatId)) ?? deps.policy.defaultLocale;
}

export async function setLocale(deps: FlowDeps, chatId: string, locale: Locale): Promise<void> {
  await deps.commits.submit((tx) => setChatLocale(tx, chatId, locale));
}

/** The language that a person's Telegram speaks, where he has chosen none here; what holds is returned. */
export async function guessLocale(deps: FlowDeps, chatId: string, locale: Locale): Promise<Locale> {
  await deps.commits.submit((tx) => guessChatLocale(tx, chatId, locale));
  return findLocale(deps, chatId);
}

export async function bindHandle(deps: FlowDeps, handle: string, subject: HandleSubject): Promise<void> {
  await deps.commits.submit((tx) => insertHandle(tx, handle, subject, nowOf(deps)));
}

function subjectOf(row: HandleRow | null): HandleSubject | null {
  return row && { ...row, kind: row.kind as HandleSubject['kind'] };
}

export async function findHandle(deps: FlowDeps, handle: string, chatId: string): Promise<HandleSubject | null> {
  return subjectOf(await findHandleRow(deps.store.reader, handle, chatId));
}

export async function findHandleByMessage(
  deps: FlowDeps,
  chatId: string,
  messageId: string,
): Promise<HandleSubject | null> {
  return subjectOf(await findHandleOfMessage(deps.store.reader, chatId, messageId));
}

type Offer = Readonly<{ personId: string; chatId: string; verb: string; argument: string }>;

export async function offerAction(deps: FlowDeps, offer: Offer): Promise<string> {
  const id = deps.randomHandle();
  await deps.commits.submit((tx) => insertAction(tx, { id, ...offer }, plusMs(nowOf(deps), actionLifeMs)));
  return id;
}

/** Once, in time, by the right person in the right chat; what else is pressed goes into the record. */
export async function takeAction(
  deps: FlowDeps,
  note: NoteRefusal,
  asked: { id: string; personId: string; chatId: string },
): Promise<{ verb: string; argument: string } | null> {
  const taken = await deps.commits.submit((tx) => takeActionOnce(tx, asked, nowOf(deps)));
  if (taken === null) await note({ ...asked, ...(await whyNotTaken(deps, asked)) });
  return taken;
}
