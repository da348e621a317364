import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { ProviderName } from '../domain/ids.ts';
import { instantOf } from '../domain/time.ts';
import type { WebhookOutcome } from '../flows/types.ts';
import { equalInConstantTime } from '../lib/constant-time.ts';
import { addressOf } from './auth.ts';
import type { HttpDeps, HttpLimits } from './deps.ts';
import { jsonBody } from './json-body.ts';
import { Problem } from './problem.ts';
import { refuseMethod } from './route.ts';
import { createWindowStore, secondsUntil } from './window-store.ts';

const maxWebhookBytes = 1024 * 1024;
const rawBody = express.raw({ type: () => true, limit: maxWebhookBytes, inflate: false });

/** The providers' doors. They stand before everything else, because most of the traffic comes through here. */
export function webhookRoutes(deps: HttpDeps, limits: HttpLimits): Router {
  const router = Router();
  router.post('/webhooks/stripe', rawBody, takeFrom('stripe', deps, limits));
  router.post('/v1/payments/webhook', rawBody, takeFrom('yookassa', deps, limits));
  router.all(
    '/v1/payments/webhook',
    refuseMethod('/v1/payments/webhook', [{ method: 'post', path: '/v1/payments/webhook' }]),
  );
  router.all('/webhooks/stripe', refuseMethod('/webhooks/stripe', [{ method: 'post', path: '/webhooks/stripe' }]));
  const { bot } = deps.config.telegram;
  const { takeUpdate } = deps;
  if (bot.mode === 'webhook' && takeUpdate) {
    router.post(
      '/webhooks/telegram',
      demandSecret(bot.secret.reveal()),
      ...jsonBody(maxWebhookBytes),
      async (req, res) => {
        await takeUpdate(req.body).catch((error: unknown) => {
          deps.logger.error({ event: 'update_not_taken', err: error });
          throw notNow;
        });
        res.json({ ok: true });
      },
    );
  }
  return router;
}

const notNow = new Problem('unavailable', { headers: { 'Retry-After': '5' } });

function takeFrom(provider: ProviderName, { flows, clock }: HttpDeps, limits: HttpLimits): RequestHandler {
  const refused = createWindowStore(clock);
  return async (req, res) => {
    const outcome = await flows
      .takeWebhook(provider, {
        headers: headersOf(req),
        body: bodyOf(req),
        receivedAt: instantOf(clock.nowMs()),
        remoteAddress: addressOf(req),
      })
      .catch((): WebhookOutcome => 'unavailable');
    if (!isRefused(outcome)) return answer(res, outcome);
    // Only refused calls count, so a flood of forged ones never shuts out a genuine one behind the same proxy.
    const { totalHits, resetTime } = refused.hit(addressOf(req));
    if (totalHits <= limits.refusedPerMinute)
      throw new Problem(outcome === 'foreign_network' ? 'foreign_network' : 'bad_webhook');
    throw new Problem('too_many_requests', { headers: { 'Retry-After': secondsUntil(resetTime, clock) } });
  };
}

const received = JSON.stringify({ received: true });

type Refused = 'bad_signature' | 'foreign_network' | 'malformed';
type Accepted = Exclude<WebhookOutcome, Refused>;

function isRefused(outcome: WebhookOutcome): outcome is Refused {
  return outcome === 'bad_signature' || outcome === 'foreign_network' || outcome === 'malformed';
}

function answer(res: Response, outcome: Accepted): void {
  switch (outcome) {
    case 'recorded':
    case 'duplicate':
    case 'ignored':
    case 'other_mode':
    case 'quarantined':
      res.setHeader('Content-Type', 'application/json; charset=utf-8');
      res.end(received);
      return;
    case 'not_configured':
      throw new Problem('not_found');
    case 'unavailable':
      throw notNow;
  }
}

function headersOf({ headers }: Request): Readonly<Record<string, string | undefined>> {
  const flat: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    flat[name] = typeof value === 'object' ? value.join(', ') : value;
  }
  return flat;
}

function bodyOf(req: Request): Uint8Array {
  return req.body instanceof Uint8Array ? req.body : new Uint8Array();
}

function demandSecret(secret: string): RequestHandler {
  return (req, _res, next) => {
    const given = req.headers['x-telegram-bot-api-secret-token'];
    if (typeof given !== 'string' || !equalInConstantTime(given, secret)) throw new Problem('unauthorized');
    next();
  };
}
