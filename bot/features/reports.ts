import { Composer } from 'grammy';
import type { Days } from '../../src/domain/period-words.ts';
import type { Report, ReportKind } from '../../src/domain/reports/report.ts';
import { isBreakdown, parseViewToken } from '../../src/domain/reports/view.ts';
import { parseWish } from '../../src/domain/reports/wish-words.ts';
import { type BusinessDate, instantOf } from '../../src/domain/time.ts';
import { businessDateOf, plusDays, zone } from '../../src/domain/zone.ts';
import type { Message } from '../../src/messages/message.ts';
import { campaignsMessage } from '../../src/messages/reports/campaign.ts';
import { chartMessage } from '../../src/messages/reports/charts.ts';
import { reportFileMessage } from '../../src/messages/reports/files.ts';
import { reportHelp } from '../../src/messages/reports/help.ts';
import { reportMessage } from '../../src/messages/reports/report.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show } from '../views/show.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

/**
 * /today, /yesterday, /report: one message each, which its buttons turn into other times and views in its place. A
 * button names its view wholly, so it works for ever, and after any restart.
 */
export function reportsFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'today', (ctx) => tellDay(ctx, deps, 0));
  onPress(composer, 'today', (ctx) => tellDay(ctx, deps, 0));
  onCommand(composer, 'yesterday', (ctx) => tellDay(ctx, deps, -1));
  onCommand(composer, 'teams', async (ctx) => {
    const words = `teams ${ctx.typed?.argument ?? ''}`;
    const wish = parseWish(words, todayOf(deps));
    if (wish === null) return void (await show(ctx, reportHelp(words, ctx.reader)));
    await tellWords(ctx, deps, wish, show);
  });
  onCommand(composer, 'report', async (ctx) => {
    const words = ctx.typed?.argument ?? '';
    const wish = parseWish(words, todayOf(deps));
    if (wish === null) return void (await show(ctx, reportHelp(words, ctx.reader)));
    await tellWords(ctx, deps, wish, show);
  });
  onPress(composer, 'report', async (ctx) => {
    const view = parseViewToken(ctx.press?.handle ?? '');
    if (view === null) return refuse(ctx, { ok: false, reason: 'expired' });
    const { kind, ...period } = view;
    await tellWords(ctx, deps, { kind, period }, replace);
  });
  onView(composer, 'report_chart', deps, (ctx, report) => replace(ctx, chartMessage(report, ctx.reader)));
  onView(composer, 'report_csv', deps, (ctx, report) => send(ctx, reportFileMessage(report, 'csv', ctx.reader)));
  onView(composer, 'report_xlsx', deps, (ctx, report) => send(ctx, reportFileMessage(report, 'xlsx', ctx.reader)));
  return composer;
}

async function send(ctx: BotContext, message: Message): Promise<void> {
  await show(ctx, message);
}

export function todayOf({ clock, config }: Pick<BotDeps, 'clock' | 'config'>): BusinessDate {
  return businessDateOf(instantOf(clock.nowMs()), zone(config.businessTimeZone));
}

async function tellDay(ctx: BotContext, deps: BotDeps, daysAway: number): Promise<void> {
  const date = plusDays(todayOf(deps), daysAway);
  const wish = { kind: 'daily', period: { from: date, to: date } } as const;
  await tellWords(ctx, deps, wish, show);
}

type Wish = Readonly<{ kind: ReportKind; period?: Days; top?: 'all' }>;
type Tell = (report: Report) => Promise<void>;

/** In words; of campaigns with what can be said of each. */
async function inWords(ctx: BotContext, deps: BotDeps, wish: Wish): Promise<Message | null> {
  if (wish.kind === 'campaigns') {
    const result = await deps.flows.analyzeCampaigns(ctx.actor, wish);
    if (result.ok) return campaignsMessage(result.analysis, ctx.reader);
    await refuse(ctx, result);
    return null;
  }
  const result = await deps.flows.runReport(ctx.actor, wish);
  if (result.ok) return reportMessage(result.report, ctx.reader);
  await refuse(ctx, result);
  return null;
}

async function tellWords(
  ctx: BotContext,
  deps: BotDeps,
  wish: Wish,
  tell: (ctx: BotContext, message: Message) => Promise<unknown>,
): Promise<void> {
  const message = await inWords(ctx, deps, wish);
  if (message) await tell(ctx, message);
}

async function withReport(ctx: BotContext, { flows }: BotDeps, wish: Wish, tell: Tell): Promise<void> {
  const result = await flows.runReport(ctx.actor, wish);
  if (!result.ok) return refuse(ctx, result);
  await tell(result.report);
}

type View = 'report_chart' | 'report_csv' | 'report_xlsx';

/** The view that a button names; a week or month that is not over goes on until today. */
function onView(
  composer: Composer<BotContext>,
  verb: View,
  deps: BotDeps,
  tell: (ctx: BotContext, report: Report) => Promise<void>,
): void {
  onPress(composer, verb, async (ctx) => {
    const view = parseViewToken(ctx.press?.handle ?? '');
    if (view === null) return refuse(ctx, { ok: false, reason: 'expired' });
    const { kind, ...period } = view;
    const isFile = verb === 'report_csv' || verb === 'report_xlsx';
    const wish = { kind, period, ...(isFile && isBreakdown(kind) && { top: 'all' as const }) };
    await withReport(ctx, deps, wish, (report) => tell(ctx, report));
  });
}
