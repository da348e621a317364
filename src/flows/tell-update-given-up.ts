import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

export async function tellUpdateGivenUp(deps: FlowDeps, updateId: number): Promise<void> {
  const notice = { kind: 'update_given_up', update: updateId } as const;
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, String(updateId), nowOf(deps)));
  deps.wake();
}
