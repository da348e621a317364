import { SourceError } from '../domain/ports.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/** One failure is the network's; so many in a row are somebody's to mend. */
const failuresTold = 3;

/** How the last sweeps of this process went. */
export class SweepHealth {
  #failures = 0;
  #problem: string | null = null;

  succeeded(): void {
    this.#failures = 0;
    this.#problem = null;
  }

  failed(problem: string): number {
    this.#problem = problem;
    this.#failures += 1;
    return this.#failures;
  }

  /** Why the newest sweep failed; null where it did not. */
  get problem(): string | null {
    return this.#problem;
  }
}

/** Our own words for it: outcome and code, never what a provider wrote. */
function problemOf(error: unknown): string {
  if (!(error instanceof SourceError)) return error instanceof Error ? error.name : 'unknown';
  return /^stripe: ([\w.-]+)/.exec(error.message)?.[1] ?? error.outcome;
}

/** After some failures in a row the operations chats are told once, with the cause. */
export async function noteFailedSweep(deps: FlowDeps, error: unknown): Promise<void> {
  const code = problemOf(error);
  if (deps.sweepHealth.failed(code) !== failuresTold) return;
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, { kind: 'sweep_failing', code }, code, nowOf(deps)));
  deps.wake();
}
