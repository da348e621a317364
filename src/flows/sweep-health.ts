import type { ProviderName } from '../domain/ids.ts';
import { SourceError } from '../domain/ports.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/** One failure is the network's; so many in a row are somebody's to mend. */
const failuresTold = 3;

/** How the last sweeps of this process went, provider by provider. */
export class SweepHealth {
  readonly #failing = new Map<ProviderName, Readonly<{ problem: string; times: number }>>();

  succeeded(provider: ProviderName): void {
    this.#failing.delete(provider);
  }

  /** How often in a row by now. */
  failed(provider: ProviderName, problem: string): number {
    const times = (this.#failing.get(provider)?.times ?? 0) + 1;
    this.#failing.set(provider, { problem, times });
    return times;
  }

  /** Why the newest sweep failed; null where it did not. */
  problemOf(provider: ProviderName): string | null {
    return this.#failing.get(provider)?.problem ?? null;
  }
}

/** Our own words for it: outcome and code, never what a provider wrote. */
function problemOf(error: unknown): string {
  if (!(error instanceof SourceError)) return error instanceof Error ? error.name : 'unknown';
  return /^\w+: ([\w.-]+)/.exec(error.message)?.[1] ?? error.outcome;
}

/** After some failures in a row the operations chats are told once, with the cause. */
export async function noteFailedSweep(deps: FlowDeps, provider: ProviderName, error: unknown): Promise<void> {
  const code = problemOf(error);
  if (deps.sweepHealth.failed(provider, code) !== failuresTold) return;
  const notice = { kind: 'sweep_failing', provider, code } as const;
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, `${provider} ${code}`, nowOf(deps)));
  deps.wake();
}
