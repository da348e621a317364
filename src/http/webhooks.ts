import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { ProviderName } from '../domain/ids.ts';
import { instantOf } from '../domain/time.ts';
import type { WebhookOutcome } from '../flows/types.ts';
import { equalInConstantTime } from '../lib/constant-time.ts';
import { addressOf } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { jsonBody } from './json-body.ts';
import { Problem } from './problem.ts';
import { refuseMethod } from './route.ts';

const maxWebhookBytes = 1024 * 1024;
const rawBody = express.raw({ type: () => true, limit: maxWebhookBytes, inflate: false });

/** The providers' doors. They stand before everything else, because most of the traffic comes through here. */
export function webhookRoutes(deps: HttpDeps): Router {
  const router = Router();
  router.post('/webhooks/stripe', rawBody, takeFrom('stripe', deps));
  router.post('/v1/payments/webhook', rawBody, takeFrom('yookassa', deps));
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

function takeFrom(provider: ProviderName, { flows, clock }: HttpDeps): RequestHandler {
  return async (req, res) => {
    const outcome = await flows
      .takeWebhook(provider, {
        headers: headersOf(req),
        body: bodyOf(req),
        receivedAt: instantOf(clock.nowMs()),
        remoteAddress: addressOf(req),
      })
      .catch((): WebhookOutcome => 'unavailable');
    answer(res, outcome);
  };
}

const received = JSON.stringify({ received: true });

function answer(res: Response, outcome: WebhookOutcome): void {
  switch (outcome) {
    case 'recorded':
    case 'duplicate':
    case 'ignored':
    case 'other_mode':
    case 'quarantined':
      res.setHeader('Content-Type', 'application/json; charset=utf-8');
      res.end(received);
      return;
    // However many there are: nothing that costs is left to be spared, and a flood of them shuts out no genuine one.
    case 'bad_signature':
    case 'malformed':
      throw new Problem('bad_webhook');
    case 'foreign_network':
      throw new Problem('foreign_network');
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
