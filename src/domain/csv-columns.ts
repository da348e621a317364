/** Where the columns stand that a file has to have, by what its head says in any language that is known. */
export type ColumnWords<Name extends string> = Readonly<Record<Name, readonly string[]>>;

/**
 * The place of each column by the first line; where that is no head, the columns stand in the order in which they are
 * named. Null where the head lacks one.
 */
export function columnsOf<Name extends string>(
  first: readonly string[],
  words: ColumnWords<Name>,
): Readonly<{ places: Readonly<Record<Name, number>>; hasHead: boolean }> | null {
  const names = Object.keys(words) as Name[];
  const head = first.map((cell) => cell.trim().toLowerCase());
  const found = names.map((name) => head.findIndex((cell) => cell === name || words[name].includes(cell)));
  const hasHead = found.some((place) => place >= 0);
  if (hasHead && found.some((place) => place < 0)) return null;
  const places = Object.fromEntries(names.map((name, index) => [name, hasHead ? found[index] : index]));
  return { places: places as Record<Name, number>, hasHead };
}
