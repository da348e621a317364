import { Composer } from 'grammy';
import { approvalMessage } from '../../src/messages/bot/approvals.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace } from '../views/show.ts';
import { onPress, refuse } from './wiring.ts';

/** [Allow] and [Refuse] under what needs a second person. The first who may decides; the message says who it was. */
export function approvalsFeature({ flows }: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const decide = (isAllowed: boolean) => async (ctx: BotContext) => {
    const result = await flows.decideApproval(ctx.actor, ctx.press?.handle ?? '', isAllowed);
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, approvalMessage(result.approval, result.outcome, ctx.reader));
  };
  onPress(composer, 'approve', decide(true));
  onPress(composer, 'reject', decide(false));
  return composer;
}
