import type { Finding } from './findings.ts';

/** Two customers and what they share. */
export type LikeCustomers = Readonly<{ by: 'phone' | 'mailbox'; a: string; b: string; keyA: string; keyB: string }>;

/** Each pair once, with all that speaks for it; none of it joins anybody by itself. */
export function judgeCustomers(pairs: readonly LikeCustomers[]): readonly Finding[] {
  const byPair = Map.groupBy(pairs, ({ a, b }) => JSON.stringify([a, b]));
  return [...byPair.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const ways = new Set(group.map(({ by }) => by));
    return {
      kind: 'two_customers',
      id: `two_customers:${first.a}:${first.b}`,
      strength: ways.size > 1 ? 'certain' : 'strong',
      reason: ways.size > 1 ? 'same_phone_and_mailbox' : `same_${first.by}`,
      evidence: [first.keyA, first.keyB],
      amount: null,
      subjects: [first.a, first.b],
      removals: [],
    };
  });
}
