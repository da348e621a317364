import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { type DrandStandIn, startDrandStandIn } from './drand/stand-in.ts';
import { type GoogleStandIn, startGoogleStandIn } from './google/stand-in.ts';
import { type ReceiverStandIn, startReceiverStandIn } from './receiver/stand-in.ts';
import { type SlackStandIn, startSlackStandIn } from './slack/stand-in.ts';
import { type StripeStandIn, startStripeStandIn } from './stripe/stand-in.ts';
import { type Person, startTelegramStandIn, type TelegramStandIn } from './telegram/stand-in.ts';
import { startYookassaStandIn, type YookassaStandIn } from './yookassa/stand-in.ts';

/** Who and where: the people, chats and keys that every world has. */
export const OPS_GROUP_ID = -1_002_000_000_001;
export const OWNER: Person = {
  id: 501,
  firstName: 'Olga',
  lastName: 'Owner',
  username: 'olga_owner',
  languageCode: 'en',
};
export const OPERATOR: Person = {
  id: 502,
  firstName: 'Omar',
  lastName: 'Operator',
  username: 'omar_ops',
  languageCode: 'en',
};
export const STRANGER: Person = { id: 503, firstName: 'Stan', lastName: 'Stranger', languageCode: 'en' };
export const BUYER: Person = { id: 504, firstName: 'Bella', lastName: 'Buyer', username: 'bella', languageCode: 'en' };
/** A chat that plans sell; the bot is an administrator of it. */
export const CLUB_ID = -1_002_000_000_777;
export const SLACK_CHANNEL = { id: 'C0PAYMENTS', name: 'payments' };

export const SECRETS = {
  telegramToken: '7000000001:AAsandbox-token-for-this-machine-only',
  stripeKey: 'sk_test_sandbox',
  stripeWebhook: 'whsec_sandbox',
  slackToken: 'xoxb-sandbox',
  yookassaShop: '100500',
  yookassaKey: 'test_sandbox-key-for-this-machine',
  serviceEmail: 'payops@sandbox.iam.gserviceaccount.com',
  business: `whsec_${Buffer.from('sandbox-secret-of-the-business').toString('base64')}`,
} as const;

export type WorldOptions = {
  clock: Clock;
  seed?: number;
  /** Telegram's, Slack's, Google's and Stripe's own limits; off by default. */
  realLimits?: boolean;
};

export type World = Readonly<{
  telegram: TelegramStandIn;
  stripe: StripeStandIn;
  yookassa: YookassaStandIn;
  google: GoogleStandIn;
  slack: SlackStandIn;
  /** The owner's own system. */
  receiver: ReceiverStandIn;
  /** Public randomness, signed with a key of its own: payops is told of it where it starts. */
  drand: DrandStandIn;
  /** The variables that point payops at this world. */
  env: Readonly<Record<string, string>>;
  /** And those that bring in YooKassa as the second provider. */
  yookassaEnv: Readonly<Record<string, string>>;
  /** And those by which the owner's own system is told. */
  businessEnv: Readonly<Record<string, string>>;
  save(): SavedWorld;
  restore(saved: SavedWorld): void;
  close(): Promise<void>;
}>;

export type SavedWorld = {
  telegram: ReturnType<TelegramStandIn['save']>;
  stripe: ReturnType<StripeStandIn['save']>;
  /** Absent in what was saved before there was one. */
  yookassa?: ReturnType<YookassaStandIn['save']>;
  google: ReturnType<GoogleStandIn['save']>;
  slack: ReturnType<SlackStandIn['save']>;
};

function addPeople(telegram: TelegramStandIn): void {
  telegram.addGroup({ id: OPS_GROUP_ID, title: 'Payments ops', members: [OWNER, OPERATOR] });
  telegram.addGroup({ id: CLUB_ID, title: 'The club', members: [OWNER] });
  for (const person of [OWNER, OPERATOR, STRANGER, BUYER]) telegram.addPrivateChat(person);
}

type Parts = Pick<World, 'telegram' | 'stripe' | 'google' | 'slack'>;

