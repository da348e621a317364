import { Composer } from 'grammy';
import { auditChoice, auditMessage } from '../../src/messages/bot/audit.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { newHandle, replace, show, toast } from '../views/show.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

const pageSize = 8;

/** One view of the record, as a button leads to it. */
type View = Readonly<{ actor?: string; action?: string; before?: number; choose?: 'person' | 'action' }>;

/** /audit: who did what, by pages, of one person or of one kind. Its buttons never expire: rows are never changed. */
export function auditFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'audit', (ctx) => see(ctx, deps, {}, show));
  onPress(composer, 'audit', async (ctx) => {
    const found = await deps.flows.findHandle(ctx.press?.handle ?? '', String(ctx.chatId));
    if (found?.kind !== 'audit') return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
    await see(ctx, deps, JSON.parse(found.subjectId) as View, replace);
  });
  return composer;
}

type Tell = (ctx: BotContext, message: Message) => Promise<unknown>;

async function see(ctx: BotContext, deps: BotDeps, view: View, tell: Tell): Promise<void> {
  if (view.choose) return choose(ctx, deps, view, tell);
  const { actor, action, before } = view;
  const filter = { ...(actor !== undefined && { actor }), ...(action !== undefined && { action }) };
  const result = await deps.flows.listAudit(ctx.actor, filter, before ?? null, pageSize + 1);
  if (!result.ok) return refuse(ctx, result);
  const rows = result.rows.slice(0, pageSize);
  const last = rows.at(-1);
  const isMore = result.rows.length > pageSize && last !== undefined;
  const isFiltered = actor !== undefined || action !== undefined;
  const ways = {
    older: isMore ? await way(ctx, deps, { ...filter, before: last.seq }) : null,
    newest: before === undefined ? null : await way(ctx, deps, filter),
    byPerson: await way(ctx, deps, { choose: 'person' }),
    byAction: await way(ctx, deps, { choose: 'action' }),
    all: isFiltered ? await way(ctx, deps, {}) : null,
  };
  await tell(ctx, auditMessage(rows, filter, ways, ctx.reader));
}

async function choose(ctx: BotContext, deps: BotDeps, { choose: by }: View, tell: Tell): Promise<void> {
  const result = await deps.flows.auditNames(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const key = by === 'action' ? 'action' : 'person';
  const names = key === 'action' ? result.actions : result.actors;
  const choices = await Promise.all(
    names.map(async (name) => ({
      name,
      about: await way(ctx, deps, key === 'action' ? { action: name } : { actor: name }),
    })),
  );
  await tell(ctx, auditChoice(key, choices, await way(ctx, deps, {}), ctx.reader.locale));
}

async function way(ctx: BotContext, { flows }: BotDeps, view: View): Promise<string> {
  const handle = newHandle();
  const place = { chatId: String(ctx.chatId), messageId: null };
  await flows.bindHandle(handle, { ...place, kind: 'audit', subjectId: JSON.stringify(view) });
  return handle;
}
