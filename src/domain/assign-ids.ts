import { compareText } from './payment.ts';

/** Something with an id that people may have seen, and the member it began with. */
export type Known<Id extends string, Member extends string> = Readonly<{
  id: Id;
  origin: Member;
  /** Sorts the older first. */
  age: string;
  merged: boolean;
}>;

/**
 * Gives each group the id that people know it by: of the oldest thing that began in the group, else of the oldest whose
 * members it now holds, else null (a new one is needed). No id is given twice. One that was merged away comes back with
 * its origin when the merge splits.
 */
export function assignIds<Id extends string, Member extends string>(
  groups: readonly (readonly Member[])[],
  known: readonly Known<Id, Member>[],
  currentIdOf: (member: Member) => Id | null,
): readonly (Id | null)[] {
  const byAge = [...known].sort(
    (a, b) => Number(a.merged) - Number(b.merged) || compareText(a.age, b.age) || compareText(a.id, b.id),
  );
  const rankOf = new Map(byAge.map((thing, rank) => [thing.id, rank]));
  const ranksByOrigin = new Map<Member, number[]>();
  byAge.forEach(({ origin }, rank) => {
    const ranks = ranksByOrigin.get(origin);
    if (ranks) ranks.push(rank);
    else ranksByOrigin.set(origin, [rank]);
  });
  const taken = new Set<number>();
  const takeOldest = (ranks: readonly number[]): Id | null => {
    const oldest = Math.min(...ranks.filter((rank) => !taken.has(rank)));
    if (oldest === Number.POSITIVE_INFINITY) return null;
    taken.add(oldest);
    return (byAge[oldest] as Known<Id, Member>).id;
  };
  const byOrigin = groups.map((group) => takeOldest(group.flatMap((member) => ranksByOrigin.get(member) ?? [])));
  return groups.map((group, index) => {
    const found = byOrigin[index];
    if (found) return found;
    const current = group.map((member) => rankOf.get(currentIdOf(member) as Id));
    return takeOldest(current.filter((rank) => rank !== undefined));
  });
}
