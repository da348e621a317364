import type { DriftCount } from '../domain/drift.ts';
import { periodOf } from '../domain/reconcile-period.ts';
import type { RunStatus } from '../flows/mend.ts';
import { type Arguments, parseWindow } from './arguments.ts';
import { type CliContext, host, must, show, type Verb } from './verb.ts';

/** A command waits for the end, however long it takes. */
const patient = { waitMs: 24 * 3_600_000 };

function lines({ id, state, summary, counts, detail }: RunStatus): readonly string[] {
  const { drifts = 0, looked = 0 } = summary as { drifts?: number; looked?: number };
  const causes = (summary['counts'] ?? []) as readonly DriftCount[];
  return [
    drifts === 0 ? `green: ${looked} lines agree` : `red: ${drifts} differences in ${looked} lines`,
    ...causes.map(
      ({ place, cause, count, repairable }) => `  ${place} ${cause}: ${count}${repairable ? '' : ' (for a person)'}`,
    ),
    ...(counts.done + counts.skipped > 0 ? [`repaired ${counts.done}, left alone ${counts.skipped}; run ${id}`] : []),
    ...(state === 'failed' ? [`it could not go on: ${detail ?? ''}`] : []),
  ];
}

/** Exit 1: something differs, and was not repaired. */
async function reconcile(context: CliContext, args: Arguments): Promise<number> {
  const isWhole = args.from === undefined && args.to === undefined;
  const window = (isWhole && periodOf('', context.now(), context.zone)) || parseWindow(args, context.zone);
  const compared = must(await context.flows.reconcile(host, window, patient)).run;
  const isToRepair = args.repair && compared.state === 'planned' && compared.counts.planned > 0;
  const run = isToRepair ? must(await context.flows.startRun(host, compared.id, patient)).run : compared;
  show(context, args, { ...run }, lines(run));
  const left = run.counts.planned + run.counts.told + run.counts.skipped;
  return run.state === 'failed' || left > 0 ? 1 : 0;
}

export const mendVerbs: Readonly<Record<string, Verb>> = {
  reconcile: {
    usage: 'reconcile [--from <day> --to <day>] [--repair]',
    does: 'compare Stripe, books and sheet line by line (yesterday and today where nothing is said); repair what can be',
    run: reconcile,
  },
};
