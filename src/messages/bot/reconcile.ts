import type { DriftCount } from '../../domain/drift.ts';
import type { Window } from '../../domain/ports.ts';
import { oneLine } from '../../lib/html.ts';
import { type Block, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { act } from './buttons.ts';
import { dateTimeText, type Reader } from './local-time.ts';
import { confirmMessage, type RunShown, runBlock, runButtons } from './runs.ts';

export type ComparisonShown = RunShown &
  Readonly<{
    summary: Readonly<{ window?: Window | null; looked?: number; counts?: readonly DriftCount[]; drifts?: number }>;
  }>;

/** The one line of the morning report. */
export function reconcileLine({ summary }: ComparisonShown, { locale }: Reader): string {
  const { drifts = 0, looked = 0 } = summary;
  return drifts === 0
    ? text(locale, 'reconcile-green', { looked })
    : text(locale, 'reconcile-red', { count: drifts, looked });
}

/** What differs by cause; with `repair` where something can be put right, and this person may. */
export function comparisonMessage(run: ComparisonShown, repair: string | null, reader: Reader): Message {
  const { locale, zone } = reader;
  const { window, counts = [] } = run.summary;
  const period = window
    ? text(locale, 'reconcile-period', { from: dateTimeText(window.from, zone), to: dateTimeText(window.to, zone) })
    : text(locale, 'reconcile-whole-sheet');
  const isCompared = run.summary.looked !== undefined;
  const blocks: Block[] = [{ kind: 'heading', text: text(locale, 'reconcile-title') }, textBlock(period)];
  if (isCompared) {
    const causes = counts.flatMap((one) => causeLines(one, reader));
    blocks.push({ kind: 'lines', lines: [[plain(reconcileLine(run, reader))], ...causes] });
  }
  if (run.state !== 'planned') blocks.push(runBlock(run, reader));
  const label = text(locale, 'reconcile-button-repair', { count: run.counts.planned });
  const isOffered = repair !== null && run.state === 'planned' && run.counts.planned > 0;
  return { blocks, buttons: [...(isOffered ? [[act(label, repair)]] : []), ...runButtons(run, reader)] };
}

/** Older comparisons named nobody. */
function causeLines({ place, cause, count, repairable, some = [] }: DriftCount, { locale }: Reader): readonly Line[] {
  const what = text(locale, `drift-${place}-${cause}`);
  if (repairable) return [[plain(text(locale, 'reconcile-line', { what, count }))]];
  const named = some.map((one): Line => [code(oneLine(one))]);
  const rest: Line[] = some.length < count && some.length > 0 ? [[plain('…')]] : [];
  return [[plain(text(locale, 'reconcile-person', { what, count }))], ...named, ...rest];
}

export function repairQuestion(run: RunShown, ids: Readonly<{ yes: string; no: string }>, reader: Reader): Message {
  const count = run.counts.planned;
  const question = text(reader.locale, 'reconcile-repair-question', { count });
  return confirmMessage([question], text(reader.locale, 'reconcile-repair-yes', { count }), ids, reader);
}
