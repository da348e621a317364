import { autoRetry } from '@grammyjs/auto-retry';
import { Api, type Transformer } from 'grammy';
import type { BotDeps } from './context.ts';

/** An answer that comes later than this is no answer any more. */
const maxWaitSeconds = 10;
const maxRetries = 2;

/**
 * What stands between the bot and the Bot API, in order of installation: the shared limiter inside, the retry around
 * it, so that each try passes the limiter. A network failure is not repeated: nobody knows whether the answer arrived.
 */
export function apiLayers({ apiMiddleware = [] }: BotDeps): readonly Transformer[] {
  const retry = autoRetry({ maxDelaySeconds: maxWaitSeconds, maxRetryAttempts: maxRetries, rethrowHttpErrors: true });
  return [...apiMiddleware, withoutPolling(retry)];
}

/**
 * A dialogue makes API clients of its own, whose recorder answers for calls of earlier replays. It stands outermost: what
 * it knows already asks for no room in the chat and is not tried again.
 */
export function beneathRecorder({ token, options, config }: Api, layers: readonly Transformer[]): Api {
  const api = new Api(token, options);
  api.config.use(...layers, ...config.installedTransformers());
  return api;
}

/** Polling has the runner's own patience, and a press must be answered now or never. */
function withoutPolling(transformer: Transformer): Transformer {
  return (prev, method, payload, signal) =>
    method === 'getUpdates' || method === 'answerCallbackQuery'
      ? prev(method, payload, signal)
      : transformer(prev, method, payload, signal);
}
