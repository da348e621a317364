import { Composer } from 'grammy';
import type { BotContext, BotDeps } from '../context.ts';

/**
 * Telegram's payments: the last question before one, and what became of it. Stands before everything that may wait or
 * drop an update: the question is answered within ten seconds or the payment fails, and money is never passed over. A
 * repeated update changes nothing.
 */
export function paymentsFeature({ flows, logger }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on('pre_checkout_query', async (ctx) => {
    const { from, currency, total_amount, invoice_payload } = ctx.preCheckoutQuery;
    const telegramId = String(from.id);
    const locale = await flows.findLocale(telegramId);
    const asked = { telegramId, currency, totalAmount: total_amount, payload: invoice_payload, locale };
    const verdict = await flows.judgePreCheckout(asked);
    logger.info({ event: 'pre_checkout_judged', update_id: ctx.update.update_id, ok: verdict.ok });
    await (verdict.ok ? ctx.answerPreCheckoutQuery(true) : ctx.answerPreCheckoutQuery(false, verdict.error));
  });
  feature.on(['message:successful_payment', 'message:refunded_payment'], (ctx) => flows.takeStarMessage(ctx.message));
  return feature;
}
