import { z } from 'zod';
import type { Flows, Result } from '../../flows/types.ts';
import type { TokenActor } from '../auth.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { alsoReading } from './control.ts';
import { count, instant } from './shapes.ts';

const base = '/api/notification-queue';
const word = z.string().max(200).optional();
/** In the body or in the query, as callers of the systems before this one have it. */
const which = z.object({ destination: word, reason: word });

const status = z.object({
  name: z.string(),
  waiting: count,
  oldestAt: instant.nullable(),
  paused: z.boolean(),
  pausedReason: z.string().nullable(),
  breaker: z.enum(['closed', 'open']),
  dead: count,
});

/** The queue per destination; without `destination` a change reaches all of them. */
export function queueRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: `${base}/stats`,
      scope: 'read:ops',
      summary: 'What waits, what failed and what is paused, per destination',
      answer: z.object({ destinations: z.array(status) }),
      run: async ({ actor }) => {
        const { destinations } = must(await flows.queue(actor));
        return {
          destinations: destinations.map(({ name, waiting, oldestAt, paused, pausedReason, breaker, dead }) => ({
            name,
            waiting,
            oldestAt,
            paused,
            pausedReason,
            breaker,
            dead,
          })),
        };
      },
    }),
    change('clear', 'Cancel what waits; undoId brings it back', flows, (actor, destination) =>
      flows.clearDestination(actor, destination),
    ),
    change('pause', 'Hold a destination', flows, (actor, destination, reason) =>
      flows.pauseDestination(actor, destination, reason),
    ),
    change('resume', 'Send to a destination again', flows, (actor, destination) =>
      flows.resumeDestination(actor, destination),
    ),
  ];
}

type Change = (
  actor: TokenActor,
  destination: string,
  reason: string | null,
) => Promise<Result<{ count?: number; undoId?: string }>>;

function change(verb: string, summary: string, flows: Flows, work: Change): Route {
  return operation({
    method: 'post',
    path: `${base}/${verb}`,
    scope: 'write:ops',
    summary,
    query: which,
    body: which,
    answer: z.object({
      destinations: z.array(z.object({ name: z.string(), count: count.optional(), undoId: z.string().optional() })),
    }),
    run: async ({ actor, query, body }) => {
      const reason = body.reason ?? query.reason ?? null;
      const destinations = [];
      for (const name of await namesOf(body.destination ?? query.destination ?? null, actor, flows)) {
        const { ok: _ok, ...rest } = must(await work(actor, name, reason));
        destinations.push({ name, ...rest });
      }
      return { destinations };
    },
  });
}

async function namesOf(one: string | null, actor: TokenActor, flows: Flows): Promise<readonly string[]> {
  const { destinations } = must(await flows.queue(alsoReading(actor)));
  const names = destinations.map(({ name }) => name);
  if (one === null) return names;
  if (!names.includes(one)) throw new Problem('not_found', { detail: `Destinations: ${names.join(', ')}.` });
  return [one];
}
