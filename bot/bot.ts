import { conversations, createConversation } from '@grammyjs/conversations';
import { sequentialize } from '@grammyjs/runner';
import { Bot, type Context } from 'grammy';
import { apiLayers, beneathRecorder } from './api.ts';
import type { BotContext, BotDeps } from './context.ts';
import { askForQuery } from './conversations/ask.ts';
import { askForBroadcast } from './conversations/ask-broadcast.ts';
import { askForContest, askForContestValue } from './conversations/ask-contest.ts';
import { askForCorrection } from './conversations/ask-correction.ts';
import { askForSupport } from './conversations/ask-pay-support.ts';
import { askForPlan, askForPlanField, askForPromo } from './conversations/ask-plan.ts';
import { askForTokenName } from './conversations/ask-token.ts';
import { buyPlan } from './conversations/buy.ts';
import { conversationStorage } from './conversations/storage.ts';
import { accessFeature, joinRequestsFeature } from './features/access.ts';
import { alertsFeature } from './features/alerts.ts';
import { approvalsFeature } from './features/approvals.ts';
import { auditFeature } from './features/audit.ts';
import { broadcastFeature } from './features/broadcast.ts';
import { campaignFeature } from './features/campaign.ts';
import { careFeature } from './features/care.ts';
import { chatsFeature } from './features/chats.ts';
import { contestFeature } from './features/contest.ts';
import { contestAdminFeature } from './features/contest-admin.ts';
import { duplicatesFeature } from './features/duplicates.ts';
import { emergencyFeature } from './features/emergency.ts';
import { exportFeature } from './features/export.ts';
import { invitesFeature } from './features/invites.ts';
import { lookupFeature } from './features/lookup.ts';
import { paymentsFeature } from './features/payments.ts';
import { peopleFeature } from './features/people.ts';
import { quarantineFeature } from './features/quarantine.ts';
import { queueFeature } from './features/queue.ts';
import { ratesFeature } from './features/rates.ts';
import { reconcileFeature } from './features/reconcile.ts';
import { reportsFeature } from './features/reports.ts';
import { revealFeature } from './features/reveal.ts';
import { rolesFeature } from './features/roles.ts';
import { rulesFeature } from './features/rules.ts';
import { settingsFeature } from './features/settings.ts';
import { shopFeature } from './features/shop.ts';
import { ownOrdersFeature } from './features/shop-orders.ts';
import { plansFeature } from './features/shop-plans.ts';
import { teamOrdersFeature } from './features/shop-team.ts';
import { spendFeature } from './features/spend.ts';
import { statusFeature } from './features/status.ts';
import { syncFeature } from './features/sync.ts';
import { tokensFeature } from './features/tokens.ts';
import { traceFeature } from './features/trace.ts';
import { unhandledFeature } from './features/unhandled.ts';
import { welcomeFeature } from './features/welcome.ts';
import type { Hider } from './hider.ts';
import { answerErrors } from './middleware/errors.ts';
import { identify } from './middleware/identity.ts';
import { measureUpdates } from './middleware/measure.ts';
import { isStop, takeOnce } from './middleware/once.ts';
import { answerInTime, readPress } from './middleware/presses.ts';
import { showTyping } from './middleware/typing.ts';
import { createQuestions } from './views/questions.ts';

/** Longer than a long poll; grammY's own 500 s would keep a cut connection's answer waiting for minutes. */
const callTimeoutSeconds = 45;

/** The bot as a list of what it does, in order. Nothing runs until start.ts or a webhook hands it updates. */
export function assembleBot(deps: BotDeps, hider: Hider): Bot<BotContext> {
  const { config, logger, botInfo } = deps;
  const bot = new Bot<BotContext>(config.telegram.token.reveal(), {
    client: { apiRoot: config.telegram.apiRoot, timeoutSeconds: callTimeoutSeconds },
    ...(botInfo && { botInfo }),
  });
  const layers = apiLayers(deps);
  bot.api.config.use(...layers);
  bot.catch(({ error, ctx }) => {
    logger.error({ event: 'update_failed', update_id: ctx.update.update_id, err: error });
  });

  bot.use(answerErrors(deps));
  bot.use(paymentsFeature(deps));
  bot.use(joinRequestsFeature(deps));
  bot.use(answerInTime);
  bot.use(sequentialize(laneOf));
  bot.use(takeOnce(deps));
  bot.use(identify(deps));
  bot.use(readPress(deps));
  bot.use(measureUpdates(deps));
  bot.use(showTyping);
  useDialogues(bot, deps, layers);
  useFeatures(bot, deps, hider);
  return bot;
}

