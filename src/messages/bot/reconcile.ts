import type { DriftCount } from '../../domain/drift.ts';
import type { Window } from '../../domain/ports.ts';
import { type Block, type Message, textBlock } from '../message.ts';
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
  if (isCompared) blocks.push(textBlock(reconcileLine(run, reader), ...counts.map((one) => causeLine(one, reader))));
  if (run.state !== 'planned') blocks.push(runBlock(run, reader));
  const label = text(locale, 'reconcile-button-repair', { count: run.counts.planned });
  const isOffered = repair !== null && run.state === 'planned' && run.counts.planned > 0;
  return { blocks, buttons: [...(isOffered ? [[act(label, repair)]] : []), ...runButtons(run, reader)] };
}

function causeLine({ place, cause, count, repairable }: DriftCount, { locale }: Reader): string {
  const what = text(locale, `drift-${place}-${cause}`);
  return repairable
    ? text(locale, 'reconcile-line', { what, count })
    : text(locale, 'reconcile-person', { what, count });
}

export function repairQuestion(run: RunShown, ids: Readonly<{ yes: string; no: string }>, reader: Reader): Message {
  const count = run.counts.planned;
  const question = text(reader.locale, 'reconcile-repair-question', { count });
  return confirmMessage([question], text(reader.locale, 'reconcile-repair-yes', { count }), ids, reader);
}
