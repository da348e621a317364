import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { pending, problem } from './api/shapes.ts';
import { problemContentType } from './problem.ts';
import type { Contract } from './route.ts';

/** The contract, OpenAPI 3.1: made of the very schemas that check the requests. */
export function openApiOf(routes: readonly Contract[], version: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'payops',
      version,
      description:
        'Errors are application/problem+json (RFC 9457). Lists are paged by limit and cursor. Every POST takes an Idempotency-Key.',
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: paths as ZodOpenApiPathsObject,
  });
}

function operationOf(route: Contract): ZodOpenApiOperationObject {
  const { method, path, scope, summary, params, query, body, answer } = route;
  const refusal = { description: 'A problem', content: { [problemContentType]: { schema: problem } } };
  return {
    operationId: `${method}${path.replaceAll(/[^a-zA-Z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    summary,
    ...(scope !== null && { security: [{ token: [] }], description: `Scope: \`${scope}\`` }),
    ...((params ?? query) && {
      requestParams: { ...(params && { path: params }), ...(query && { query }) },
    }),
    ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: {
      '200': { description: 'Done', content: contentOf(answer) },
      ...(method !== 'get' &&
        scope !== null && {
          '202': { description: 'Waits for a second person', content: { 'application/json': { schema: pending } } },
        }),
      ...(scope !== null && { '401': refusal, '403': refusal }),
      ...((params ?? query ?? body) && { '422': refusal }),
      '429': refusal,
    },
  };
}

function contentOf(answer: z.ZodType | string) {
  return typeof answer === 'string' ? { [answer]: {} } : { 'application/json': { schema: answer } };
}
