import type { BroadcastView } from '../domain/broadcasts.ts';
import type { Actor } from '../domain/permissions.ts';
import type { BroadcastWish, SegmentCount } from './broadcasts.ts';
import type { Result } from './types.ts';

export type BroadcastFlows = Readonly<{
  /** Has started the bot, or come back. */
  notePerson: (telegramId: string, locale: 'ru' | 'en') => Promise<void>;
  noteBlocked: (telegramId: string, isBlocked: boolean) => Promise<void>;
  listSegments: (actor: Actor) => Promise<Result<{ segments: readonly SegmentCount[] }>>;
  startBroadcast: (actor: Actor, wish: BroadcastWish) => Promise<Result<{ id: string }>>;
  steerBroadcast: (
    actor: Actor,
    id: string,
    how: 'pause' | 'go_on' | 'cancel',
  ) => Promise<Result<{ broadcast: BroadcastView }>>;
  /** Those that have not ended, or only just. */
  listBroadcasts: () => Promise<readonly BroadcastView[]>;
  findBroadcast: (id: string) => Promise<BroadcastView | null>;
}>;
