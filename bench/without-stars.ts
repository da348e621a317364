import type { FlowDeps } from '../src/flows/deps.ts';

/** A bot always has a balance of Stars to be read; here there is no Telegram that could tell it. */
export function withoutStars({ sources }: Pick<FlowDeps, 'sources'>): void {
  (sources as Map<unknown, unknown>).delete('stars');
}
