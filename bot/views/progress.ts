import type { RunStatus } from '../../src/flows/mend.ts';
import { wait } from '../../src/lib/wait.ts';
import type { Message } from '../../src/messages/message.ts';
import { renderTelegram } from '../../src/messages/telegram-html.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { noSubject } from './show.ts';

/** Telegram takes some twenty edits a minute in a group; others need room, too. */
const everyMs = 3_000;
const longestMs = 30 * 60_000;
const goesOn: readonly RunStatus['state'][] = ['looking', 'running', 'undoing'];

export function isUnderWay({ state }: Pick<RunStatus, 'state'>): boolean {
  return goesOn.includes(state);
}

/** Edits one message until the run has ended. Not awaited: the same person's next press must not wait for it. */
export function follow(
  { flows, logger }: BotDeps,
  ctx: BotContext,
  messageId: number,
  runId: string,
  draw: (run: RunStatus) => Promise<Message>,
): void {
  const { actor, chatId } = ctx;
  const loop = async (): Promise<void> => {
    for (let waitedMs = 0; waitedMs < longestMs; waitedMs += everyMs) {
      await wait(everyMs);
      const found = await flows.findRun(actor, runId);
      if (!found.ok) return;
      await edit(ctx, chatId ?? 0, messageId, await draw(found.run));
      if (!isUnderWay(found.run)) return;
    }
  };
  void loop().catch((error: unknown) => logger.warn({ event: 'progress_not_shown', run: runId, error }));
}

async function edit(ctx: BotContext, chatId: number, messageId: number, message: Message): Promise<void> {
  const [part] = renderTelegram(message, noSubject);
  if (!part) return;
  const inline = (part.keyboard ?? []).map((row) => row.map((button) => ({ ...button })));
  await ctx.api
    .editMessageText(chatId, messageId, part.html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: inline as never },
    })
    .catch((error: unknown) => {
      if (!String(error).includes('message is not modified')) throw error;
    });
}
