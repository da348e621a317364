import type { InTwoLanguages } from '../shop/plan.ts';
import type { Instant } from '../time.ts';

type About = Readonly<{ code: string; title: InTwoLanguages; zone: string }>;

/** The frozen file, where it stands and how long it is; absent in what was said before it was told. */
type EntriesFile = Readonly<{ url: string; bytes: number }>;

/** What a contest publishes, in this order; and what its makers are told. */
export type ContestNotice = Readonly<
  | ({ kind: 'contest_opened'; startsAt: Instant; endsAt: Instant; seedHash: string; rule: string } & About)
  | ({
      kind: 'entries_frozen';
      entrants: number;
      tickets: number;
      entriesHash: string;
      /** The round that decides if this is read by then. */
      round: number;
      roundAt: Instant;
      entries?: EntriesFile;
    } & About)
  | ({
      kind: 'draw_announced';
      round: number;
      value: string;
      seed: string;
      entriesHash: string;
      /** As the files call them. */
      winners: readonly Readonly<{ place: number; id: string; prize: InTwoLanguages | string }>[];
      /** Of the proof; absent in what was said before it was told. */
      url?: string;
      entries?: EntriesFile;
    } & About)
  /** The value exists, and somebody has to enter it. */
  | ({ kind: 'draw_due'; round: number } & About)
  /** He blocked the bot, or never began to talk to it: nothing more is tried. */
  | ({ kind: 'winner_not_told'; place: number; delivery: string; reason: string } & About)
  /** Something new to look at; never a verdict. */
  | ({ kind: 'contest_signals'; count: number } & About)
  /** Somebody tries out codes of links. */
  | { kind: 'codes_guessed' }
>;

export const contestNoticeKinds = [
  'contest_opened',
  'entries_frozen',
  'draw_announced',
  'draw_due',
  'winner_not_told',
  'contest_signals',
  'codes_guessed',
] as const satisfies readonly ContestNotice['kind'][];
