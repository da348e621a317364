import { Composer } from 'grammy';
import { campaignNameOf } from '../../src/domain/facts.ts';
import type { CustomerId, PurchaseId } from '../../src/domain/ids.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { may } from '../../src/domain/permissions.ts';
import type { PaymentView, PurchaseView } from '../../src/domain/views.ts';
import type { Flows, HandleSubject, LookupHit } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import {
  campaignMessage,
  customerMessage,
  nothingFound,
  paymentMessage,
  purchaseMessage,
} from '../../src/messages/bot/lookup.ts';
import { traceMessage } from '../../src/messages/bot/trace.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { findQuery } from '../query.ts';
import { type About, newHandle, show, toast } from '../views/show.ts';
import { onCommand, onPress } from './wiring.ts';

/** What is said, and what its buttons are about; `null` where they are about nothing. */
export type Answer = Readonly<{ message: Message; about: About | null; links?: readonly Link[] }>;
/** A button that is about something else than its message. */
export type Link = Readonly<{ handle: string; subject: About }>;

/** /customer, /payment, /trace, /debug, pasted ids, and the buttons of cards. */
export function lookupFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  for (const name of ['customer', 'payment', 'trace'] as const) {
    onCommand(composer, name, async (ctx) => {
      const query = ctx.typed?.argument || (await repliedQuery(ctx, deps.flows));
      if (query) return tell(ctx, deps.flows, await answerQuery(deps.flows, ctx.actor, name, query, ctx.reader));
      if (ctx.message?.reply_to_message)
        return void (await show(ctx, sentence(ctx.reader.locale, 'bot-debug-no-card')));
      if (ctx.kind === 'private') return ctx.conversation.enter('ask', name, ctx.reader);
      await show(ctx, sentence(ctx.reader.locale, `bot-ask-${name}`));
    });
  }
  for (const verb of ['details', 'customer', 'campaign', 'trace'] as const) {
    onPress(composer, verb, (ctx) => openCard(ctx, deps.flows, verb));
  }
  composer.on('message:text').filter(isPastedQuery, async (ctx) => {
    const query = findQuery(ctx.msg.text) ?? '';
    await tell(ctx, deps.flows, await answerQuery(deps.flows, ctx.actor, 'payment', query, ctx.reader));
  });
  return composer;
}

/** Plain text of an operator that looks like an id, an e-mail or a phone number. */
function isPastedQuery(ctx: BotContext): boolean {
  const words = ctx.message?.text ?? '';
  return !words.startsWith('/') && may(ctx.actor, 'look_up') && findQuery(words) !== null;
}

async function tell(ctx: BotContext, flows: Flows, { message, about, links = [] }: Answer): Promise<void> {
  await bindLinks(flows, String(ctx.chatId), links);
  await show(ctx, message, about ? { flows, subject: about } : undefined);
}

export async function bindLinks(flows: Flows, chatId: string, links: readonly Link[]): Promise<void> {
  for (const { handle, subject } of links) await flows.bindHandle(handle, { chatId, messageId: null, ...subject });
}

export type QueryCommand = 'customer' | 'payment' | 'trace';

export async function answerQuery(
  flows: Flows,
  actor: Actor,
  command: QueryCommand,
  query: string,
  reader: Reader,
): Promise<Answer> {
  if (command === 'trace') return answerTrace(flows, actor, query, reader);
  const result = await flows.lookUp(actor, query);
  if (!result.ok) return { message: nothingFound(query, null, reader), about: null };
  if (command === 'customer' && result.hit.kind !== 'customer') {
    const id = customerOf(result.hit);
    if (id) return answerCustomer(flows, actor, id, reader);
  }
  return answerHit(result.hit, reader);
}

function answerHit(hit: LookupHit, reader: Reader): Answer {
  switch (hit.kind) {
    case 'payment':
      return {
        message: paymentMessage(hit.payment, reader),
        about: { kind: 'payment', subjectId: hit.payment.externalId },
      };
    case 'customer':
      return {
        message: customerMessage(hit.customer, reader),
        about: { kind: 'customer', subjectId: hit.customer.id },
      };
    case 'purchase':
      return {
        message: purchaseMessage(hit.purchase, hit.payments, reader),
        about: { kind: 'purchase', subjectId: hit.purchase.id },
      };
    case 'none':
      return answerNear(hit, reader);
  }
}

