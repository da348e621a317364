import { Router } from 'express';
import { escapeHtml } from '../lib/html.ts';
import type { Access } from './auth.ts';
import { type Contract, type Route, refuseMethod } from './route.ts';

const openApiPath = '/api/openapi.json';
const docsPath = '/docs';

/** Guarded by themselves rather than by the table, but part of the contract all the same. */
const besides: readonly Contract[] = [
  { method: 'get', path: '/metrics', scope: 'read:metrics', summary: 'Prometheus text', answer: 'text/plain' },
  { method: 'get', path: openApiPath, scope: null, summary: 'This contract', answer: 'application/json' },
  { method: 'get', path: docsPath, scope: null, summary: 'This contract as a page', answer: 'text/html' },
];

export function contractOf(routes: readonly Route[]): readonly Contract[] {
  return [...routes, ...besides];
}

/** The contract as JSON and as a page: made when first asked for, since its library takes long to load. */
export function docsRoutes(routes: readonly Route[], version: string, access: Access): Router {
  const contract = contractOf(routes);
  const document = lazily(async () => {
    const { openApiOf } = await import('./openapi.ts');
    return JSON.stringify(openApiOf(contract, version));
  });
  const page = lazily(async () => pageOf(contract, version));
  const router = Router();
  router.get(openApiPath, access.limit, async (_req, res) => void res.type('json').send(await document()));
  router.get(docsPath, access.limit, async (_req, res) => {
    res.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    res.type('html').send(await page());
  });
  for (const path of [openApiPath, docsPath]) router.all(path, refuseMethod(path, besides));
  return router;
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 46rem; margin: 0 auto; padding: 1rem }
  section { border-top: 1px solid #8886; padding: .75rem 0 }
  h2 { font: 600 1rem/1.4 ui-monospace, monospace; margin: 0; overflow-wrap: anywhere }
  p { margin: .25rem 0 } small, dt { color: #767676 } dl { margin: .25rem 0; display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem }
  dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere }`;

function pageOf(contract: readonly Contract[], version: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>payops API</title><style>${style}</style>
<h1>payops API</h1><p>Version ${escapeHtml(version)}. Send <code>Authorization: Bearer &lt;token&gt;</code>. Errors are problem+json; a POST takes an <code>Idempotency-Key</code>. As OpenAPI 3.1: <a href="${openApiPath}">${openApiPath}</a></p>
${contract.map(sectionOf).join('\n')}</html>`;
}

function sectionOf({ method, path, scope, summary, params, query, body }: Contract): string {
  const fields = [
    ['path', params],
    ['query', query],
    ['body', body],
  ] as const;
  const rows = fields.flatMap(([place, schema]) =>
    schema ? [`<dt>${place}</dt><dd>${escapeHtml(Object.keys(schema.shape).join(', '))}</dd>`] : [],
  );
  return `<section><h2>${method.toUpperCase()} ${escapeHtml(path)}</h2><p>${escapeHtml(summary)}</p>
<small>${scope === null ? 'open' : escapeHtml(scope)}</small>${rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}</section>`;
}
