import { isEmpty, sameMeasures } from './measures.ts';
import type { Slice } from './tally.ts';

/** One stored sum that is to be written or taken away. */
export type Change = Readonly<{ grain: 'day' | 'hour'; kind: 'save' | 'delete'; slice: Slice }>;

function keyOf({ dimension, bucket, value, currency }: Slice): string {
  return `${dimension}\n${bucket}\n${value}\n${currency}`;
}

/** What is to be written so that what stands there becomes what should. */
export function changesBetween(
  grain: Change['grain'],
  stands: readonly Slice[],
  should: readonly Slice[],
): readonly Change[] {
  const before = new Map(stands.map((slice) => [keyOf(slice), slice]));
  const changes: Change[] = [];
  for (const slice of should) {
    const known = before.get(keyOf(slice));
    before.delete(keyOf(slice));
    if (isEmpty(slice.measures) ? known === undefined : known && sameMeasures(known.measures, slice.measures)) continue;
    changes.push({ grain, kind: 'save', slice });
  }
  return [...changes, ...[...before.values()].map((slice) => ({ grain, kind: 'delete' as const, slice }))];
}
