import { z } from 'zod';
import { instantOf } from '../../domain/time.ts';
import type { Flows, SyncResult } from '../../flows/types.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { count, dayOrInstant, instant, reason } from './shapes.ts';
import { windowOf } from './window.ts';

const window = z.object({ from: instant, to: instant });
const synced = z.object({
  window,
  events: count,
  newPayments: count,
  changedPayments: count,
  dryRun: z.boolean(),
});
const syncState = z.object({
  configured: z.boolean(),
  on: z.boolean(),
  intervalMinutes: z.number(),
  underWay: z.boolean(),
  completeUntil: instant.nullable(),
  nextAt: instant.nullable(),
});

/** `all`, `notifications`, `sync`, `purchases` or a destination. */
const scope = z.string().max(40).nullish();

/** What cannot be stopped by itself stops everything. */
async function stopSafely(flows: Flows, ...[actor, why, options]: Parameters<Flows['stop']>) {
  const result = await flows.stop(actor, why, options);
  const isUnknown = !result.ok && result.reason === 'not_found';
  return must(isUnknown ? await flows.stop(actor, why, { ...options, scope: 'all' }) : result);
}

/** The kill switch. Stopping is the safe direction: nothing in its body can make it fail. */
export function emergencyRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'post',
      path: '/api/emergency-stop',
      scope: 'write:ops',
      summary: 'Hold all messages and sweeps at once, or a part of them; inbound payments are still stored',
      body: z.object({ reason: reason.catch(null), scope: scope.catch('all'), until: instant.nullish().catch(null) }),
      lenient: true,
      answer: z.object({
        state: z.enum(['stopped', 'running']),
        scope: z.string(),
        stop: z.looseObject({}),
        held: count,
      }),
      run: async ({ actor, body }) => {
        const until = body.until ? instantOf(Date.parse(body.until)) : null;
        const options = { scope: body.scope ?? 'all', until };
        const { state, held, part } = await stopSafely(flows, actor, body.reason ?? null, options);
        return { state: state.stopped ? 'stopped' : 'running', scope: part?.scope ?? 'all', stop: part ?? state, held };
      },
    }),
    operation({
      method: 'post',
      path: '/api/emergency-resume',
      scope: 'write:ops',
      summary:
        'Go on: send what was held (drain), spread over a time (paced), as one digest a chat, or discard the messages of it',
      body: z.object({
        mode: z.enum(['drain', 'paced', 'digest', 'discard']).default('drain'),
        scope: z.string().max(40).default('all'),
        olderThanHours: z.number().positive().max(8_760).optional(),
        overMinutes: z.number().positive().max(1_440).optional(),
      }),
      answer: z.object({ state: z.enum(['running', 'stopped']), mode: z.string(), held: count, count }),
      run: async ({ actor, body: { mode, scope: part, olderThanHours, overMinutes } }) => {
        const options = {
          scope: part,
          ...(olderThanHours !== undefined && { olderThanHours }),
          ...(overMinutes !== undefined && { overMinutes }),
        };
        const { held, count: dealtWith } = must(await flows.resume(actor, mode, options));
        const { state } = await flows.status();
        return { state: state === 'stopped' ? 'stopped' : 'running', mode, held, count: dealtWith };
      },
    }),
  ];
}

/** Sweeps by hand and what they stand at. */
export function syncRoutes(flows: Flows, zone: string): readonly Route[] {
  const sweep = async (actor: Token) => {
    const result = await flows.sweep(actor);
    if (result) return syncBody(result);
    const { sync } = must(await flows.syncState(alsoReading(actor)));
    if (!sync.configured) throw new Problem('not_found', { detail: 'No payment provider is configured.' });
    throw new Problem('conflict', { detail: 'Everything is stopped, or a resync is under way.' });
  };
  return [
    operation({
      method: 'post',
      path: '/api/sync-payments',
      scope: 'write:ops',
      summary: 'Sweep the provider now',
      costly: true,
      answer: synced,
      run: ({ actor }) => sweep(actor),
    }),
    operation({
      method: 'post',
      path: '/api/full-resync',
      scope: 'write:ops',
      summary: 'Read a window from the provider again, quietly; with dryRun only count what would change',
      costly: true,
      body: z.object({ from: dayOrInstant, to: dayOrInstant, dryRun: z.boolean().default(false) }),
      answer: synced,
      run: async ({ actor, body: { from, to, dryRun } }) => {
        const asked = windowOf(from, to, zone);
        if (!asked) throw new Problem('invalid', { detail: 'from must be before to.' });
        return syncBody(must(await flows.resync(actor, asked, dryRun)));
      },
    }),
    operation({
      method: 'get',
      path: '/auto-sync',
      scope: 'write:ops',
      summary: 'Whether timed sweeps run, until when the data is complete, and when the next one is',
      answer: syncState,
      run: async ({ actor }) => must(await flows.syncState(alsoReading(actor))).sync,
    }),
    operation({
      method: 'post',
      path: '/auto-sync',
      scope: 'write:ops',
      summary: 'Start a sweep now',
      costly: true,
      answer: synced,
      run: ({ actor }) => sweep(actor),
    }),
    operation({
      method: 'get',
      path: '/api/sync-locks',
      scope: 'write:ops',
      summary: 'What workers hold just now: deliveries under lease, the sweep, running slots',
      answer: z.object({
        leases: z.array(z.object({ destination: z.string(), state: z.string(), count, until: instant.nullable() })),
        sweep: z.object({ underWay: z.boolean() }),
        slots: z.array(z.object({ job: z.string(), slot: z.string(), startedAt: instant })),
      }),
      run: async ({ actor }) => must(await flows.syncLocks(alsoReading(actor))).locks,
    }),
  ];
}

type Token = Extract<Parameters<Flows['syncState']>[0], { kind: 'token' }>;

/** Seeing what one may change is part of changing it, so `write:ops` alone suffices. */
export function alsoReading(actor: Token): Token {
  return { ...actor, scopes: [...actor.scopes, 'read:ops'] };
}

function syncBody({ window: read, events, newPayments, changedPayments, dryRun }: SyncResult) {
  return { window: read, events, newPayments, changedPayments, dryRun };
}
