import { z } from 'zod';
import { periodOf } from '../../domain/reconcile-period.ts';
import { instantOf } from '../../domain/time.ts';
import type { RunStatus } from '../../flows/mend.ts';
import type { Flows } from '../../flows/types.ts';
import type { TokenActor } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { alsoReading } from './control.ts';
import { run, runBody } from './runs.ts';
import { count, dayOrInstant, instant } from './shapes.ts';
import { windowOf } from './window.ts';

/** Before there was any provider. */
const firstDay = '1970-01-02';
const period = z.object({ from: dayOrInstant, to: dayOrInstant });

/** Provider, ledger and sheet against each other; what differs is repaired only when asked, and can be undone. */
export function reconcileRoutes({ flows, config, clock }: HttpDeps): readonly Route[] {
  const { businessTimeZone: zone, historyFrom } = config;
  const now = () => instantOf(clock.nowMs());
  const usual = (given: string | undefined) => (given === undefined ? periodOf('', now(), { name: zone }) : null);
  return [
    operation({
      method: 'post',
      path: '/api/reconcile',
      scope: 'write:ops',
      summary:
        'Compare a period line by line, yesterday and today where none is given; with repair put right what can be; with id go on with a comparison',
      costly: true,
      body: z.object({
        ...period.partial().shape,
        repair: z.boolean().default(false),
        id: z.string().max(60).optional(),
      }),
      answer: run,
      run: async ({ actor, body: { from, to, repair, id } }) => {
        if (id !== undefined)
          return answer(flows, actor, must(await flows.findRun(alsoReading(actor), id)).run, repair);
        const window = from && to ? windowOf(from, to, zone) : usual(from ?? to);
        if (!window) throw new Problem('invalid', { detail: 'from and to go together, and from must be before to.' });
        return answer(flows, actor, must(await flows.reconcile(actor, window)).run, repair);
      },
    }),
    operation({
      method: 'post',
      path: '/api/fix-sheets-data',
      scope: 'write:ops',
      summary: 'Write our columns of all rows anew from the ledger',
      costly: true,
      body: z.object({ dryRun: z.boolean().default(true), id: z.string().max(60).optional() }),
      answer: run,
      run: async ({ actor, body: { dryRun, id } }) => {
        const found =
          id === undefined ? await flows.reconcile(actor, null) : await flows.findRun(alsoReading(actor), id);
        return answer(flows, actor, must(found).run, !dryRun);
      },
    }),
    operation({
      method: 'post',
      path: '/api/load-existing',
      scope: 'write:ops',
      summary:
        'Read the history of a period (from HISTORY_FROM until now where none is given) from the provider, quietly, and the rows that the sheet has',
      costly: true,
      body: z.object({ ...period.partial().shape, dryRun: z.boolean().default(false) }),
      answer: z.object({
        window: z.object({ from: instant, to: instant }),
        events: count,
        newPayments: count,
        changedPayments: count,
        sheetRows: count.nullable(),
        dryRun: z.boolean(),
      }),
      run: async ({ actor, body: { from, to, dryRun } }) => {
        const window = windowOf(from ?? historyFrom ?? firstDay, to ?? now(), zone);
        if (!window) throw new Problem('invalid', { detail: 'from must be before to.' });
        const { ok: _ok, ...loaded } = must(await flows.loadExisting(actor, window, dryRun));
        return loaded;
      },
    }),
  ];
}

/** Only a finished comparison can be repaired; one that still runs is asked for again by its id. */
async function answer(flows: Flows, actor: TokenActor, found: RunStatus, repair: boolean) {
  const isReady = repair && found.state === 'planned' && found.counts.planned > 0;
  return runBody(isReady ? must(await flows.startRun(actor, found.id)).run : found);
}
