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
  const taken = new Set<Id>();
  const take = (isCandidate: (thing: Known<Id, Member>) => boolean): Id | null => {
    const found = byAge.find((thing) => !taken.has(thing.id) && isCandidate(thing));
    if (found) taken.add(found.id);
    return found?.id ?? null;
  };
  const members = groups.map((group) => new Set(group));
  const byOrigin = members.map((group) => take((thing) => group.has(thing.origin)));
  return groups.map((group, index) => {
    const found = byOrigin[index];
    if (found) return found;
    const current = new Set(group.map(currentIdOf));
    return take((thing) => current.has(thing.id));
  });
}
