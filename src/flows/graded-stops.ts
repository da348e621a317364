import type { Destination } from '../domain/ports.ts';
import type { GradedStop } from '../domain/stops.ts';
import { inTransaction } from '../store/database.ts';
import { listPartialStops, rememberPartialStop } from '../store/stops.ts';
import type { FlowDeps } from './deps.ts';

/** Parts that are held: asked before every claim and call, so they live in memory; the database follows. */
export class GradedStops {
  #held = new Map<string, GradedStop>();
  readonly #unsaved = new Map<string, GradedStop>();
  #version = 0;
  #begun = new AbortController();

  get list(): readonly GradedStop[] {
    return [...this.#held.values()];
  }

  get unsaved(): readonly GradedStop[] {
    return [...this.#unsaved.values()];
  }

  /** Grows with every change made here: what was read from the database before it is out of date. */
  get version(): number {
    return this.#version;
  }

  /** Aborts at the next stop of any part: for what waits, and asks again whether it is held. */
  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  find(scope: string): GradedStop | null {
    return this.#held.get(scope) ?? null;
  }

  /** `notifications` holds messages to people; rows and notes, which are keyed, are not messages. */
  holds({ name, keyed }: Pick<Destination, 'name' | 'keyed'>): boolean {
    return this.#held.has(name) || (!keyed && this.#held.has('notifications'));
  }

  stop(stop: GradedStop): void {
    this.#version++;
    this.#held.set(stop.scope, stop);
    this.#unsaved.set(stop.scope, stop);
    this.#tell();
  }

  saved(stop: GradedStop): void {
    if (this.#unsaved.get(stop.scope) === stop) this.#unsaved.delete(stop.scope);
  }

  /** False where it is not the one that was seen. */
  release(scope: string, since: string): boolean {
    if (this.#held.get(scope)?.since !== since) return false;
    this.#version++;
    this.#held.delete(scope);
    this.#unsaved.delete(scope);
    return true;
  }

  /** What the database holds now, and what it could not take yet. */
  adopt(rows: readonly GradedStop[], readAt: number): void {
    if (readAt !== this.#version) return;
    const before = this.#held;
    this.#held = new Map([...rows, ...this.#unsaved.values()].map((stop) => [stop.scope, stop]));
    if ([...this.#held.keys()].some((scope) => !before.has(scope))) this.#tell();
  }

  #tell(): void {
    this.#begun.abort();
    this.#begun = new AbortController();
  }
}

/** Writes what the database could not take before, then follows what other processes wrote there. */
export async function followGradedStops(deps: FlowDeps): Promise<void> {
  const { gradedStops, store } = deps;
  for (const stop of gradedStops.unsaved) {
    await inTransaction(store, (tx) => rememberPartialStop(tx, stop));
    gradedStops.saved(stop);
  }
  const readAt = gradedStops.version;
  gradedStops.adopt(await listPartialStops(store.reader), readAt);
}
