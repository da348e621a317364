import { Composer } from 'grammy';
import { instantOf } from '../../src/domain/time.ts';
import { approvalMessage, approvalsMessage } from '../../src/messages/bot/approvals.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { sendAllowedExport } from './export.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

/**
 * [Allow] and [Refuse] under what needs a second person. The first who may decides; the message says who it was.
 * /approvals shows all that waits, for those who have no operations chat.
 */
export function approvalsFeature(deps: BotDeps): Composer<BotContext> {
  const { flows, clock } = deps;
  const composer = new Composer<BotContext>();
  const decide = (isAllowed: boolean) => async (ctx: BotContext) => {
    const result = await flows.decideApproval(ctx.actor, ctx.press?.handle ?? '', isAllowed);
    if (!result.ok) return refuse(ctx, result);
    const { approval, outcome } = result;
    if (approval.action === 'export_all')
      await sendAllowedExport(ctx, deps, { askedById: approval.askedById, outcome });
    await replace(ctx, await signed(ctx, deps, 'approve', approvalMessage(approval, outcome, ctx.reader)));
  };
  onPress(composer, 'approve', decide(true));
  onPress(composer, 'reject', decide(false));
  onCommand(composer, 'approvals', async (ctx) => {
    const result = await flows.listApprovals(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const reader = String(ctx.from?.id);
    await show(ctx, approvalsMessage(result.approvals, reader, instantOf(clock.nowMs()), ctx.reader));
  });
  return composer;
}
