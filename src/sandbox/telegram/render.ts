import type { ChatRecord, StoredMessage, TgChat } from './types.ts';

/** A stored message as the Bot API writes it; a replied-to message is included one level deep. */
export function toWireMessage(record: ChatRecord, message: StoredMessage, depth = 0): Record<string, unknown> {
  const isMedia = message.photo !== undefined || message.document !== undefined;
  const texts = isMedia
    ? { caption: message.text, caption_entities: message.entities }
    : { text: message.text, entities: message.entities };
  const replied =
    depth === 0 && message.replyTo ? record.messages.find((m) => m.messageId === message.replyTo) : undefined;
  const wire: Record<string, unknown> = {
    message_id: message.messageId,
    from: message.from,
    chat: record.chat,
    date: message.date,
    ...(message.editDate ? { edit_date: message.editDate } : {}),
    ...(message.threadId ? { message_thread_id: message.threadId, is_topic_message: true } : {}),
    ...(replied ? { reply_to_message: toWireMessage(record, replied, 1) } : {}),
    ...(message.photo ? { photo: message.photo } : {}),
    ...(message.document ? { document: message.document } : {}),
    ...(message.service ?? {}),
    ...(message.rich ? { rich_message: { blocks: message.rich.blocks } } : message.text === '' ? {} : texts),
    ...(message.keyboard ? { reply_markup: message.keyboard } : {}),
  };
  if (message.entities.length === 0) {
    delete wire['entities'];
    delete wire['caption_entities'];
  }
  return wire;
}

/** getChat's fuller form. */
export function toFullChat(record: ChatRecord): Record<string, unknown> {
  const pinned = record.messages.findLast((m) => m.pinned && !m.deleted);
  const chat: TgChat = record.chat;
  return {
    ...chat,
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: { unlimited_gifts: true, limited_gifts: true, unique_gifts: true, premium_subscription: true },
    ...(chat.type === 'private' ? {} : { permissions: { can_send_messages: true } }),
    ...(pinned ? { pinned_message: toWireMessage(record, pinned) } : {}),
  };
}
