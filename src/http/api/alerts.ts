import { z } from 'zod';
import { type AlertFinding, levels } from '../../domain/alerts/finding.ts';
import { type Incident, incidentStates } from '../../domain/alerts/incident.ts';
import { ruleNames } from '../../domain/alerts/rule.ts';
import { type Instant, instantOf, minuteMs, plusMs } from '../../domain/time.ts';
import type { Flows } from '../../flows/types.ts';
import type { Clock } from '../../lib/clock.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { count, instant, page, reason } from './shapes.ts';

const slice = z.object({ dimension: z.string(), value: z.string() });
const expected = z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() });
export const finding = z.object({
  rule: z.enum(ruleNames),
  slice,
  level: z.enum(levels),
  since: instant,
  until: instant,
  unit: z
    .enum(['money', 'count', 'share', 'time'])
    .meta({ description: 'Of the numbers: minor units, things, a share of 1, milliseconds' }),
  actual: z.number(),
  expected: expected.nullable(),
  changePercent: z.number().nullable(),
  currency: z.string().nullable(),
  causes: z.array(z.object({ dimension: z.string(), value: z.string(), changeMinor: z.number(), share: z.number() })),
  firstStep: z.string(),
});
const act = z.object({ by: z.string().nullable(), at: instant });
const incident = z.object({
  id: z.string(),
  state: z.enum(incidentStates),
  level: z.enum(levels),
  worst: z.enum(levels),
  openedAt: instant,
  since: instant,
  foundAt: instant,
  found: count,
  acked: act.nullable(),
  silencedUntil: instant.nullable(),
  resolved: act.nullable(),
  finding,
});
const counts = z.object({ firing: count, acked: count, silenced: count, critical: count, warning: count, info: count });
const id = z.object({ id: z.string().max(60) });

export function findingBody({
  zone: _zone,
  period: _period,
  revenue: _revenue,
  forecastMinor: _forecast,
  ...told
}: AlertFinding) {
  return told;
}

function incidentBody({ silence, fingerprint: _f, remindAt: _r, groupId: _g, finding: found, ...told }: Incident) {
  return { ...told, silencedUntil: silence?.until ?? null, finding: findingBody(found) };
}

/** Incidents of the business: what was, what is, and what people do about it. */
export function alertRoutes(flows: Flows, clock: Clock): readonly Route[] {
  return [...lookRoutes(flows), ...changeRoutes(flows, clock)];
}

function lookRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/alerts/history',
      scope: 'read:ops',
      summary: 'Incidents, the newest first',
      query: z.object({
        ...page,
        state: z.enum(incidentStates).optional(),
        level: z.enum(levels).optional(),
        rule: z.enum(ruleNames).optional(),
      }),
      answer: z.object({ items: z.array(incident), nextCursor: z.string().nullable() }),
      run: async ({ actor, query: { limit, cursor, state, level, rule } }) => {
        const filter = { ...(state && { state }), ...(level && { level }), ...(rule && { rule }) };
        const { incidents } = must(await flows.alertHistory(actor, filter, cursor ?? null, limit));
        const last = incidents.length === limit ? incidents.at(-1) : undefined;
        return { items: incidents.map(incidentBody), nextCursor: last?.id ?? null };
      },
    }),
    operation({
      method: 'get',
      path: '/api/alerts/dashboard',
      scope: 'read:ops',
      summary: 'How many are open, how fast they are taken, and which rules speak most',
      answer: z.object({
        at: instant,
        open: counts,
        openedLastDay: count,
        openedLastWeek: count,
        meanAckMs: count.nullable(),
        meanResolveMs: count.nullable(),
        byRule: z.array(z.object({ rule: z.string(), count })),
        silences: count,
        items: z.array(incident),
      }),
      run: async ({ actor }) => {
        const { dashboard, incidents } = must(await flows.alertDashboard(actor));
        return { ...dashboard, items: incidents.map(incidentBody) };
      },
    }),
  ];
}

function changeRoutes(flows: Flows, clock: Clock): readonly Route[] {
  const changed = z.object({ changed: count, items: z.array(incident) });
  const change = (verb: 'ack' | 'resolve', summary: string) =>
    operation({
      method: 'post',
      path: `/api/alerts/:id/${verb}`,
      scope: 'write:ops',
      summary,
      params: id,
      answer: changed,
      run: async ({ actor, params }) => {
        const done = must(await (verb === 'ack' ? flows.ackAlert : flows.resolveAlert)(actor, params.id));
        return { changed: done.changed.length, items: done.incidents.map(incidentBody) };
      },
    });
  return [
    change('ack', 'Take an incident: reminders end'),
    change('resolve', 'Close an incident; found again, it is believed for the cooldown'),
    operation({
      method: 'post',
      path: '/api/alerts/:id/silence',
      scope: 'write:ops',
      summary: 'Tell nobody of what this incident is about, for a while',
      params: id,
      body: z.object({
        minutes: z.int().min(1).max(43_200).optional().meta({ description: '60 where neither is given' }),
        until: instant.optional(),
        reason,
      }),
      answer: z.object({ id: z.string(), until: instant, changed: count, items: z.array(incident) }),
      run: async ({ actor, params, body }) => {
        if (body.minutes !== undefined && body.until !== undefined)
          throw new Problem('invalid', { detail: 'minutes or until, not both' });
        const until = (body.until ?? plusMs(instantOf(clock.nowMs()), (body.minutes ?? 60) * minuteMs)) as Instant;
        const done = must(await flows.silenceAlert(actor, params.id, until, body.reason ?? null));
        const items = done.incidents.map(incidentBody);
        return { id: done.silence.id, until: done.silence.until, changed: items.length, items };
      },
    }),
  ];
}
