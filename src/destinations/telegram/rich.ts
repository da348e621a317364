import type { TelegramUpload } from '../../clients/telegram.ts';
import { hourMs } from '../../domain/time.ts';
import type { Clock } from '../../lib/clock.ts';
import { refusesRich } from '../../messages/telegram-rich.ts';
import type { Failure, PartCall } from '../parts.ts';
import type { RichForms, TelegramBody } from './render.ts';
import { type Files, uploadOf } from './upload.ts';

/** Blocks were not taken, and nothing was sent: the words come in another form. */
export const richRefused = 'rich_refused';

/** Whether blocks are asked for at all: a Bot API server that does not know them is not asked every time. */
export type RichWatch = Readonly<{ isOpen: () => boolean; judge: (failure: Failure) => Failure }>;

const unknownMethod: readonly string[] = ['unauthorized', '404'];

export function createRichWatch(clock: Clock): RichWatch {
  let closedUntilMs = 0;
  return {
    isOpen: () => clock.nowMs() >= closedUntilMs,
    judge: (failure) => {
      if (!refusesRich(failure)) return failure;
      if (unknownMethod.includes(failure.code)) closedUntilMs = clock.nowMs() + hourMs;
      return { ...failure, code: richRefused };
    },
  };
}

type Call = (body: TelegramBody, upload?: TelegramUpload) => Promise<PartCall>;

/** With the picture inside; without it where it cannot be made or may not be shown there. */
export async function inBlocks(forms: RichForms, files: Files, watch: RichWatch, call: Call): Promise<PartCall> {
  const { picture } = forms;
  const upload = picture && (await uploadOf({ kind: 'photo', picture }, files, 'file'));
  const pictured = upload ? await call(forms.body(true), upload) : null;
  const done = pictured && !isMediaRefused(pictured) ? pictured : await call(forms.body(false));
  return done.ok ? done : { ...done, failure: watch.judge(done.failure) };
}

export function isMediaRefused(done: PartCall): boolean {
  return !done.ok && (done.failure.code === 'media_refused' || done.failure.code === '413');
}
