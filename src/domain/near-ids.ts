const prefixes = ['pi', 'ch', 'py', 'cus', 're', 'dp', 'cs'] as const;
/** Shorter than this, everything is like everything. */
const shortestTail = 6;
const shortestPrefix = 8;

/** `PI-3SUabc` is `pi` and `3SUabc`; without a beginning that we know, all of it is tail. */
function partsOf(query: string): Readonly<{ prefix: string; tail: string }> {
  const match = /^([a-z]+)[_\-. ]+(.+)$/i.exec(query);
  const prefix = match?.[1]?.toLowerCase() ?? '';
  return match && prefixes.some((known) => known === prefix)
    ? { prefix, tail: match[2] ?? '' }
    : { prefix: '', tail: query };
}

/** The same tail behind every other beginning: people mix up `pi_`, `ch_` and `cus_`, or copy half of an id. */
export function otherSpellings(query: string): readonly string[] {
  const { tail } = partsOf(query);
  if (tail.length < shortestTail || !/^[A-Za-z0-9]+$/.test(tail)) return [];
  return prefixes.map((prefix) => `${prefix}_${tail}`).filter((spelling) => spelling !== query);
}

/** With the beginning as it is written. */
export function normalId(query: string): string {
  const { prefix, tail } = partsOf(query);
  return prefix === '' ? query : `${prefix}_${tail}`;
}

/**
 * Beginnings under which what was meant may stand in an index, the longest first: the later a typo, the fewer rows
 * share what comes before it. Where all letters have one case, somebody's tool may have changed it.
 */
export function beginningsOf(query: string, shortest = shortestPrefix): readonly string[] {
  const beginnings: string[] = [];
  for (let length = query.length - 1; length > shortest; length -= 2) beginnings.push(query.slice(0, length));
  if (query.length > shortest) beginnings.push(query.slice(0, shortest));
  return [...beginnings, ...caseVariants(query, shortest)];
}

function caseVariants(query: string, length: number): readonly string[] {
  const at = query.indexOf('_') + 1;
  const tail = query.slice(at);
  if (query.includes('@') || (tail !== tail.toLowerCase() && tail !== tail.toUpperCase())) return [];
  let variants = [query.slice(0, at)];
  for (const letter of query.slice(at, length)) {
    const cases = [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
    variants = variants.flatMap((start) => cases.map((one) => start + one));
  }
  return variants.filter((variant) => variant !== query.slice(0, length));
}
