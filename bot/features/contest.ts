import { Composer } from 'grammy';
import { instantOf } from '../../src/domain/time.ts';
import { referralPrefix } from '../../src/flows/contests/referral.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import {
  contestMessage,
  inviteMessageOf,
  noContestMessage,
  ticketsMessage,
  verifiedMessage,
} from '../../src/messages/contests/people.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show } from '../views/show.ts';
import { onCommand, onPress } from './wiring.ts';

/** /contest, /tickets, /invite, /verify: what everybody can see of a contest and of his own part in it. */
export function contestFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'contest', async (ctx) => void (await show(ctx, await contest(ctx, deps))));
  onPress(composer, 'contest', async (ctx) => replace(ctx, await contest(ctx, deps)));
  onCommand(composer, 'tickets', async (ctx) => void (await show(ctx, await tickets(ctx, deps, null))));
  onPress(composer, 'tickets', async (ctx) => replace(ctx, await tickets(ctx, deps, numberIn(ctx))));
  onCommand(composer, 'invite', async (ctx) => void (await show(ctx, await invite(ctx, deps, 0))));
  onPress(composer, 'invite', async (ctx) => replace(ctx, await invite(ctx, deps, numberIn(ctx) ?? 0)));
  onCommand(composer, 'verify', async (ctx) => void (await show(ctx, await verify(ctx, deps, ctx.typed?.argument))));
  // Beside the message that it was pressed under: that one says what was won.
  onPress(composer, 'verify', async (ctx) => void (await show(ctx, await verify(ctx, deps, ctx.press?.handle))));
  return composer;
}

/** What a button for older entries says; null: the newest. Handles of messages are no numbers. */
function numberIn({ press }: BotContext): number | null {
  return /^[1-9]\d{0,14}$/.test(press?.handle ?? '') ? Number(press?.handle) : null;
}

const ownId = ({ from }: BotContext) => String(from?.id);

async function contest(ctx: BotContext, { flows, clock }: BotDeps): Promise<Message> {
  const page = await flows.contestPage(ownId(ctx));
  if (page === null) return noContestMessage(ctx.reader.locale);
  return contestMessage(page, instantOf(clock.nowMs()), ctx.reader);
}

async function tickets(ctx: BotContext, { flows }: BotDeps, before: number | null): Promise<Message> {
  const page = await flows.ticketsPage(ownId(ctx), { before });
  return page === null ? noContestMessage(ctx.reader.locale) : ticketsMessage(page, ctx.reader);
}

async function invite(ctx: BotContext, { flows }: BotDeps, offset: number): Promise<Message> {
  const page = await flows.invitePage(ownId(ctx), offset);
  const link = `https://t.me/${ctx.me.username}?start=${referralPrefix}${page.code}`;
  return inviteMessageOf(link, page, ctx.reader);
}

/** Of the contest that people mean, where none is named. */
async function verify(ctx: BotContext, { flows }: BotDeps, named: string | undefined): Promise<Message> {
  const { locale } = ctx.reader;
  const code = named || (await flows.contestPage(ownId(ctx)))?.contest.code;
  const result = code === undefined ? null : await flows.verifyDraw(ownId(ctx), code);
  return result?.ok ? verifiedMessage(result, locale) : sentence(locale, 'contest-verify-none');
}

/** `/start ref_<code>`: notes who brought this person. What it came to is his own business: only a first time is told. */
export async function bindReferral(ctx: BotContext, { flows }: BotDeps, payload: string): Promise<void> {
  const outcome = await flows.bindReferral(ownId(ctx), payload.slice(referralPrefix.length));
  if (outcome === 'bound') await show(ctx, sentence(ctx.reader.locale, 'contest-brought'));
}
