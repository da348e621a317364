import { z } from 'zod';
import type { Flows, SyncResult } from '../../flows/types.ts';
import { actorOf } from '../auth.ts';
import { objectBody } from '../json-body.ts';
import { Problem, problemOf } from '../problem.ts';
import type { Route } from '../route.ts';
import { windowOf } from './window.ts';

const stopBody = z.object({ reason: z.string().max(200).nullish() });
const resumeBody = z.object({ mode: z.enum(['drain', 'digest', 'discard']).default('drain') });
const resyncBody = z.object({ from: z.string(), to: z.string(), dryRun: z.boolean().default(false) });

/** The kill switch and the sweeps by hand. */
export function controlRoutes(flows: Flows, zone: string): readonly Route[] {
  return [
    post('/api/emergency-stop', async (actor, body) => {
      const { reason } = read(stopBody, body);
      const result = await flows.stop(actor, reason ?? null);
      if (!result.ok) throw problemOf(result);
      return { state: 'stopped', stop: result.state, held: result.held };
    }),
    post('/api/emergency-resume', async (actor, body) => {
      const { mode } = read(resumeBody, body);
      const result = await flows.resume(actor, mode);
      if (!result.ok) throw problemOf(result);
      return { state: 'running', mode, held: result.held, count: result.count };
    }),
    post('/api/sync-payments', async (actor) => {
      const result = await flows.sweep(actor);
      if (!result) throw new Problem('conflict', { detail: 'Stopped, not configured, or a sweep is under way.' });
      return syncBody(result);
    }),
    post('/api/full-resync', async (actor, body) => {
      const { from, to, dryRun } = read(resyncBody, body);
      const window = windowOf(from, to, zone);
      if (!window) throw new Problem('invalid', { detail: 'from and to must be dates or instants, from before to.' });
      const result = await flows.resync(actor, window, dryRun);
      if (!result.ok) throw problemOf(result);
      return syncBody(result);
    }),
  ];
}

type Work = (actor: ReturnType<typeof actorOf>, body: Readonly<Record<string, unknown>>) => Promise<object>;

function post(path: string, work: Work): Route {
  return {
    method: 'post',
    path,
    scope: 'write:ops',
    handle: async (req, res) => void res.json(await work(actorOf(res), objectBody(req))),
  };
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))];
  throw new Problem('invalid', { detail: `Look at: ${fields.join(', ')}.` });
}

function syncBody({ window, events, newPayments, changedPayments, dryRun }: SyncResult) {
  return { window, events, newPayments, changedPayments, dryRun };
}
