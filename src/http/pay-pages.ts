import { createHash } from 'node:crypto';
import { type Request, type RequestHandler, Router } from 'express';
import type { OrderId, OrderStatus } from '../domain/shop/order.ts';
import { escapeHtml } from '../lib/html.ts';
import { type Locale, text } from '../messages/text.ts';
import type { Access } from './auth.ts';
import type { HttpDeps } from './deps.ts';

const style =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:15vh auto;padding:0 1.25rem;text-align:center;color-scheme:light dark}p{margin:1rem 0}';
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
const policy = `default-src 'none'; style-src ${styleHash}; frame-ancestors 'none'`;
/** While the provider's word is on its way the page looks again. */
const lookAgainSeconds = 3;

function localeOf(req: Request): Locale {
  return req.acceptsLanguages('ru', 'en') === 'ru' ? 'ru' : 'en';
}

function page(locale: Locale, words: string): string {
  const [title, said, back] = [text(locale, 'pay-page-title'), words, text(locale, 'pay-page-back')].map(escapeHtml);
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style><h1>${said}</h1><p>${back}</p></html>`;
}

function wordsFor(status: OrderStatus | null): string {
  if (status === 'paid') return 'pay-page-paid';
  return status === 'waiting' ? 'pay-page-waiting' : 'pay-page-over';
}

/**
 * Where a provider's page sends the browser back to. Coming here proves nothing and changes nothing: the page says how the
 * order stands in our books, and nothing of whose it is.
 */
export function payPages({ flows }: HttpDeps, { limit }: Access): Router {
  const router = Router();
  const after: RequestHandler = async (req, res) => {
    const named = req.query['order'];
    const id = typeof named === 'string' && named.length <= 80 ? named : '';
    const status = await flows.orderStatus(id as OrderId);
    if (status === 'waiting') res.setHeader('Refresh', String(lookAgainSeconds));
    const locale = localeOf(req);
    res.setHeader('Content-Security-Policy', policy);
    res
      .status(status === null ? 404 : 200)
      .type('html')
      .send(page(locale, text(locale, wordsFor(status))));
  };
  router.get('/pay/success', limit, after);
  router.get('/pay/cancel', limit, (req, res) => {
    const locale = localeOf(req);
    res.setHeader('Content-Security-Policy', policy);
    res.type('html').send(page(locale, text(locale, 'pay-page-cancelled')));
  });
  return router;
}