function answerNear({ query, recognised, near }: Extract<LookupHit, { kind: 'none' }>, reader: Reader): Answer {
  const found = near.map(({ kind, subjectId, spelling }) => ({
    verb: kind === 'customer' ? 'customer' : 'details',
    handle: newHandle(),
    subject: { kind, subjectId },
    spelling,
  }));
  return { message: nothingFound(query, recognised, reader, found), about: null, links: found };
}

function customerOf(hit: LookupHit): CustomerId | null {
  if (hit.kind === 'payment') return hit.payment.customerId;
  return hit.kind === 'purchase' ? hit.purchase.customerId : null;
}

async function answerTrace(flows: Flows, actor: Actor, query: string, reader: Reader): Promise<Answer> {
  const result = await flows.trace(actor, query);
  if (!result.ok) {
    const looked = await flows.lookUp(actor, query);
    return looked.ok && looked.hit.kind === 'none'
      ? answerNear(looked.hit, reader)
      : { message: nothingFound(query, null, reader), about: null };
  }
  const { externalId } = result.trace.payment;
  return { message: traceMessage(result.trace, reader), about: { kind: 'payment', subjectId: externalId } };
}

async function answerCustomer(flows: Flows, actor: Actor, id: CustomerId, reader: Reader): Promise<Answer> {
  const result = await flows.findCustomer(actor, id);
  if (!result.ok) return { message: nothingFound(id, null, reader), about: null };
  return { message: customerMessage(result.customer, reader), about: { kind: 'customer', subjectId: id } };
}

/** What a card's button shows is sent under the card, so the card stays as it is. */
async function openCard(
  ctx: BotContext,
  flows: Flows,
  verb: 'details' | 'customer' | 'campaign' | 'trace',
): Promise<void> {
  const subject = await flows.findHandle(ctx.press?.handle ?? '', String(ctx.chatId));
  const answer = subject && (await answerSubject(flows, ctx, subject, verb));
  if (!answer) return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  await tell(ctx, flows, answer);
}

async function answerSubject(
  flows: Flows,
  { actor, reader }: BotContext,
  { kind, subjectId }: HandleSubject,
  verb: 'details' | 'customer' | 'campaign' | 'trace',
): Promise<Answer | null> {
  if (kind === 'customer') return answerCustomer(flows, actor, subjectId as CustomerId, reader);
  if (kind === 'payment' || kind === 'trace') {
    return answerQuery(flows, actor, verb === 'trace' || verb === 'customer' ? verb : 'payment', subjectId, reader);
  }
  if (kind !== 'purchase') return null;
  const result = await flows.findPurchase(actor, subjectId as PurchaseId);
  if (!result.ok) return null;
  const { purchase, payments } = result;
  if (verb === 'customer') return answerCustomer(flows, actor, purchase.customerId, reader);
  if (verb === 'campaign') return answerCampaign(flows, actor, purchase, reader);
  if (verb === 'details') return answerHit({ kind: 'purchase', purchase, payments }, reader);
  const newest = newestOf(payments);
  return newest && answerTrace(flows, actor, newest.externalId, reader);
}

async function answerCampaign(flows: Flows, actor: Actor, purchase: PurchaseView, reader: Reader): Promise<Answer> {
  const name = campaignNameOf(purchase.campaign);
  const result = name === null ? null : await flows.runReport(actor, { kind: 'campaigns', campaign: name });
  return { message: campaignMessage(purchase, result?.ok ? result.report : null, reader), about: null };
}

function newestOf(payments: readonly PaymentView[]): PaymentView | null {
  return payments.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0] ?? null;
}

/** A reply to a card means that card; to another message, the first id in its text. */
async function repliedQuery(ctx: BotContext, flows: Flows): Promise<string | null> {
  const replied = ctx.message?.reply_to_message;
  if (!replied) return null;
  const subject = await flows.findHandleByMessage(String(ctx.chatId), String(replied.message_id));
  if (subject?.kind === 'purchase') {
    const result = await flows.findPurchase(ctx.actor, subject.subjectId as PurchaseId);
    const newest = result.ok ? newestOf(result.payments) : null;
    return newest?.externalId ?? null;
  }
  if (subject?.kind === 'payment' || subject?.kind === 'customer') return subject.subjectId;
  return findQueryIn(replied.text ?? '');
}

function findQueryIn(words: string): string | null {
  return words.split(/[\s,;]+/).find((word) => /^(pi|ch|purchase_\w+?|cus)_\w{4,}$/.test(word)) ?? null;
}