/** What is asked over several messages; it survives restarts. */
function useDialogues(bot: Bot<BotContext>, deps: BotDeps, layers: ReturnType<typeof apiLayers>): void {
  bot.use(
    conversations<BotContext, Context>({
      storage: conversationStorage(deps.sessions),
      plugins: [
        async (ctx, next) => {
          Object.assign(ctx, { api: beneathRecorder(ctx.api, layers) });
          await next();
        },
      ],
    }),
  );
  bot.use(createConversation<BotContext, Context>(askForQuery(deps), 'ask'));
  bot.use(createConversation<BotContext, Context>(askForTokenName(deps), 'askTokenName'));
  bot.use(createConversation<BotContext, Context>(askForBroadcast(deps), 'askBroadcast'));
  bot.use(createConversation<BotContext, Context>(buyPlan(deps), 'buy'));
  bot.use(createConversation<BotContext, Context>(askForSupport(deps), 'askSupport'));
  bot.use(createConversation<BotContext, Context>(askForPlan(deps), 'askPlan'));
  bot.use(createConversation<BotContext, Context>(askForPlanField(deps), 'askPlanField'));
  bot.use(createConversation<BotContext, Context>(askForPromo(deps), 'askPromo'));
  bot.use(createConversation<BotContext, Context>(askForContest(deps), 'askContest'));
  bot.use(createConversation<BotContext, Context>(askForContestValue(deps), 'askContestValue'));
  bot.use(createConversation<BotContext, Context>(askForCorrection(deps), 'askCorrection'));
}

/** What the bot does; the first that knows an update takes it. */
function useFeatures(bot: Bot<BotContext>, deps: BotDeps, hider: Hider): void {
  const questions = createQuestions();
  bot.use(revealFeature(deps, questions, hider));
  bot.use(welcomeFeature(deps));
  bot.use(shopFeature(deps));
  bot.use(ownOrdersFeature(deps));
  bot.use(plansFeature(deps, questions));
  bot.use(teamOrdersFeature(deps, questions));
  bot.use(accessFeature(deps));
  bot.use(contestFeature(deps));
  bot.use(contestAdminFeature(deps, questions));
  bot.use(reportsFeature(deps));
  bot.use(alertsFeature(deps));
  bot.use(campaignFeature(deps));
  bot.use(exportFeature(deps));
  bot.use(ratesFeature(deps));
  bot.use(spendFeature(deps, questions));
  bot.use(rulesFeature(deps, questions));
  bot.use(statusFeature(deps));
  bot.use(approvalsFeature(deps));
  bot.use(auditFeature(deps));
  bot.use(rolesFeature(deps, questions));
  bot.use(invitesFeature(deps, questions));
  bot.use(tokensFeature(deps, questions, hider));
  bot.use(emergencyFeature(deps, questions));
  bot.use(queueFeature(deps, questions));
  bot.use(quarantineFeature(deps, questions));
  bot.use(syncFeature(deps, questions, hider));
  bot.use(careFeature(deps, questions));
  bot.use(settingsFeature(deps, questions));
  bot.use(chatsFeature(deps, questions));
  bot.use(broadcastFeature(deps, questions));
  bot.use(peopleFeature(deps));
  bot.use(duplicatesFeature(deps, questions));
  bot.use(reconcileFeature(deps, questions));
  bot.use(lookupFeature(deps));
  bot.use(traceFeature(deps));
  bot.use(unhandledFeature());
}

/** One person's updates in one chat keep their order; nobody waits for others, and /stop for nothing at all. */
function laneOf(ctx: BotContext): string | undefined {
  if (isStop(ctx)) return undefined;
  return `${ctx.chat?.id ?? 0}:${ctx.from?.id ?? 0}`;
}
