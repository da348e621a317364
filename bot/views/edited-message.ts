import type { Api } from 'grammy';
import { secondMs } from '../../src/domain/time.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Message } from '../../src/messages/message.ts';
import { rewrite } from './show.ts';

/** A chat takes about twenty edits a minute, and people read no faster. */
const editEveryMs = 3 * secondMs;

/** One message that tells how far something is. */
export type Progress = Readonly<{
  /** Shown where the last edit is long enough ago, else left out: the next one says more. */
  tell: (message: () => Message) => void;
  /** The last words, which always come. */
  end: (message: Message) => Promise<void>;
}>;

export function createProgress(
  api: Api,
  place: Readonly<{ chatId: string; messageId: string }>,
  clock: Clock,
): Progress {
  let editedMs = clock.nowMs();
  let editing: Promise<void> = Promise.resolve();
  return {
    tell: (message) => {
      if (clock.nowMs() - editedMs < editEveryMs) return;
      editedMs = clock.nowMs();
      editing = editing.then(() => rewrite(api, place, message())).catch(() => undefined);
    },
    end: async (message) => {
      await editing;
      await rewrite(api, place, message);
    },
  };
}
