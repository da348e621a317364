import type { Outcome } from './outcomes.ts';
import { SourceError } from './ports.ts';
import { SheetError } from './sheet-book.ts';

/** Why work of many steps could not go on, or a part of it was not looked at: words of ours, never the other side's. */
export const runTroubles = [
  'provider_away',
  'provider_refused',
  'provider_unreadable',
  'provider_said_no',
  'sheet_away',
  'sheet_refused',
  'sheet_missing',
  'own',
] as const;
export type RunTrouble = (typeof runTroubles)[number];

const passing: readonly Outcome[] = ['not_sent', 'told_when', 'ambiguous'];
const missing: readonly string[] = ['tab_missing', 'header_missing', 'document_missing'];
/** The provider answered, and what it says of this one object is of no use: the rest may well be readable. */
const ofOneObject: readonly Outcome[] = ['gone', 'ours', 'unrecognised'];

/** It may well work when tried again. */
export function isPassing(error: unknown): error is SheetError | SourceError {
  return (error instanceof SheetError || error instanceof SourceError) && passing.includes(error.outcome);
}

export function isOfOneObject(error: unknown): error is SourceError {
  return error instanceof SourceError && ofOneObject.includes(error.outcome);
}

export function troubleOf(error: unknown): RunTrouble {
  if (error instanceof SourceError) {
    if (passing.includes(error.outcome)) return 'provider_away';
    return error.outcome === 'config' ? 'provider_refused' : 'provider_unreadable';
  }
  if (!(error instanceof SheetError)) return 'own';
  if (passing.includes(error.outcome)) return 'sheet_away';
  return missing.includes(error.code) ? 'sheet_missing' : 'sheet_refused';
}

/** What older runs wrote down was somebody else's sentence: it is not shown. */
export function knownTrouble(detail: string): RunTrouble {
  return runTroubles.find((known) => known === detail) ?? 'own';
}