function environment({ telegram, stripe, google, slack }: Parts, privateKey: string): Record<string, string> {
  return {
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_BOT_TOKEN: SECRETS.telegramToken,
    TELEGRAM_CHAT_ID: String(OPS_GROUP_ID),
    OWNER_TELEGRAM_IDS: String(OWNER.id),
    STRIPE_API_BASE: stripe.url,
    STRIPE_SECRET_KEY: SECRETS.stripeKey,
    STRIPE_WEBHOOK_SECRET: SECRETS.stripeWebhook,
    GOOGLE_SHEETS_DOC_ID: google.docId,
    GOOGLE_SERVICE_EMAIL: SECRETS.serviceEmail,
    GOOGLE_SERVICE_PRIVATE_KEY: privateKey,
    GOOGLE_SHEETS_API_ROOT: `${google.url}/`,
    GOOGLE_TOKEN_URL: google.tokenUrl,
    SLACK_BOT_TOKEN: SECRETS.slackToken,
    SLACK_CHANNEL_ID: SLACK_CHANNEL.id,
    SLACK_API_BASE: `${slack.url}/api/`,
  };
}

/** Its notifications come from this machine. */
function yookassaEnvironment({ url }: YookassaStandIn): Record<string, string> {
  return {
    YOOKASSA_API_BASE: `${url}/v3`,
    YOOKASSA_SHOP_ID: SECRETS.yookassaShop,
    YOOKASSA_SECRET_KEY: SECRETS.yookassaKey,
    YOOKASSA_ALLOWED_NETWORKS: '127.0.0.1, ::1',
  };
}

/** On this machine, which is no public address. */
function businessEnvironment({ url }: ReceiverStandIn): Record<string, string> {
  return {
    BUSINESS_WEBHOOK_URL: `${url}/payops`,
    BUSINESS_WEBHOOK_SECRET: SECRETS.business,
    ALLOW_PRIVATE_URLS: 'true',
  };
}

function serviceKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** Telegram, Stripe, YooKassa, Google, Slack and drand, each on its own free loopback port, with people and chats. */
export async function startWorld({ clock, seed = 1, realLimits = false }: WorldOptions): Promise<World> {
  const { publicKey, privateKey } = serviceKeys();
  const [telegram, stripe, yookassa, google, slack, receiver, drand] = await Promise.all([
    startTelegramStandIn({ clock, token: SECRETS.telegramToken, rateLimits: realLimits, owners: [OWNER.id] }),
    startStripeStandIn({
      clock,
      secretKey: SECRETS.stripeKey,
      webhookSecrets: [SECRETS.stripeWebhook],
      seed,
      ...(realLimits ? { requestsPerSecond: 25 } : {}),
    }),
    startYookassaStandIn({ clock, shopId: SECRETS.yookassaShop, secretKey: SECRETS.yookassaKey, seed }),
    startGoogleStandIn({
      clock,
      serviceEmail: SECRETS.serviceEmail,
      publicKey,
      ...(realLimits ? { quotaPerMinute: 60 } : {}),
    }),
    startSlackStandIn({ clock, token: SECRETS.slackToken, channels: [SLACK_CHANNEL], rateLimits: realLimits }),
    startReceiverStandIn({ clock, secrets: [SECRETS.business] }),
    startDrandStandIn({ clock }),
  ]);
  addPeople(telegram);
  const parts = { telegram, stripe, google, slack };
  return {
    ...parts,
    yookassa,
    receiver,
    drand,
    businessEnv: Object.freeze(businessEnvironment(receiver)),
    yookassaEnv: Object.freeze(yookassaEnvironment(yookassa)),
    env: Object.freeze(environment(parts, privateKey)),
    save: () => ({
      telegram: telegram.save(),
      stripe: stripe.save(),
      yookassa: yookassa.save(),
      google: google.save(),
      slack: slack.save(),
    }),
    restore(saved) {
      telegram.restore(saved.telegram);
      stripe.restore(saved.stripe);
      if (saved.yookassa) yookassa.restore(saved.yookassa);
      google.restore(saved.google);
      slack.restore(saved.slack);
    },
    async close() {
      await Promise.all([
        telegram.close(),
        stripe.close(),
        yookassa.close(),
        google.close(),
        slack.close(),
        receiver.close(),
        drand.close(),
      ]);
    },
  };
}
