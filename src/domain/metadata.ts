import { type CampaignFacts, type CampaignKey, campaignKeys, type OrderFacts } from './facts.ts';

type Metadata = Readonly<Record<string, string>>;

/** The campaign keys of INTERFACE §5 among what a shop wrote on a payment. */
export function campaignIn(metadata: Metadata): CampaignFacts {
  const found: Partial<Record<CampaignKey, string>> = {};
  for (const key of campaignKeys) {
    const value = metadata[key]?.trim();
    if (value) found[key] = value;
  }
  return found;
}

/** The order that payops wrote on a payment when it asked for it. */
export function orderIn(metadata: Metadata): OrderFacts {
  const { order_id: orderId, telegram_id: telegramId, plan_id: planId, created_at: createdAt } = metadata;
  return {
    ...(orderId ? { orderId } : {}),
    ...(telegramId ? { telegramId } : {}),
    ...(planId ? { planId } : {}),
    ...(createdAt ? { createdAt } : {}),
  };
}

/** The first address that is one, trimmed and lower-cased. */
export function emailIn(...candidates: readonly (string | undefined)[]): string | undefined {
  return candidates
    .find((email) => email?.trim())
    ?.trim()
    .toLowerCase();
}
