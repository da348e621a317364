import { generateKeyPairSync } from 'node:crypto';
import { benchSecret } from './webhooks.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Nobody listens there: what is owed stays owed. */
const nowhere = 'http://127.0.0.1:9';

/** Everything is configured, so everything is owed; every provider is out of reach unless `more` names another place. */
export function environment(dir: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: '100:benchbenchbenchbenchbenchbenchbench1',
    TELEGRAM_CHAT_ID: '-1001',
    TELEGRAM_API_ROOT: nowhere,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: benchSecret,
    STRIPE_API_BASE: nowhere,
    AUTO_SYNC_DISABLED: 'true',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_CHANNEL_ID: 'C1',
    SLACK_API_BASE: `${nowhere}/api/`,
    GOOGLE_SHEETS_DOC_ID: 'doc',
    GOOGLE_SERVICE_EMAIL: 'bench@example.com',
    GOOGLE_SERVICE_PRIVATE_KEY: privateKey,
    GOOGLE_TOKEN_URL: `${nowhere}/token`,
    GOOGLE_SHEETS_API_ROOT: `${nowhere}/`,
    DATA_DIR: dir,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    ...more,
  };
}
