import type { ProviderName } from '../domain/ids.ts';
import { hourMs } from '../domain/time.ts';
import { createQuota } from '../lib/quota.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

const providersAtMost = 10;

/**
 * People are told of calls in a provider's name from a network that is none of its own: an imitator, or a proxy that was
 * not named. The database is asked once an hour at most, however many come; a failure is only logged.
 */
export function createForeignCallNotes(deps: FlowDeps): (provider: ProviderName, address: string) => void {
  const quota = createQuota({ perWindow: 1, windowMs: hourMs, maxKeys: providersAtMost });
  return (provider, address) => {
    const nowMs = deps.clock.nowMs();
    if (!quota.hasRoom(provider, nowMs)) return;
    quota.use(provider, nowMs);
    deps.commits
      .submit((tx) => enqueueNotice(tx, deps, { kind: 'foreign_call', provider, address }, provider, nowOf(deps)))
      .then(deps.wake, (error: unknown) => deps.log.warn({ event: 'foreign_call_not_told', error }));
  };
}
