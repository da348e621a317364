import { type Action, actorName, may } from '../../src/domain/permissions.ts';
import { signedMessage } from '../../src/messages/bot/audit.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { newHandle } from './show.ts';

/**
 * The result of something that changes things says who did it and where that stands in the record, with a way there for
 * those who may read it. Where the record is late (a stop does not wait for the database) the result stands alone.
 */
export async function signed(
  ctx: BotContext,
  { flows, logger }: BotDeps,
  action: Action,
  message: Message,
): Promise<Message> {
  const seq = await flows.auditMark(ctx.actor, action, ctx.begunAt).catch((error: unknown) => {
    logger.warn({ event: 'record_not_found', err: error });
    return null;
  });
  if (seq === null) return message;
  const about = may(ctx.actor, 'see_audit') ? newHandle() : null;
  if (about !== null) {
    const place = { chatId: String(ctx.chatId), messageId: null };
    await flows.bindHandle(about, { ...place, kind: 'audit', subjectId: JSON.stringify({ before: seq + 1 }) });
  }
  return signedMessage(message, { by: actorName(ctx.actor), seq, about }, ctx.reader.locale);
}
