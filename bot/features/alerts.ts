import { Composer } from 'grammy';
import type { Incident } from '../../src/domain/alerts/incident.ts';
import { readSilence, type UntilChoice, untilChoices, untilOf } from '../../src/domain/alerts/silence-words.ts';
import { hourMs, type Instant, instantOf, plusMs } from '../../src/domain/time.ts';
import type { Result } from '../../src/flows/types.ts';
import { chartMessage } from '../../src/messages/alerts/chart.ts';
import { backtestMessage, backtestRunning, checkMessage } from '../../src/messages/alerts/check.ts';
import {
  alertHistoryMessage,
  alertsShown,
  incidentMessage,
  openAlertsMessage,
  silencedMessage,
  silencesMessage,
  untilQuestion,
} from '../../src/messages/alerts/list.ts';
import { titleOf } from '../../src/messages/alerts/words.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import { namedMoment } from '../../src/messages/moment.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, rewrite, show, toast } from '../views/show.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

type Tell = (ctx: BotContext, message: Message) => Promise<unknown>;

const backtestDays = 60;

/**
 * /alerts, /ack, /silence, /anomalies, and the buttons of incidents. What a press changes shows in the incident's own
 * message, through the outbox; the press itself is answered over the chat.
 */
export function alertsFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  listing(composer, deps);
  taking(composer, deps);
  silencing(composer, deps);
  checking(composer, deps);
  return composer;
}

/** The incident or message that the pressed button is about; an id where the button names one. */
async function subjectOf(ctx: BotContext, { flows }: BotDeps): Promise<string | null> {
  const handle = ctx.press?.handle ?? '';
  if (/^(inc|ing)_/.test(handle)) return handle;
  const found = await flows.findHandle(handle, String(ctx.chatId));
  return found?.kind === 'incidents' ? found.subjectId : null;
}

async function withSubject(ctx: BotContext, deps: BotDeps, work: (id: string) => Promise<unknown>): Promise<void> {
  const id = await subjectOf(ctx, deps);
  if (id === null) return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  await work(id);
}

