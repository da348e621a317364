import { type NewDelivery, priorities, type Route } from '../domain/deliveries.ts';
import { emailMark, idMark, telegramMark } from '../domain/erasure.ts';
import { type Actor, may } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import { keyedHash, newHashKey } from '../lib/keyed-hash.ts';
import { inTransaction, type Reader, type Tx } from '../store/database.ts';
import { enqueueDeliveries } from '../store/enqueue.ts';
import { keepErasureKey, rememberErased } from '../store/erasures.ts';
import { forgetMentions, forgetTexts, listAsideOf, maskPerson, writeText } from '../store/mask-person.ts';
import { listSharedEmails, listWebhooksNaming, loadPerson, type Person } from '../store/persons.ts';
import { orApproval } from './approvals.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { withoutErasedText } from './erasure-gate.ts';
import { findPerson } from './find-person.ts';
import { keptEvent } from './kept-event.ts';
import { leaveShop } from './leave-shop.ts';
import { rebuildRollups } from './metrics/rebuild-rollups.ts';
import type { ErasureCounts, Result } from './types.ts';

const textsAtOnce = 200;
/** Shorter numbers stand in many a text without meaning anybody. */
const tellingLength = 7;

type Erased = Result<{ counts: ErasureCounts }>;
type Names = Readonly<{ searched: readonly string[]; paymentRefs: readonly string[]; marks: readonly string[] }>;

function idsOf({ customers }: Person): readonly string[] {
  return customers.map(({ id }) => id);
}

function isText(value: string | null): value is string {
  return value !== null && value !== '';
}

/** All that names him and nobody else: what webhooks are searched for, and what late ones are recognised by. */
async function namesOf(db: Reader, person: Person, query: string | null): Promise<Names> {
  const { payers, identifiers, payments, shop } = person;
  const valuesOf = (wanted: 'email' | 'telegram') =>
    identifiers.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  const asked = query?.includes('@') ? query.trim().toLowerCase() : null;
  const contacts = shop.orders.map(({ contact }) => contact).filter((contact) => contact?.includes('@') ?? false);
  const known = new Set(
    [...valuesOf('email'), ...payments.map(({ email }) => email), ...contacts, asked].filter(isText),
  );
  const shared = await listSharedEmails(db, [...known], person);
  const emails = [...known].filter((email) => !shared.has(email));
  const customerIds = payers.map((payer) => payer.customer_external_id).filter(isText);
  const paymentRefs = payments.flatMap((row) => [row.external_id, row.charge_id, row.session_id]).filter(isText);
  const ids = [...customerIds, ...paymentRefs];
  const telegramIds = [...new Set([...valuesOf('telegram'), ...shop.telegramIds])];
  const marks = [...emails.map(emailMark), ...telegramIds.map(telegramMark), ...ids.map(idMark)];
  const longIds = telegramIds.filter((id) => id.length >= tellingLength);
  return { searched: [...new Set([...emails, ...customerIds, ...longIds])], paymentRefs, marks: [...new Set(marks)] };
}

function countsOf(person: Person, webhooks: number): ErasureCounts {
  const { customers, payments, purchases, rows, messages, shop } = person;
  return {
    customers: customers.length,
    payments: payments.length,
    purchases: purchases.length,
    rows: rows.length,
    webhooks,
    messages: messages.length,
    orders: shop.orders.length,
    tickets: shop.tickets.length,
  };
}

/** Rows and messages that show him are written anew, where there are any; nothing is sent that was not there. */
function owedFor({ rows, messages }: Person, deps: FlowDeps, now: Instant): readonly NewDelivery[] {
  const owed = { priority: priorities.quietRow, dueAt: now };
  const { routes } = deps.policy;
  const ofRows = (route: Route) =>
    rows.map(({ row_key }) => ({ route, kind: 'row' as const, subjectId: row_key, ...owed }));
  const isCard = ({ destination, kind, remote_id }: Person['messages'][number]) =>
    (kind === 'purchase' || kind === 'vip') && remote_id !== null && deps.destinations.has(destination);
  const edits = messages.filter(isCard).map(({ destination, address, kind, subject_id }) => ({
    route: routes.cards.find((route) => route.destination === destination && route.address === address) ?? {
      destination,
      address,
    },
    kind: kind as 'purchase' | 'vip',
    subjectId: subject_id,
    ...owed,
  }));
  return [...routes.rows.flatMap(ofRows), ...edits];
}

