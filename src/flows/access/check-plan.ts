import type { FulfilmentProblem } from '../../domain/shop/offer.ts';
import type { Plan } from '../../domain/shop/plan.ts';
import { secondMs } from '../../domain/time.ts';
import type { FlowDeps } from '../deps.ts';

const deadlineMs = 8 * secondMs;

/** Asked before a plan is saved, and by doctor: what is sold has to arrive. */
export async function findFulfilmentProblem(
  { access, destinations }: Pick<FlowDeps, 'access' | 'destinations'>,
  { fulfilment }: Pick<Plan, 'fulfilment'>,
): Promise<FulfilmentProblem | null> {
  switch (fulfilment.type) {
    case 'invite_link':
      // A name, @club, may become somebody else's chat; an id stays.
      if (!/^-\d{1,16}$/.test(fulfilment.chatId)) return 'chat_not_found';
      return access.findPlaceProblem(fulfilment.chatId, AbortSignal.timeout(deadlineMs));
    case 'webhook':
      if (!destinations.has('webhook')) return 'webhook_not_configured';
      return access.refuseUrl(fulfilment.url);
    case 'text':
    case 'keys':
      return null;
  }
}
