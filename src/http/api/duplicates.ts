import { z } from 'zod';
import { type Finding, findingKinds } from '../../domain/findings.ts';
import { runTroubles } from '../../domain/run-troubles.ts';
import type { Scan } from '../../flows/find-duplicates.ts';
import type { Flows } from '../../flows/types.ts';
import type { TokenActor } from '../auth.ts';
import { must } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { alsoReading } from './control.ts';
import { nothingToDo, run, runBody } from './runs.ts';
import { count, instant, money, page } from './shapes.ts';

const kind = z.enum(findingKinds);
const sheetKinds = ['doubled_row', 'merged_row', 'foreign_row'] as const;
const summary = z.object({
  kind,
  count,
  removable: count.meta({ description: 'Rows that cleaning would take away' }),
  automatic: count.meta({ description: 'Of them, those that the night takes by itself' }),
  amounts: z.array(money),
});
const finding = z.object({
  id: z.string(),
  kind,
  strength: z.enum(['certain', 'strong', 'weak']),
  reason: z.string(),
  evidence: z.array(z.string()),
  amount: money.nullable(),
  subjects: z.array(z.string()),
});
const scanned = z.object({
  at: instant,
  sheetRows: count.nullable(),
  sheetTrouble: z.enum(runTroubles).nullable().meta({ description: 'Why the sheet was not looked at' }),
  isCut: z.boolean(),
  kinds: z.array(summary),
});
/** How many findings were listed before. */
const place = z.string().regex(/^\d{1,9}$/, 'must be a nextCursor');
const cache = z.object({ rows: count, complete: z.boolean() });

/** What is doubled in the sheet and in the ledger; cleaning is previewed, confirmed and undone. */
export function duplicateRoutes(flows: Flows): readonly Route[] {
  return [...findRoutes(flows), ...cacheRoutes(flows), ...cleanRoutes(flows)];
}

function findRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/check-duplicates',
      scope: 'read:ops',
      summary: 'How much is doubled, by kind',
      costly: true,
      answer: scanned,
      run: async ({ actor }) => scanBody(must(await flows.findDuplicates(actor)).scan),
    }),
    operation({
      method: 'get',
      path: '/api/duplicates/find',
      scope: 'read:ops',
      summary: 'Every finding with its reason and evidence',
      costly: true,
      query: z.object({ ...page, cursor: place.optional(), kind: kind.optional() }),
      answer: z.object({ items: z.array(finding), nextCursor: z.string().nullable() }),
      run: async ({ actor, query }) => {
        const isFirst = query.cursor === undefined;
        const { scan } = must(await (isFirst ? flows.findDuplicates(actor) : flows.keptDuplicates(actor)));
        return pageOf(scan, query.kind ?? null, Number(query.cursor ?? 0), query.limit);
      },
    }),
  ];
}

function scanBody({ at, sheetRows, sheetTrouble, isCut, kinds }: Scan) {
  return { at, sheetRows, sheetTrouble, isCut, kinds };
}

function pageOf({ findings }: Scan, wanted: Finding['kind'] | null, from: number, limit: number) {
  const own = findings.filter((one) => wanted === null || one.kind === wanted);
  const items = own.slice(from, from + limit).map(({ id, kind: of, strength, reason, evidence, amount, subjects }) => ({
    id,
    kind: of,
    strength,
    reason,
    evidence,
    amount,
    subjects,
  }));
  return { items, nextCursor: from + limit < own.length ? String(from + limit) : null };
}

function cacheRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/duplicates/cache-stats',
      scope: 'read:ops',
      summary: 'How many rows of the sheet are remembered by key',
      answer: cache,
      run: async ({ actor }) => must(await flows.rowCache(actor)).cache,
    }),
    operation({
      method: 'post',
      path: '/api/duplicates/refresh-cache',
      scope: 'write:ops',
      summary: 'Read the key column of the sheet again',
      costly: true,
      answer: cache,
      run: async ({ actor }) => must(await flows.refreshRowCache(actor)).cache,
    }),
  ];
}

function cleanRoutes(flows: Flows): readonly Route[] {
  const clean = (path: string, words: string, onlyAutomatic: boolean) =>
    operation({
      method: 'post',
      path,
      scope: 'write:ops',
      summary: words,
      costly: true,
      body: z.object({
        dryRun: z.boolean().default(true),
        id: z.string().max(60).optional().meta({ description: 'A preview, to be done exactly as it was shown' }),
        kinds: z.array(z.enum(sheetKinds)).default(['doubled_row']),
      }),
      answer: run,
      run: async ({ actor, body }) => cleanUp(flows, actor, { ...body, onlyAutomatic }),
    });
  return [
    clean('/api/clean-duplicates', 'Cut rows that need nobody’s judgement to the tab of duplicates', true),
    clean('/api/fix-duplicates', 'Cut all doubled rows of these kinds to the tab of duplicates', false),
    operation({
      method: 'post',
      path: '/api/duplicates/undo/:id',
      scope: 'write:ops',
      summary: 'Put back what a run changed, to where it was',
      costly: true,
      params: z.object({ id: z.string().max(60) }),
      answer: run,
      run: async ({ actor, params }) => runBody(must(await flows.undoRun(actor, params.id)).run),
    }),
    operation({
      method: 'get',
      path: '/api/runs/:id',
      scope: 'write:ops',
      summary: 'How far a cleaning, comparison or repair is',
      params: z.object({ id: z.string().max(60) }),
      answer: run,
      run: async ({ actor, params }) => runBody(must(await flows.findRun(alsoReading(actor), params.id)).run),
    }),
  ];
}

type Wish = Readonly<{
  dryRun: boolean;
  id?: string | undefined;
  kinds: readonly Finding['kind'][];
  onlyAutomatic: boolean;
}>;

async function cleanUp(flows: Flows, actor: TokenActor, { dryRun, id, kinds, onlyAutomatic }: Wish) {
  const planned = id ?? must(await flows.planClean(actor, { kinds, onlyAutomatic })).run?.id;
  if (planned === undefined) return nothingToDo;
  if (dryRun) return runBody(must(await flows.findRun(alsoReading(actor), planned)).run);
  return runBody(must(await flows.startRun(actor, planned)).run);
}
