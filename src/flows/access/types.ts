import type { Actor } from '../../domain/permissions.ts';
import type { FulfilmentProblem } from '../../domain/shop/offer.ts';
import type { OrderId } from '../../domain/shop/order.ts';
import type { Plan } from '../../domain/shop/plan.ts';

/** Somebody asked to join a chat; `isOwnLink`: by a link that this bot made. */
export type JoinAsked = Readonly<{ chatId: string; telegramId: string; link: string | null; isOwnLink: boolean }>;

export type AccessFlows = Readonly<{
  /**
   * Owes the answer: who has paid is let in, whatever link he came by. Who has not is turned away where the link is ours,
   * which is audited; requests by links that people made are left to them. A repeat changes nothing.
   */
  takeJoinRequest: (asked: JoinAsked) => Promise<void>;
  /** For a request that was lost on its way: lets the person in, where he may be. False where he may not. */
  letIn: (actor: Actor, orderId: OrderId) => Promise<boolean>;
  /** Asks the outside whether a plan can be delivered; null: nothing stands in the way. */
  findFulfilmentProblem: (plan: Plan) => Promise<FulfilmentProblem | null>;
}>;

export type AccessJobs = Readonly<{
  /** One bounded round: reminds, ends what is over, gives keys that came late. How much was done. */
  tendAccess: () => Promise<number>;
}>;