async function eraseIn(tx: Tx, deps: FlowDeps, actor: Actor, person: Person, marks: readonly string[]): Promise<void> {
  const now = nowOf(deps);
  const hash = keyedHash(await keepErasureKey(tx, newHashKey(), now));
  await rememberErased(tx, marks.map(hash), now);
  await maskPerson(tx, person, hash);
  await leaveShop(tx, deps, person.shop, hash);
  await enqueueDeliveries(tx, owedFor(person, deps, now), { now, newId: deps.newId });
  await auditIn(tx, deps, actor, 'erase', idsOf(person).join(' ') || null, `${person.payments.length} payments`);
}

/** The keys stay: they find repeats. A listed object that was put aside can still be read again, masked. */
async function forgetTextsIn(tx: Tx, ids: readonly string[]): Promise<void> {
  const kept = (await listAsideOf(tx, ids)).filter((entry) => keptEvent(entry) !== null);
  const keptIds = new Set(kept.map(({ id }) => id));
  await forgetTexts(
    tx,
    ids.filter((id) => !keptIds.has(id)),
  );
  for (const entry of kept) await writeText(tx, entry.id, (await withoutErasedText(tx, entry)).text);
}

/** `query`: what he was asked for by; null where all that names him is in his rows. */
async function eraseNow(deps: FlowDeps, actor: Actor, found: Person, query: string | null): Promise<Erased> {
  const { store, commits } = deps;
  const { searched, paymentRefs, marks } = await namesOf(store.scanner, found, query);
  await inTransaction(store, async (tx) => {
    // Read again where it is changed: what came since the search belongs to him as well.
    const person = await loadPerson(tx, idsOf(found), found.shop.telegramIds);
    await eraseIn(tx, deps, actor, person, (await namesOf(tx, person, query)).marks);
  });
  deps.wake();
  const texts = await listWebhooksNaming(store.scanner, searched, paymentRefs);
  for (let from = 0; from < texts.length; from += textsAtOnce)
    await commits.submit((tx) => forgetTextsIn(tx, texts.slice(from, from + textsAtOnce)));
  await commits.submit((tx) => forgetMentions(tx, searched));
  await rebuildRollups(deps);
  const counts = countsOf(found, texts.length);
  deps.log.warn({ event: 'person_erased', ...counts, marks: marks.length });
  return { ok: true, counts };
}

/**
 * Forgets one person: a dry run only counts; in earnest it needs a second person. Address, name, phone, city, card
 * number, raw texts and what cards and rows show of them are replaced; amounts, ids and purchases stay valid. A keyed
 * hash of what named him keeps late webhooks and sweeps from bringing him back, also for what he pays later. The texts
 * of webhooks go in a second step, when no new one can come in any more; after a kill in between, the same call goes on
 * with it.
 */
export async function erasePerson(deps: FlowDeps, actor: Actor, query: string, dryRun: boolean): Promise<Erased> {
  if (!may(actor, 'erase')) return { ok: false, reason: 'forbidden' };
  const { scanner } = deps.store;
  const found = await findPerson(scanner, query);
  if (found === 'none') return { ok: false, reason: 'not_found' };
  if (found === 'many') return { ok: false, reason: 'invalid' };
  if (dryRun) {
    const { searched, paymentRefs } = await namesOf(scanner, found, query);
    return { ok: true, counts: countsOf(found, (await listWebhooksNaming(scanner, searched, paymentRefs)).length) };
  }
  // What is written down for the second person names ids only, and loses the Telegram ids with the erasure.
  const argument: AllowedErasure = { customers: idsOf(found), telegramIds: found.shop.telegramIds };
  const effect = { customer: idsOf(found)[0] ?? '', count: found.payments.length };
  return orApproval(deps, actor, { action: 'erase', argument, effect }, () => eraseNow(deps, actor, found, query));
}

type AllowedErasure = Readonly<{ customers: readonly string[]; telegramIds?: readonly string[] }>;

/** What a second person allowed. */
export async function eraseAllowed(deps: FlowDeps, asker: Actor, argument: unknown): Promise<Erased> {
  if (!may(asker, 'erase')) return { ok: false, reason: 'forbidden' };
  const { customers, telegramIds } = argument as AllowedErasure;
  const found = await loadPerson(deps.store.scanner, customers, telegramIds);
  return isNobody(found) ? { ok: false, reason: 'not_found' } : eraseNow(deps, asker, found, null);
}

function isNobody({ customers, shop }: Person): boolean {
  return customers.length === 0 && shop.telegramIds.length === 0;
}
