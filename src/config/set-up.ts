import type { SetUp } from '../domain/set-up.ts';
import type { Config } from './config.ts';

/** What may be told of a configuration. */
export function setUpOf(config: Config, warnings: readonly string[]): SetUp {
  const { telegram, stripe, yookassa, sync } = config;
  return {
    warnings,
    host: config.host,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    allowPrivateUrls: config.allowPrivateUrls,
    logLevel: config.logLevel,
    telegram: { hasChat: telegram.chatId !== null, owners: telegram.ownerIds.length, mode: telegram.bot.mode },
    stripe: stripe && {
      livemode: stripe.livemode,
      isRestricted: stripe.secretKey.reveal().startsWith('rk_'),
      webhookSecrets: stripe.webhookSecrets.length,
    },
    yookassa: yookassa && {
      isTest: yookassa.secretKey.reveal().startsWith('test_'),
      receipts: yookassa.receipts !== null,
    },
    autoSync: !sync.isDisabled,
    hasSheets: config.sheets !== null,
    hasSlack: config.slack !== null,
    notificationsOff: config.alerts.notificationsDisabled,
    apiTokens: config.apiTokens.map(({ name, scopes, token }) => ({ name, scopes, characters: token.reveal().length })),
  };
}
