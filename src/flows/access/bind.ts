import type { FlowDeps } from '../deps.ts';
import { findFulfilmentProblem } from './check-plan.ts';
import { createTakeJoinRequest, letIn } from './join.ts';
import { tendAccess } from './tend.ts';
import type { AccessFlows, AccessJobs } from './types.ts';

export function bindAccess(deps: FlowDeps): AccessFlows & AccessJobs {
  return {
    takeJoinRequest: createTakeJoinRequest(deps),
    letIn: (actor, orderId) => letIn(deps, actor, orderId),
    findFulfilmentProblem: (plan) => findFulfilmentProblem(deps, plan),
    tendAccess: () => tendAccess(deps),
  };
}
