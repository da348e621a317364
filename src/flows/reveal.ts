import type { CustomerId } from '../domain/ids.ts';
import { type Actor, may } from '../domain/permissions.ts';
import type { Contacts, PassingSubject, RevealReason, RevealSubject } from '../domain/reveal.ts';
import { type Instant, minuteMs, plusMs, secondMs } from '../domain/time.ts';
import { maskEmail, maskPhone } from '../messages/format.ts';
import { findCustomerView, listContactsOf } from '../store/customer-page.ts';
import { deleteRevealed, insertRevealed, listRevealedRows, type MessagePlace, type Revealed } from '../store/reveal.ts';
import { findPayerId, findPaymentView } from '../store/views.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const shownForMs = minuteMs;
/** Work is noted anew while it runs; a process that does so no longer is dead. */
const workLeaseMs = 15 * secondMs;

/**
 * Who looked at whose contacts and why, and which message is about to show them until when, is stored before anything is
 * told: a crash between leaves a message that says nothing and is hidden all the same.
 */
export async function reveal(
  deps: FlowDeps,
  actor: Actor,
  subject: RevealSubject,
  reason: RevealReason,
  place: MessagePlace,
): Promise<Result<{ contacts: Contacts; hideAt: Instant }>> {
  if (!may(actor, 'reveal')) return { ok: false, reason: 'forbidden' };
  const contacts = await findContacts(deps, subject);
  if (contacts === null) return { ok: false, reason: 'not_found' };
  const hideAt = plusMs(nowOf(deps), shownForMs);
  await deps.commits.submit(async (tx) => {
    await insertRevealed(tx, { ...place, subject, hideAt });
    await auditIn(tx, deps, actor, 'reveal', subject.id, reason);
  });
  return { ok: true, contacts, hideAt };
}

async function findContacts({ store: { reader } }: FlowDeps, { kind, id }: RevealSubject): Promise<Contacts | null> {
  if (kind === 'customer') {
    const customer = await findCustomerView(reader, id as CustomerId);
    return customer && { name: customer.key, emails: customer.emails, phones: customer.phones };
  }
  const payment = await findPaymentView(reader, id);
  if (payment === null) return null;
  const payer = await findPayerId(reader, payment.id);
  const told = await listContactsOf(reader, [payment.id, ...(payer === null ? [] : [payer])]);
  const own = payment.email === null ? [] : [payment.email];
  return { name: id, emails: [...new Set([...own, ...told.emails])], phones: told.phones };
}

/** What a message is about to hold, noted before it does. Work is noted again and again while it goes on. */
export async function notePassing(deps: FlowDeps, subject: PassingSubject, place: MessagePlace): Promise<void> {
  const hideAt = plusMs(nowOf(deps), subject.kind === 'work' ? workLeaseMs : shownForMs);
  await deps.commits.submit((tx) => insertRevealed(tx, { ...place, subject, hideAt }));
}

/** What stands in chats for a while, from this process or an earlier one, and what contacts are to become. */
export type PassingMessage = MessagePlace &
  Readonly<{ hideAt: Instant } & ({ kind: 'contacts'; masked: Contacts } | PassingSubject)>;

export async function listRevealed(deps: FlowDeps): Promise<readonly PassingMessage[]> {
  const rows = await listRevealedRows(deps.store.reader);
  return Promise.all(rows.map((row) => passingOf(deps, row)));
}

async function passingOf(deps: FlowDeps, { subject, ...message }: Revealed): Promise<PassingMessage> {
  if (subject.kind === 'token' || subject.kind === 'work') return { ...message, kind: subject.kind, id: subject.id };
  const contacts = await findContacts(deps, { kind: subject.kind, id: subject.id });
  return {
    ...message,
    kind: 'contacts',
    masked: maskedOf(contacts ?? { name: subject.id, emails: [], phones: [] }),
  };
}

export async function forgetRevealed(deps: FlowDeps, place: MessagePlace): Promise<void> {
  await deps.commits.submit((tx) => deleteRevealed(tx, place));
}

function maskedOf({ name, emails, phones }: Contacts): Contacts {
  return { name, emails: emails.map(maskEmail), phones: phones.map(maskPhone) };
}
