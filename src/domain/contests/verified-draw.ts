import type { Contest } from './contest.ts';
import type { DrawFault, DrawProof } from './draw.ts';

/** A public draw recomputed from what was published, as one person is told of it. */
export type VerifiedDraw = Readonly<{
  title: Contest['title'];
  /** What the person is called in the files; his tickets there, null: he is not in them. */
  ownId: string;
  ownTickets: number | null;
  entriesHash: string;
  proof: DrawProof | null;
  /** Of the recomputation; null: everything agrees, or there is no proof yet. */
  fault: DrawFault | null;
  place: number | null;
  /** Where everything stands that is needed to check it without us; null: not yet. */
  urls: Readonly<{ entries: string; round: string | null; proof: string | null }>;
}>;
