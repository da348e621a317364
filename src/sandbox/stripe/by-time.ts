/** Row numbers of one kind of object in the order of their creation; rows may arrive late. */
export type ByTime = {
  readonly numbers: readonly number[];
  insert(n: number): void;
  /** Position of the first row created at or after `seconds`. */
  firstAt(seconds: number): number;
  positionOf(n: number): number;
};

/** Ordered by (created, number). Appending in order costs nothing; a late row is put in its place. */
export function createByTime(createdOf: (n: number) => number): ByTime {
  const numbers: number[] = [];

  function search(isBefore: (n: number) => boolean): number {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(numbers[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function placeOf(n: number): number {
    const created = createdOf(n);
    return search((other) => createdOf(other) < created || (createdOf(other) === created && other < n));
  }

  return {
    numbers,
    insert(n) {
      const last = numbers[numbers.length - 1];
      if (last === undefined || createdOf(last) <= createdOf(n)) numbers.push(n);
      else numbers.splice(placeOf(n), 0, n);
    },
    firstAt: (seconds) => search((other) => createdOf(other) < seconds),
    positionOf: (n) => placeOf(n),
  };
}
