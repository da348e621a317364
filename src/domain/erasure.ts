import type { CampaignFacts, CampaignKey, CustomerFact, DomainEvent, Fact, OrderFacts, PaymentFact } from './facts.ts';
import type { PurchaseView, SheetRowView } from './views.ts';

/** A keyed hash: without the key nobody can tell whose it is, with it the same person always comes to the same one. */
export type KeyedHash = (text: string) => string;

const erasedDomain = '@erased.invalid';
const erasedPrefix = 'erased-';
const shownLength = 16;

/** What names a person in what we are sent: addresses, and the provider's ids of him and of what he paid. */
const emailPattern = /[^\s"'<>\\,;:()[\]{}]+@[^\s"'<>\\,;:()[\]{}]+\.[^\s"'<>\\,;:()[\]{}]+/g;
const idPattern = /\b(?:cus|pi|ch|py|cs)_\w+/g;
const telegramPattern = /"telegram_?id"\s*:\s*"?(\d{1,16})/gi;

export function emailMark(email: string): string {
  return `email:${email.trim().toLowerCase()}`;
}
export function idMark(id: string): string {
  return `id:${id}`;
}
export function telegramMark(id: string): string {
  return `telegram:${id}`;
}

/** For what is never rewritten: somebody may type an address where nobody expects one. */
export function withoutEmails(text: string): string {
  return text.replaceAll(emailPattern, '…@…');
}

/** Everything in a text that may name a person, each in the form that is hashed. */
export function marksIn(text: string): readonly string[] {
  const marks = [
    ...[...text.matchAll(emailPattern)].map(([email]) => emailMark(email)),
    ...[...text.matchAll(idPattern)].map(([id]) => idMark(id)),
    ...[...text.matchAll(telegramPattern)].map((match) => telegramMark(match[1] ?? '')),
  ];
  return [...new Set(marks)];
}

/** Equal addresses stay equal, so that who was one person stays one; a masked one stays as it is. */
export function maskEmail(email: string, hash: KeyedHash): string {
  if (email.endsWith(erasedDomain)) return email;
  return `${erasedPrefix}${hash(emailMark(email)).slice(0, shownLength)}${erasedDomain}`;
}

export function maskTelegramId(id: string, hash: KeyedHash): string {
  return isErasedId(id) ? id : `${erasedPrefix}${hash(telegramMark(id)).slice(0, shownLength)}`;
}

/** Of somebody who was erased: nobody can be reached by it. */
export function isErasedId(telegramId: string): boolean {
  return telegramId.startsWith(erasedPrefix);
}

/** A payer without an id of the provider is named by what identifies him. */
export function maskPayerId(id: string, hash: KeyedHash): string {
  if (id.startsWith('email:')) return `email:${maskEmail(id.slice('email:'.length), hash)}`;
  return id.startsWith('telegram:') ? `telegram:${maskTelegramId(id.slice('telegram:'.length), hash)}` : id;
}

/** Where he lives, and which click of his it was; the rest of a campaign is about the ad. */
const personalKeys: ReadonlySet<CampaignKey> = new Set(['city', 'gclid', 'fbclid']);

function maskCampaign(campaign: CampaignFacts): CampaignFacts {
  return Object.fromEntries(Object.entries(campaign).filter(([key]) => !personalKeys.has(key as CampaignKey)));
}

function maskOrder(order: OrderFacts, hash: KeyedHash): OrderFacts {
  return order.telegramId ? { ...order, telegramId: maskTelegramId(order.telegramId, hash) } : order;
}

/** Amounts, ids, times, country and campaign stay; address, name, phone, city and card number go. */
export function maskPayment(fact: PaymentFact, hash: KeyedHash): PaymentFact {
  const { billingCity: _city, cardLast4: _card, cardFingerprint: _print, ...rest } = fact;
  const { customerId, email } = fact.payer;
  return {
    ...rest,
    payer: { ...(customerId ? { customerId } : {}), ...(email ? { email: maskEmail(email, hash) } : {}) },
    campaign: maskCampaign(fact.campaign),
    order: maskOrder(fact.order, hash),
  };
}

export function maskCustomer(fact: CustomerFact, hash: KeyedHash): CustomerFact {
  const { name: _name, phone: _phone, ...rest } = fact;
  const email = fact.email ? { email: maskEmail(fact.email, hash) } : {};
  return { ...rest, ...email, campaign: maskCampaign(fact.campaign) };
}

function maskFact(fact: Fact, hash: KeyedHash): Fact {
  if (fact.kind === 'payment') return maskPayment(fact, hash);
  return fact.kind === 'customer' ? maskCustomer(fact, hash) : fact;
}

/** What an event says of people who were erased, as it may be known; the event itself where it names none of them. */
export function maskErased(event: DomainEvent, erased: (mark: string) => boolean, hash: KeyedHash): DomainEvent {
  const named = event.facts.map((fact) => marksIn(JSON.stringify(fact)).some(erased));
  if (!named.includes(true)) return event;
  return { ...event, facts: event.facts.map((fact, index) => (named[index] ? maskFact(fact, hash) : fact)) };
}

/** What a card or a row shows, as it would be built from masked facts. */
export function maskView<V extends PurchaseView | SheetRowView>(view: V, hash: KeyedHash): V {
  const email = view.email === null ? null : maskEmail(view.email, hash);
  return { ...view, email, city: null, campaign: maskCampaign(view.campaign) };
}
