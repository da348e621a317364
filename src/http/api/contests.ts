import { z } from 'zod';
import type { Contest } from '../../domain/contests/contest.ts';
import { readContest } from '../../domain/contests/document.ts';
import type { ContestState } from '../../flows/contests/types.ts';
import type { HttpDeps } from '../deps.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { count, instant, page } from './shapes.ts';

const words = z.object({ ru: z.string(), en: z.string() });
const time = z
  .string()
  .max(40)
  .meta({ description: 'An instant, or a local time of the zone', example: '2026-12-01 10:00' });
/** Its shape; what it means is checked by the domain, field by field. */
const contest = z.object({
  code: z.string(),
  title: words,
  startsAt: time,
  endsAt: time,
  zone: z.string().optional(),
  attributionWindowDays: count,
  holdDays: count,
  rules: z.object({ selfPurchase: z.boolean(), inviteePayment: z.boolean(), renewals: z.boolean() }),
  ticketsByPlan: z.record(z.string(), count).optional(),
  prizes: z.array(z.object({ place: count, title: z.union([z.string(), words]) })),
  texts: words.nullable().optional(),
  winnerTexts: words.nullable().optional().describe('What each winner reads in a message of his own'),
  limits: z.object({ ticketsPerPerson: count.nullable() }).optional(),
  publishTo: z.string().nullable().optional(),
  active: z.boolean(),
});
const told = contest.extend({
  seedHash: z.string(),
  outsideRule: z.string(),
  roundUrl: z
    .string()
    .nullable()
    .describe('Where the value that decides is found; null while the entries are not public'),
  draw: z
    .object({
      state: z.enum(['frozen', 'published', 'drawn']),
      entriesHash: z.string(),
      publishedAt: instant.nullable(),
      announcedAt: instant.nullable(),
      winners: z.array(z.object({ place: count, telegramId: z.string() })),
    })
    .nullable(),
});
const code = z.object({ code: z.string().max(32) });
const done = z.object({ ok: z.literal(true) });
const entry = z.object({
  delta: z.int(),
  reason: z.string(),
  orderId: z.string().nullable(),
  at: instant,
  cause: z.string(),
});
const signal = z.object({
  kind: z.string(),
  subjectId: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
  seenAt: instant,
  reviewedBy: z.string().nullable(),
});

function bodyOf({ contest: one, seedHash, outsideRule, roundUrl, draw }: ContestState) {
  const drawn = draw && {
    ...{ state: draw.state, entriesHash: draw.entriesHash, publishedAt: draw.publishedAt },
    ...{ announcedAt: draw.announcedAt, winners: draw.winners },
  };
  return { ...one, seedHash, outsideRule, roundUrl, draw: drawn };
}

function parsed(document: object, zone: string): Contest {
  const read = readContest(document, { zone });
  if (!read.ok)
    throw new Problem('invalid', { detail: `These fields cannot be as they are: ${read.mistakes.join(', ')}` });
  return read.contest;
}

/** Contests, their entries and what is owed, for the team's programs. */
export function contestRoutes({ flows, config }: Pick<HttpDeps, 'flows' | 'config'>): readonly Route[] {
  const zone = config.businessTimeZone;
  return [
    operation({
      method: 'get',
      path: '/v1/admin/contests',
      scope: 'read:ops',
      summary: 'All contests, the newest first',
      answer: z.object({ items: z.array(told), nextCursor: z.string().nullable() }),
      run: async ({ actor }) => {
        const { contests } = must(await flows.listContests(actor));
        return { items: contests.map(bodyOf), nextCursor: null };
      },
    }),
    operation({
      method: 'post',
      path: '/v1/admin/contests',
      scope: 'admin',
      summary: 'Make a contest; switched on, the hash of its seed and the rule of its draw are published',
      body: contest,
      answer: told,
      run: async ({ actor, body }) => bodyOf(must(await flows.createContest(actor, parsed(body, zone))).state),
    }),
    operation({
      method: 'put',
      path: '/v1/admin/contests/:code',
      scope: 'admin',
      summary: 'Change a contest; once it has begun, only its words, its place and whether it is on',
      params: code,
      body: contest.partial({ code: true }),
      answer: told,
      run: async ({ actor, params, body }) => {
        if (body.code !== undefined && body.code !== params.code)
          throw new Problem('invalid', { detail: 'code: fixed' });
        const wanted = parsed({ ...body, code: params.code }, zone);
        return bodyOf(must(await flows.changeContest(actor, wanted)).state);
      },
    }),
    entriesRoute(flows),
    ...careRoutes(flows),
    ...drawRoutes(flows),
    ...openRoutes(flows),
  ];
}

function entriesRoute(flows: HttpDeps['flows']): Route {
  return operation({
    method: 'get',
    path: '/v1/admin/contests/:code/entries',
    scope: 'read:ops',
    summary: 'Everybody with tickets, and why, in the order of their ids',
    params: code,
    query: z.object(page),
    answer: z.object({
      items: z.array(z.object({ telegramId: z.string(), tickets: z.int(), ledger: z.array(entry) })),
      nextCursor: z.string().nullable(),
    }),
    run: async ({ actor, params, query }) => {
      const asked = { limit: query.limit, cursor: query.cursor ?? null };
      const { items, nextCursor } = must(await flows.contestEntries(actor, params.code, asked));
      return {
        nextCursor,
        items: items.map(({ telegramId, tickets, ledger }) => ({
          ...{ telegramId, tickets },
          ledger: ledger.map(({ delta, reason, orderId, at, cause }) => ({ delta, reason, orderId, at, cause })),
        })),
      };
    },
  });
}

