import type { Instant } from './time.ts';

/** To whom: of those who have started the bot and not blocked it. */
export const audiences = ['all', 'buyers', 'team'] as const;
export type Segment = Readonly<{ audience: (typeof audiences)[number]; locale: 'ru' | 'en' | null }>;

export type BroadcastState = 'running' | 'paused' | 'cancelled' | 'done';

export type BroadcastView = Readonly<{
  id: string;
  state: BroadcastState;
  total: number;
  delivered: number;
  blocked: number;
  failed: number;
  /** Where its progress is told. */
  chatId: string | null;
  messageId: string | null;
  madeAt: Instant;
}>;
