import type { Request } from 'express';
import type { Flows, Refusal } from '../../flows/types.ts';
import { actorOf, type TokenActor } from '../auth.ts';
import { objectBody } from '../json-body.ts';
import { Problem, problemOf } from '../problem.ts';
import type { Route } from '../route.ts';

const base = '/api/notification-queue';

/** The queue per destination; without `destination` a change reaches all of them. */
export function queueRoutes(flows: Flows): readonly Route[] {
  return [
    {
      method: 'get',
      path: `${base}/stats`,
      scope: 'read:ops',
      handle: async (_req, res) => {
        const result = await flows.queue(actorOf(res));
        if (!result.ok) throw problemOf(result);
        res.json({
          destinations: result.destinations.map(({ name, waiting, oldestAt, paused, pausedReason, breaker, dead }) => ({
            name,
            waiting,
            oldestAt,
            paused,
            pausedReason,
            breaker,
            dead,
          })),
        });
      },
    },
    change('clear', flows, async (actor, destination) => flows.clearDestination(actor, destination)),
    change('pause', flows, (actor, destination, reason) => flows.pauseDestination(actor, destination, reason)),
    change('resume', flows, (actor, destination) => flows.resumeDestination(actor, destination)),
  ];
}

type Changed = Readonly<{ ok: true; count?: number; undoId?: string }> | Refusal;
type Change = (actor: TokenActor, destination: string, reason: string | null) => Promise<Changed>;

function change(verb: string, flows: Flows, work: Change): Route {
  return {
    method: 'post',
    path: `${base}/${verb}`,
    scope: 'write:ops',
    handle: async (req, res) => {
      const actor = actorOf(res);
      const reason = wordOf(req, 'reason');
      const items = [];
      for (const name of await namesOf(req, actor, flows)) {
        const result = await work(actor, name, reason);
        if (!result.ok) throw problemOf(result);
        const { ok: _ok, ...rest } = result;
        items.push({ name, ...rest });
      }
      res.json({ destinations: items });
    },
  };
}

async function namesOf(req: Request, actor: TokenActor, flows: Flows): Promise<readonly string[]> {
  const one = wordOf(req, 'destination');
  const result = await flows.queue(actorWhoSees(actor));
  if (!result.ok) throw problemOf(result);
  const names = result.destinations.map(({ name }) => name);
  if (one === null) return names;
  if (!names.includes(one)) throw new Problem('not_found', { detail: `Destinations: ${names.join(', ')}.` });
  return [one];
}

/** Naming the destinations is part of changing them, so `write:ops` alone suffices. */
function actorWhoSees(actor: TokenActor): TokenActor {
  return { ...actor, scopes: [...actor.scopes, 'read:ops'] };
}

function wordOf(req: Request, name: string): string | null {
  const value = objectBody(req)[name] ?? req.query[name] ?? null;
  if (value === null) return null;
  if (typeof value === 'string' && value.length <= 200) return value;
  throw new Problem('invalid', { detail: `${name} must be a text of at most 200 characters.` });
}