/** What somebody has to look at or put right. */
function careRoutes(flows: HttpDeps['flows']): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/v1/admin/award-retry-stats',
      scope: 'read:ops',
      summary: 'Tickets that are still owed, the next to be tried first',
      answer: z.object({
        queueSize: count,
        items: z.array(
          z.object({
            ...{ telegramId: z.string(), orderId: z.string(), attemptCount: count },
            ...{ lastAttemptAt: instant.nullable(), nextAt: instant, error: z.string().nullable() },
          }),
        ),
      }),
      run: async ({ actor }) => {
        const { queueSize, items } = must(await flows.awardRetryStats(actor));
        return {
          queueSize,
          items: items.map(({ telegramId, orderId, attempts, lastAt, nextAt, error }) => ({
            ...{ telegramId, orderId, attemptCount: attempts, lastAttemptAt: lastAt, nextAt, error },
          })),
        };
      },
    }),
    operation({
      method: 'get',
      path: '/v1/admin/contests/:code/signals',
      scope: 'read:ops',
      summary: 'What somebody should look at; nothing follows from it by itself',
      params: code,
      answer: z.object({ items: z.array(signal), nextCursor: z.string().nullable() }),
      run: async ({ actor, params }) => {
        const { signals } = must(await flows.contestSignals(actor, params.code));
        const items = signals.map(({ kind, subjectId, detail, seenAt, reviewedBy }) => ({
          ...{ kind, subjectId, detail, seenAt, reviewedBy },
        }));
        return { items, nextCursor: null };
      },
    }),
    operation({
      method: 'post',
      path: '/v1/admin/contests/:code/corrections',
      scope: 'admin',
      summary: "Put somebody's tickets right, with a reason; a second person has to allow it",
      params: code,
      body: z.object({ telegramId: z.string().max(20), delta: z.int(), reason: z.string().min(1).max(200) }),
      answer: done,
      run: async ({ actor, params, body }) =>
        must(await flows.correctTickets(actor, { contest: params.code, ...body })),
    }),
  ];
}

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `must be ${digits} hex digits`);
const beaconDetails = {
  another_round: 'round: not the one that decides; see outsideRule and publishedAt.',
  not_its_hash: 'randomness: not the hash of the signature.',
  not_signed: 'signature: not the network’s own for this round.',
  too_early: 'The round is still to come.',
} as const;

function drawRoutes(flows: HttpDeps['flows']): readonly Route[] {
  return [
    operation({
      method: 'post',
      path: '/v1/admin/contests/:code/draw',
      scope: 'admin',
      summary: 'Draw with the value of the round that decides, as drand answers it; nobody is told yet',
      params: code,
      body: z.looseObject({ round: z.int().min(1), randomness: hex(64), signature: hex(96) }),
      lenient: true,
      answer: z.object({ winners: z.array(z.object({ place: count, telegramId: z.string() })) }),
      run: async ({ actor, params, body: { round, randomness, signature } }) => {
        const result = await flows.drawContest(actor, params.code, { round, randomness, signature });
        if (!result.ok && result.reason in beaconDetails)
          throw new Problem('invalid', { detail: beaconDetails[result.reason as keyof typeof beaconDetails] });
        return { winners: must(result as Exclude<typeof result, { reason: keyof typeof beaconDetails }>).draw.winners };
      },
    }),
    operation({
      method: 'post',
      path: '/v1/admin/contests/:code/announce',
      scope: 'admin',
      summary: 'Publish winners and proof; there is no way back',
      params: code,
      answer: done,
      run: async ({ actor, params }) => {
        must(await flows.announceDraw(actor, params.code));
        return { ok: true };
      },
    }),
    operation({
      method: 'post',
      path: '/v1/admin/contests/:code/undo-draw',
      scope: 'admin',
      summary: 'Undo what nobody was told of; a second person has to allow it',
      params: code,
      answer: done,
      run: async ({ actor, params }) => must(await flows.undoDraw(actor, params.code)),
    }),
  ];
}

/** The published files, for anybody: byte for byte what the hashes are of. */
function openRoutes(flows: HttpDeps['flows']): readonly Route[] {
  const open = (path: string, summary: string, answer: Route['answer'], handle: Route['handle']): Route => ({
    ...{ method: 'get', path, scope: null, summary, answer, handle },
  });
  return [
    open('/contests/:code/entries.txt', 'The final entries of a contest', 'text/plain', async (req, res) => {
      const draw = await flows.publicDraw(String(req.params['code']));
      if (!draw || draw.file === null) throw new Problem('not_found');
      res.type('text/plain').send(draw.file);
    }),
    open('/contests/:code/proof.json', 'The proof of its draw', z.looseObject({}), async (req, res) => {
      const draw = await flows.publicDraw(String(req.params['code']));
      if (!draw?.proof) throw new Problem('not_found');
      res.json(draw.proof);
    }),
  ];
}
