import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { type CorrectionLine, readCorrection } from '../../src/domain/contests/correction-line.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import { correctionQuestion } from '../../src/messages/contests/team.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = 10 * minuteMs;
type Talk = Conversation<BotContext, Context>;

/** Asks until the line can be read; a command ends the dialogue and is handled as itself. */
async function hear(conversation: Talk, { locale }: Reader): Promise<Readonly<{ at: Context; line: CorrectionLine }>> {
  for (;;) {
    const at = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
    if (at.message.text.startsWith('/')) return conversation.halt({ next: true });
    const line = readCorrection(at.message.text);
    if (line !== null) return { at, line };
    await sendParts(at, sentence(locale, 'contest-correction-unreadable'), noSubject);
  }
}

/** Somebody's tickets, put right by hand: who, how many and why in one line, shown once more before it is asked for. */
export function askForCorrection({ flows }: BotDeps) {
  return async function askCorrection(conversation: Talk, ctx: Context, contest: string, reader: Reader) {
    const { locale } = reader;
    await sendParts(ctx, sentence(locale, 'contest-ask-correction', { contest }), noSubject);
    const { at, line } = await hear(conversation, reader);
    const ids = await conversation.external(async () => {
      const place = { personId: String(at.from?.id), chatId: String(at.chatId) };
      const argument = JSON.stringify({ contest, ...line });
      return {
        yes: await flows.offerAction({ ...place, verb: 'correct_tickets', argument }),
        no: await flows.offerAction({ ...place, verb: 'cancel', argument: '' }),
      };
    });
    await sendParts(at, correctionQuestion({ contest, ...line }, ids, reader), noSubject);
  };
}
