import { Composer } from 'grammy';
import type { BroadcastView, Segment } from '../../src/domain/broadcasts.ts';
import type { Flows } from '../../src/flows/types.ts';
import { signedMessage } from '../../src/messages/bot/audit.ts';
import { broadcastProgress, broadcastQuestion, segmentQuestion } from '../../src/messages/bot/broadcast.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import type { Locale } from '../../src/messages/text.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { newHandle, replace, toast } from '../views/show.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

type Draft = Readonly<{ body: string; segment: Segment; count: number }>;

/** /broadcast: the text is asked for, then to whom, then once more with the exact number. */
export function broadcastFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'broadcast', (ctx) => ctx.conversation.enter('askBroadcast', ctx.reader));
  onAct(composer, questions, 'ask_broadcast', async (ctx, argument) => {
    const draft = JSON.parse(argument) as Draft;
    const ids = { yes: await offer(deps, ctx, 'send_broadcast', argument), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, broadcastQuestion(draft, ids, ctx.reader.locale));
  });
  onAct(composer, questions, 'send_broadcast', (ctx, argument) => send(ctx, deps, JSON.parse(argument) as Draft));
  for (const how of ['pause', 'go_on', 'cancel'] as const) {
    onPress(composer, `broadcast_${how}`, async (ctx) => {
      const subject = await flows.findHandle(ctx.press?.handle ?? '', String(ctx.chatId));
      if (subject?.kind !== 'broadcast') return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
      const result = await flows.steerBroadcast(ctx.actor, subject.subjectId, how);
      if (!result.ok) return refuse(ctx, result);
      await replace(ctx, await signedBroadcast(deps, result.broadcast, ctx.reader.locale), ctx.press?.handle);
    });
  }
  return composer;
}

/** How far it is, and who last had a hand in it. */
export async function signedBroadcast({ flows }: BotDeps, view: BroadcastView, locale: Locale): Promise<Message> {
  const message = broadcastProgress(view, locale);
  const record = await flows.auditOf('broadcast', view.id);
  return record ? signedMessage(message, { ...record, about: null }, locale) : message;
}

async function send(ctx: BotContext, deps: BotDeps, { body, segment, count }: Draft): Promise<void> {
  const { flows } = deps;
  const place = {
    chatId: String(ctx.chatId),
    messageId: String(ctx.callbackQuery?.message?.message_id ?? ''),
  };
  const result = await flows.startBroadcast(ctx.actor, { text: body, segment, count, ...place });
  if (!result.ok && result.reason === 'expired')
    return replace(ctx, sentence(ctx.reader.locale, 'bot-broadcast-changed'));
  if (!result.ok) return refuse(ctx, result);
  const broadcast = await flows.findBroadcast(result.id);
  const handle = newHandle();
  await flows.bindHandle(handle, { ...place, kind: 'broadcast', subjectId: result.id });
  if (broadcast) await replace(ctx, await signedBroadcast(deps, broadcast, ctx.reader.locale), handle);
}

type Place = Readonly<{ personId: string; chatId: string }>;

/** To whom the text may go; each button carries the text, so that nothing is kept between two presses. */
export async function segmentsMessage(
  flows: Flows,
  actor: Parameters<Flows['listSegments']>[0],
  place: Place,
  body: string,
  locale: Locale,
): Promise<Message> {
  const result = await flows.listSegments(actor);
  if (!result.ok) return sentence(locale, 'bot-forbidden-any');
  const choices = await Promise.all(
    result.segments.map(async ({ segment, count }) => {
      const argument = JSON.stringify({ body, segment, count });
      return { segment, count, actionId: await flows.offerAction({ ...place, verb: 'ask_broadcast', argument }) };
    }),
  );
  const cancel = await flows.offerAction({ ...place, verb: 'cancel', argument: '' });
  return segmentQuestion(choices, cancel, locale);
}
