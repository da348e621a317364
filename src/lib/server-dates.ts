import type { Clock } from './clock.ts';

/** How far our clock is ahead of each host's, in milliseconds, by the `Date` of its newest answer. */
export type ServerDates = Readonly<{ fetch: typeof fetch; aheadMs: () => ReadonlyMap<string, number> }>;

const hostsAtMost = 50;

/** Notes the `Date` header of every answer that passes through. It counts whole seconds. */
export function watchServerDates(inner: typeof fetch, clock: Clock): ServerDates {
  const ahead = new Map<string, number>();
  return {
    fetch: async (input, init) => {
      const response = await inner(input, init);
      const atMs = Date.parse(response.headers.get('date') ?? '');
      const { host } = new URL(input instanceof Request ? input.url : String(input));
      if (!Number.isNaN(atMs) && (ahead.has(host) || ahead.size < hostsAtMost)) ahead.set(host, clock.nowMs() - atMs);
      return response;
    },
    aheadMs: () => ahead,
  };
}
