import { Composer } from 'grammy';
import { addressOf } from '../../src/domain/deliveries.ts';
import { scheduledKinds } from '../../src/domain/reports/report.ts';
import { isSettingName, type SettingName, steppedSetting } from '../../src/domain/settings.ts';
import type { ChatView, SettingChange, SettingView } from '../../src/flows/settings.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import {
  type ChatActions,
  chatSettingsMessage,
  type SettingActions,
  settingMessage,
  settingsMessage,
  wrongSettingMessage,
} from '../../src/messages/bot/settings.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { readChatChange } from './chat-changes.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

type Tell = (ctx: BotContext, message: Message) => Promise<unknown>;

/**
 * /settings: one message that shows all, opens one, and is edited as values change. `/settings vip 200 USD` sets a value
 * at once; `/settings countries US` is about the chat or topic that it is sent in.
 */
export function settingsFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'settings', async (ctx) => {
    const argument = ctx.typed?.argument ?? '';
    await (argument === '' ? showAll(ctx, deps, show) : typed(ctx, deps, argument));
  });
  onPress(composer, 'settings', (ctx) => showAll(ctx, deps, replace));
  onPress(composer, 'settings_chat', (ctx) => showThisChat(ctx, deps, replace));
  onPress(composer, 'setting', async (ctx) => {
    const name = ctx.press?.handle ?? '';
    if (isSettingName(name)) await showOne(ctx, deps, name);
  });
  onAct(composer, questions, 'set', async (ctx, argument) => {
    const [name, change] = JSON.parse(argument) as [SettingName, SettingChange];
    await applyChange(ctx, deps, name, change, replace);
  });
  onAct(composer, questions, 'set_chat', async (ctx, argument) => {
    const result = await deps.flows.changeChat(ctx.actor, addressHere(ctx), JSON.parse(argument));
    if (!result.ok) return refuse(ctx, result);
    await tellChat(ctx, deps, result.chat, changed(deps, replace));
  });
  return composer;
}

/** Told with who changed it. */
function changed(deps: BotDeps, tell: Tell): Tell {
  return async (ctx, message) => tell(ctx, await signed(ctx, deps, 'manage_settings', message));
}

async function showAll(ctx: BotContext, { flows }: BotDeps, tell: Tell): Promise<void> {
  const result = await flows.showSettings(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  await tell(ctx, settingsMessage(result.settings, ctx.reader));
}

async function showOne(ctx: BotContext, deps: BotDeps, name: SettingName): Promise<void> {
  const result = await deps.flows.showSettings(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const setting = result.settings.find((one) => one.name === name);
  if (setting) await tellOne(ctx, deps, setting, null, replace);
}

/** The chat, or the topic of it, that the message stands in. */
export function addressHere(ctx: BotContext): string {
  const topic = ctx.msg?.is_topic_message ? (ctx.msg.message_thread_id ?? null) : null;
  return addressOf({ chat: String(ctx.chatId), topic });
}

async function typed(ctx: BotContext, deps: BotDeps, argument: string): Promise<void> {
  const [, word = '', words = ''] = /^(\S+)\s*([\s\S]*)$/.exec(argument) ?? [];
  const name = word.toLowerCase();
  if (isSettingName(name)) return applyChange(ctx, deps, name, { to: 'typed', words }, show);
  const chatChange = readChatChange(name, words);
  if (chatChange === null) return void (await show(ctx, sentence(ctx.reader.locale, 'settings-unknown')));
  if (chatChange === 'wrong') return void (await show(ctx, sentence(ctx.reader.locale, 'settings-chat-help')));
  const result = await deps.flows.changeChat(ctx.actor, addressHere(ctx), chatChange);
  if (!result.ok) return refuse(ctx, result);
  await tellChat(ctx, deps, result.chat, changed(deps, show));
}

async function applyChange(
  ctx: BotContext,
  deps: BotDeps,
  name: SettingName,
  change: SettingChange,
  tell: Tell,
): Promise<void> {
  const result = await deps.flows.changeSetting(ctx.actor, name, change);
  if (result.ok) return tellOne(ctx, deps, result.setting, result.previous, tell);
  if (result.reason !== 'invalid') return refuse(ctx, result);
  const shown = await deps.flows.showSettings(ctx.actor);
  const value = shown.ok ? shown.settings.find((one) => one.name === name)?.value : undefined;
  if (value !== undefined) await show(ctx, wrongSettingMessage(name, value, ctx.reader));
}

/** `previous`: what [Undo] gives back, where something was changed just now. */
async function tellOne(
  ctx: BotContext,
  deps: BotDeps,
  setting: SettingView,
  previous: string | null,
  tell: Tell,
): Promise<void> {
  const { name, value, changed } = setting;
  const to = (change: SettingChange) => offer(deps, ctx, 'set', JSON.stringify([name, change]));
  const isStepped = steppedSetting(name, value, 1) !== null;
  const ids: SettingActions = {
    less: isStepped ? await to({ to: 'stepped', direction: -1 }) : null,
    more: isStepped ? await to({ to: 'stepped', direction: 1 }) : null,
    switchOver: typeof value === 'boolean' ? await to({ to: 'typed', words: value ? 'off' : 'on' }) : null,
    toDefault: changed ? await to({ to: 'default' }) : null,
    undo: previous === null ? null : await to({ to: 'stored', previous }),
  };
  const message = settingMessage(setting, ids, ctx.reader);
  await tell(ctx, previous === null ? message : await signed(ctx, deps, 'manage_settings', message));
}

async function showThisChat(ctx: BotContext, deps: BotDeps, tell: Tell): Promise<void> {
  const result = await deps.flows.showChat(ctx.actor, addressHere(ctx));
  if (!result.ok) return refuse(ctx, result);
  await tellChat(ctx, deps, result.chat, tell);
}

const streams = ['cards', 'vip', 'notices', 'alerts', ...scheduledKinds] as const;

async function tellChat(ctx: BotContext, deps: BotDeps, chat: ChatView, tell: Tell): Promise<void> {
  const toggles: Record<string, string> = {};
  for (const stream of streams) {
    toggles[stream] = await offer(deps, ctx, 'set_chat', JSON.stringify({ to: 'toggle', stream }));
  }
  const toDefault = chat.isSetUp ? await offer(deps, ctx, 'set_chat', JSON.stringify({ to: 'default' })) : null;
  const hasTopics = ctx.chat?.type === 'supergroup' && ctx.chat.is_forum === true;
  const ids: ChatActions = {
    streams: toggles,
    toDefault,
    test: await offer(deps, ctx, 'test_chat'),
    topics: hasTopics ? await offer(deps, ctx, 'ask_topics') : null,
  };
  await tell(ctx, chatSettingsMessage(chat, ids, ctx.reader));
}
