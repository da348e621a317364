import { beginningsOf, normalId, otherSpellings } from '../domain/near-ids.ts';
import { editDistance } from '../lib/edit-distance.ts';
import { type IdKind, listBeginning } from '../store/near.ts';
import type { FlowDeps } from './deps.ts';

const shownAtMost = 3;
const typosAtMost = 2;
/** So many are compared per beginning. */
const comparedAtMost = 100;
/** `an…@`: fewer letters say nothing. */
const shortestAddress = 3;

function kindOf(query: string): IdKind | null {
  if (query.includes('@')) return 'email';
  if (query.startsWith('purchase_')) return 'purchase';
  if (/^(pi|py)_/.test(query)) return 'payment';
  if (query.startsWith('ch_')) return 'charge';
  return query.startsWith('cus_') ? 'payer' : null;
}

/**
 * What may have been meant by an id or an address that nobody has: another beginning before the same tail, or one with
 * at most two typos. A bounded number of short walks through indexes, the first that finds anything ends it.
 */
export async function findNear(
  { store: { reader } }: Pick<FlowDeps, 'store'>,
  text: string,
  isKnown: (spelling: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const query = text.includes('@') ? text.toLowerCase() : normalId(text);
  for (const spelling of otherSpellings(text)) if (await isKnown(spelling)) return [spelling];
  const kind = kindOf(query);
  if (kind === null) return [];
  const shortest = kind === 'email' ? shortestAddress : undefined;
  for (const beginning of beginningsOf(query, shortest)) {
    const near = nearestOf(query, await listBeginning(reader, kind, beginning, comparedAtMost));
    if (near.length > 0) return near.slice(0, shownAtMost);
  }
  return [];
}

/** Those that are at most two typos away, whatever their case, the nearest first. */
export function nearestOf(query: string, candidates: Iterable<string>): readonly string[] {
  const wanted = query.toLowerCase();
  return [...new Set(candidates)]
    .filter((candidate) => Math.abs(candidate.length - wanted.length) <= typosAtMost)
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= typosAtMost)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
}