function listing(composer: Composer<BotContext>, deps: BotDeps): void {
  const { flows } = deps;
  const list = async (ctx: BotContext, from: number, tell: Tell) => {
    const result = await flows.openAlerts(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const last = await flows.lastAlertCheck(ctx.actor);
    const judging = (last.ok && last.check?.state) || 'waiting';
    await tell(ctx, openAlertsMessage({ ...result, judging }, from, ctx.reader));
  };
  onCommand(composer, 'alerts', (ctx) => list(ctx, 0, show));
  onPress(composer, 'alerts', (ctx) => list(ctx, Number(ctx.press?.handle) || 0, replace));
  onPress(composer, 'alert_history', async (ctx) => {
    const before = ctx.press?.handle === '0' ? null : (ctx.press?.handle ?? null);
    const result = await flows.alertHistory(ctx.actor, {}, before, alertsShown + 1);
    if (!result.ok) return refuse(ctx, result);
    const shown = result.incidents.slice(0, alertsShown);
    const older = result.incidents.length > alertsShown ? (shown.at(-1)?.id ?? null) : null;
    await replace(ctx, alertHistoryMessage(shown, older, before === null, ctx.reader));
  });
  onPress(composer, 'alert_show', (ctx) => details(ctx, deps, (ctx.press?.handle ?? '').split('~')[0] ?? '', replace));
  onPress(composer, 'alert_chart', (ctx) =>
    withSubject(ctx, deps, async (id) => {
      const chart = await flows.incidentChart(ctx.actor, id);
      if (!chart) return refuse(ctx, { ok: false, reason: 'not_found' });
      await show(ctx, chartMessage(chart, ctx.reader));
    }),
  );
  onPress(composer, 'alert_details', (ctx) => withSubject(ctx, deps, (id) => details(ctx, deps, id, show)));
}

/** One with its story; of several at once, the list. */
async function details(ctx: BotContext, { flows }: BotDeps, id: string, tell: Tell): Promise<void> {
  const result = await flows.incidentStories(ctx.actor, id);
  if (!result.ok) return refuse(ctx, result);
  const [only, ...others] = result.stories;
  if (only && others.length === 0) return void (await tell(ctx, incidentMessage(only, ctx.reader)));
  const incidents = result.stories.map(({ incident }) => incident);
  const now = incidents[0]?.foundAt as Instant;
  await tell(ctx, openAlertsMessage({ incidents, silences: [], now }, 0, ctx.reader));
}

function taking(composer: Composer<BotContext>, deps: BotDeps): void {
  const { flows } = deps;
  onPress(composer, 'alert_ack', (ctx) =>
    withSubject(ctx, deps, async (id) => {
      const result = await flows.ackAlert(ctx.actor, id);
      if (!result.ok) return refuse(ctx, result);
      await toast(ctx, ackWords(ctx, result.changed, result.incidents));
    }),
  );
  onPress(composer, 'alert_resolve', (ctx) =>
    withSubject(ctx, deps, async (id) => {
      const result = await flows.resolveAlert(ctx.actor, id);
      if (!result.ok) return refuse(ctx, result);
      const words = result.changed.length > 0 ? 'alert-resolve-done' : 'alert-ack-over';
      await toast(ctx, text(ctx.reader.locale, words));
    }),
  );
  onCommand(composer, 'ack', async (ctx) => {
    const id = await meant(ctx, deps);
    if ('message' in id) return void (await show(ctx, id.message));
    const result = await flows.ackAlert(ctx.actor, id.id);
    if (!result.ok) return refuse(ctx, result);
    await show(ctx, said(ackWords(ctx, result.changed, result.incidents)));
  });
}

function said(words: string): Message {
  return { blocks: [{ kind: 'lines', lines: [[{ style: 'plain', text: words }]] }], buttons: [] };
}

function ackWords(ctx: BotContext, changed: readonly Incident[], all: readonly Incident[]): string {
  const { locale } = ctx.reader;
  const [first] = changed;
  if (first) return text(locale, 'alert-ack-done', { title: titleOf({ ...first, state: 'firing' }, locale) });
  const taken = all.find(({ acked, resolved }) => acked !== null && resolved === null);
  if (!taken?.acked) return text(locale, 'alert-ack-over');
  return text(locale, 'alert-ack-taken', { by: taken.acked.by });
}

/** What `/ack` is about: the id, the message it answers, or the only one that nobody took. */
async function meant(ctx: BotContext, { flows }: BotDeps): Promise<Readonly<{ id: string } | { message: Message }>> {
  const { locale } = ctx.reader;
  const typed = ctx.typed?.argument ?? '';
  if (/^(inc|ing)_\w+$/.test(typed)) return { id: typed };
  const replied = ctx.message?.reply_to_message?.message_id;
  if (replied !== undefined) {
    const found = await flows.findHandleByMessage(String(ctx.chatId), String(replied));
    if (found?.kind === 'incidents') return { id: found.subjectId };
  }
  const result = await flows.openAlerts(ctx.actor);
  const free = result.ok ? result.incidents.filter(({ state }) => state === 'firing') : [];
  const [only] = free;
  if (!only) return { message: sentence(locale, 'alert-ack-none') };
  return free.length === 1 ? { id: only.id } : { message: sentence(locale, 'alert-ack-which') };
}

type Silenced = Awaited<ReturnType<BotDeps['flows']['silenceAlert']>>;

function silencing(composer: Composer<BotContext>, deps: BotDeps): void {
  const { flows } = deps;
  const nowOf = () => instantOf(deps.clock.nowMs());
  const quiet = async (ctx: BotContext, until: Instant, id: string) =>
    toldQuiet(ctx, await flows.silenceAlert(ctx.actor, id, until, null), nowOf());
  for (const [verb, hours] of [
    ['alert_quiet_1', 1],
    ['alert_quiet_4', 4],
  ] as const)
    onPress(composer, verb, (ctx) => withSubject(ctx, deps, (id) => quiet(ctx, plusMs(nowOf(), hours * hourMs), id)));
  onPress(composer, 'alert_quiet', (ctx) => withSubject(ctx, deps, (id) => show(ctx, untilQuestion(id, ctx.reader))));
  onPress(composer, 'alert_until', async (ctx) => {
    const [id = '', choice = ''] = (ctx.press?.handle ?? '').split('~');
    if (!(untilChoices as readonly string[]).includes(choice)) return refuse(ctx, { ok: false, reason: 'expired' });
    const until = untilOf(choice as UntilChoice, nowOf(), { name: ctx.reader.zone });
    const result = await flows.silenceAlert(ctx.actor, id, until, null);
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, silencedMessage(result.silence, result.incidents, nowOf(), ctx.reader));
  });
  onPress(composer, 'alert_silences', (ctx) => listSilences(ctx, deps, replace));
  onPress(composer, 'alert_unsilence', async (ctx) => {
    const result = await flows.unsilenceAlerts(ctx.actor, ctx.press?.handle ?? '');
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, sentence(ctx.reader.locale, 'alert-unsilenced', { count: result.incidents.length }));
  });
  onCommand(composer, 'silence', async (ctx) => {
    const words = ctx.typed?.argument ?? '';
    if (words === '') return listSilences(ctx, deps, show);
    const wish = readSilence(words, nowOf(), { name: ctx.reader.zone });
    if (wish === null) return void (await show(ctx, sentence(ctx.reader.locale, 'alert-silence-help')));
    const result = await flows.silenceAlerts(ctx.actor, wish);
    if (!result.ok) return refuse(ctx, result);
    await show(ctx, silencedMessage(result.silence, result.incidents, nowOf(), ctx.reader));
  });
}

async function toldQuiet(ctx: BotContext, result: Silenced, now: Instant): Promise<void> {
  if (!result.ok) return refuse(ctx, result);
  const until = namedMoment(result.silence.until, now, ctx.reader.zone).text;
  await toast(ctx, text(ctx.reader.locale, 'alert-quiet-done', { until }));
}

async function listSilences(ctx: BotContext, { flows }: BotDeps, tell: Tell): Promise<void> {
  const result = await flows.openAlerts(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  await tell(ctx, silencesMessage(result.silences, result.now, ctx.reader));
}

function checking(composer: Composer<BotContext>, deps: BotDeps): void {
  const check = async (ctx: BotContext, tell: Tell) => {
    const result = await deps.flows.lastAlertCheck(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    await tell(ctx, checkMessage(result.check, ctx.reader));
  };
  onCommand(composer, 'anomalies', (ctx) =>
    /^(backtest|бэктест|60)/i.test(ctx.typed?.argument ?? '') ? backtest(ctx, deps) : check(ctx, show),
  );
  onPress(composer, 'anomalies', (ctx) => check(ctx, replace));
  onPress(composer, 'alert_backtest', (ctx) => backtest(ctx, deps));
}

/** Takes some seconds: one message that becomes the answer. */
async function backtest(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const messageId = await show(ctx, backtestRunning(ctx.reader));
  const result: Result<{ backtest: Parameters<typeof backtestMessage>[0] }> = await flows.backtestAlerts(
    ctx.actor,
    backtestDays,
  );
  const message = result.ok ? backtestMessage(result.backtest, ctx.reader) : sentence(ctx.reader.locale, 'bot-busy');
  if (messageId === null || ctx.chatId === undefined) return;
  await rewrite(ctx.api, { chatId: String(ctx.chatId), messageId: String(messageId) }, message);
}
