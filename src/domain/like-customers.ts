import type { Finding } from './findings.ts';
import { isNearEmail } from './near-emails.ts';

/** What two customers may share. A card is known by its fingerprint; four digits are shared by many. */
export const likenesses = [
  'phone',
  'mailbox',
  'name_and_card',
  'name_and_last4',
  'name_and_spelling',
  'spelling',
] as const;
export type Likeness = (typeof likenesses)[number];
/** Two customers and what they share; `a` is the smaller id. */
export type LikeCustomers = Readonly<{ by: Likeness; a: string; b: string; keyA: string; keyB: string }>;

const strongOnes: readonly Likeness[] = ['phone', 'mailbox', 'name_and_card', 'name_and_spelling'];

function strengthOf(ways: readonly Likeness[]): Finding['strength'] {
  const isStrong = ways.some((way) => strongOnes.includes(way));
  if (ways.length > 1) return isStrong ? 'certain' : 'strong';
  return isStrong ? 'strong' : 'weak';
}

/** Each pair once, with all that speaks for it; none of it joins anybody by itself. */
export function judgeCustomers(pairs: readonly LikeCustomers[]): readonly Finding[] {
  const byPair = Map.groupBy(pairs, ({ a, b }) => JSON.stringify([a, b]));
  return [...byPair.values()].flatMap((group): readonly Finding[] => {
    const [first] = group;
    if (!first) return [];
    const told = new Set(group.map(({ by }) => by));
    if (told.has('name_and_spelling')) told.delete('spelling');
    const ways = likenesses.filter((way) => told.has(way));
    const finding = {
      kind: 'two_customers',
      id: `two_customers:${first.a}:${first.b}`,
      strength: strengthOf(ways),
      reason: ways.map((way) => `same_${way}`).join('+'),
      evidence: [first.keyA, first.keyB],
      amount: null,
      subjects: [first.a, first.b],
      removals: [],
    } as const;
    return [finding];
  });
}

/** A card that a customer has paid with. */
export type CustomerCard = Readonly<{ customerId: string; last4: string; fingerprint: string | null }>;

function sharedCard(a: readonly CustomerCard[], b: readonly CustomerCard[]): Likeness | null {
  const pairs = a.flatMap((one) => b.filter(({ last4 }) => last4 === one.last4).map((other) => [one, other] as const));
  if (pairs.some(([one, other]) => one.fingerprint !== null && one.fingerprint === other.fingerprint))
    return 'name_and_card';
  // Two fingerprints that differ are two cards, whatever their last digits.
  const mayBeOne = pairs.some(([one, other]) => one.fingerprint === null || other.fingerprint === null);
  return mayBeOne ? 'name_and_last4' : null;
}

export type Alike = Readonly<{ by: Likeness; a: string; b: string }>;

/** Of people of one name: who has paid with the same card. */
export function alikeByCard(customerIds: readonly string[], cards: readonly CustomerCard[]): readonly Alike[] {
  const cardsOf = Map.groupBy(cards, ({ customerId }) => customerId);
  return pairsOf(customerIds, (a, b) => sharedCard(cardsOf.get(a) ?? [], cardsOf.get(b) ?? []));
}

export type CustomerEmail = Readonly<{ customerId: string; email: string }>;

/** Of people of one name: whose addresses are one letter apart, wherever it stands. */
export function alikeBySpelling(customerIds: readonly string[], emails: readonly CustomerEmail[]): readonly Alike[] {
  const emailsOf = Map.groupBy(emails, ({ customerId }) => customerId);
  return pairsOf(customerIds, (a, b) => {
    const others = emailsOf.get(b) ?? [];
    const isNear = (emailsOf.get(a) ?? []).some((one) => others.some(({ email }) => isNearEmail(one.email, email, 0)));
    return isNear ? 'name_and_spelling' : null;
  });
}

function pairsOf(customerIds: readonly string[], judge: (a: string, b: string) => Likeness | null): readonly Alike[] {
  const sorted = [...new Set(customerIds)].toSorted();
  return sorted.flatMap((a, index) =>
    sorted.slice(index + 1).flatMap((b) => {
      const by = judge(a, b);
      return by ? [{ by, a, b }] : [];
    }),
  );
}
