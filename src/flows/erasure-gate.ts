import { marksIn, maskErased, maskTelegramId } from '../domain/erasure.ts';
import type { DomainEvent } from '../domain/facts.ts';
import type { VerifiedWebhook } from '../domain/ports.ts';
import { keyedHash } from '../lib/keyed-hash.ts';
import type { Tx } from '../store/database.ts';
import { findErased, findErasureKey } from '../store/erasures.ts';
import { keptEvent } from './kept-event.ts';

/** Which of the marks in a text belong to people who were erased; null where nobody ever was, or none of them is named. */
async function erasedIn(tx: Tx, text: string) {
  const key = await findErasureKey(tx);
  if (key === null) return null;
  const hash = keyedHash(key);
  const erased = await findErased(tx, marksIn(text).map(hash));
  return erased.size === 0 ? null : { hash, isErased: (mark: string) => erased.has(hash(mark)) };
}

/**
 * What comes late, or comes again by a list, does not bring an erased person back: his facts are masked before anybody
 * decides on them. In the transaction that uses them, so no erasure can slip in between.
 */
export async function withoutErased(tx: Tx, event: DomainEvent): Promise<DomainEvent> {
  const found = await erasedIn(tx, JSON.stringify(event.facts));
  return found ? maskErased(event, found.isErased, found.hash) : event;
}

type Text = Pick<VerifiedWebhook, 'externalId' | 'type' | 'text'>;

/**
 * A webhook that names an erased person is stored without its text; its key stays, so that repeats are known. A listed
 * object, which nobody would bring again, keeps its facts, masked.
 */
export async function withoutErasedText<T extends Text>(tx: Tx, webhook: T): Promise<T> {
  const found = await erasedIn(tx, webhook.text);
  if (!found) return webhook;
  const event = keptEvent(webhook);
  return { ...webhook, text: event ? JSON.stringify(maskErased(event, found.isErased, found.hash)) : '' };
}

/** Whether a Telegram id that was masked is this one's: who was erased may buy again, and what he pays is his order's. */
export async function isMaskOf(tx: Tx, mask: string, telegramId: string): Promise<boolean> {
  const key = await findErasureKey(tx);
  return key !== null && maskTelegramId(telegramId, keyedHash(key)) === mask;
}
