import type { Route, Routes } from '../domain/deliveries.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { ScheduledKind } from '../domain/reports/report.ts';
import { noFilter, type RouteFilter } from '../domain/route-filter.ts';
import {
  parseSetting,
  type SettingName,
  type SettingValue,
  settingNames,
  steppedSetting,
  storedSetting,
  typedSetting,
} from '../domain/settings.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from '../store/database.ts';
import {
  type ChatRoute,
  deleteChatRoute,
  listChatRoutes,
  listSettings,
  type Stream,
  streams,
  upsertChatRoute,
  writeSetting,
} from '../store/settings.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const invalid = { ok: false, reason: 'invalid' } as const;
/** More chats and topics than any business tells of one payment. */
export const mostChats = 50;

export type SettingView = Readonly<{
  name: SettingName;
  value: SettingValue;
  /** What the environment says. */
  fallback: SettingValue;
  /** Null: nobody set it, the environment's holds. */
  changed: Readonly<{ by: string; at: Instant }> | null;
}>;

export type SettingChange =
  | Readonly<{ to: 'typed'; words: string }>
  | Readonly<{ to: 'stepped'; direction: -1 | 1 }>
  | Readonly<{ to: 'default' }>
  /** What `previous` of a change said, to undo it. */
  | Readonly<{ to: 'stored'; previous: string }>;

/** Every setting with its value and where that comes from. */
export async function showSettings(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ settings: readonly SettingView[] }>> {
  if (!may(actor, 'manage_settings')) return forbidden;
  const stored = await listSettings(deps.store.reader);
  const { defaults } = deps.livePolicy;
  const settings = settingNames.map((name): SettingView => {
    const set = stored.get(name);
    const fallback = defaults[name];
    return {
      name,
      value: set?.value ?? fallback,
      fallback,
      changed: set ? { by: set.changedBy, at: set.changedAt } : null,
    };
  });
  return { ok: true, settings };
}

/** `previous` undoes it: give it back as `stored`. `invalid`: no value of this setting; nothing was changed. */
export async function changeSetting(
  deps: FlowDeps,
  actor: Actor,
  name: SettingName,
  change: SettingChange,
): Promise<Result<{ setting: SettingView; previous: string }>> {
  const shown = await showSettings(deps, actor);
  if (!shown.ok) return shown;
  const before = shown.settings.find((one) => one.name === name);
  const value = before && wantedValue(deps, before, change);
  if (!before || value === undefined) return invalid;
  await deps.commits.submit(async (tx) => {
    await writeSetting(tx, name, value, { by: actorName(actor), now: nowOf(deps) });
    await auditIn(tx, deps, actor, 'manage_settings', name, value === null ? 'default' : typedSetting(value));
  });
  await deps.livePolicy.refresh(deps.store.reader);
  const after = await showSettings(deps, actor);
  const setting = after.ok ? after.settings.find((one) => one.name === name) : undefined;
  return setting ? { ok: true, setting, previous: JSON.stringify(before.changed && before.value) } : invalid;
}

/** Null: back to the default; undefined: not a value. */
function wantedValue(deps: FlowDeps, before: SettingView, change: SettingChange): SettingValue | null | undefined {
  switch (change.to) {
    case 'typed':
      return parseSetting(before.name, change.words, deps.policy.baseCurrency) ?? undefined;
    case 'stepped':
      return steppedSetting(before.name, before.value, change.direction) ?? undefined;
    case 'default':
      return null;
    case 'stored': {
      const previous: unknown = JSON.parse(change.previous);
      return previous === null ? null : (storedSetting(before.name, previous) ?? undefined);
    }
  }
}

export type ChatChange =
  | Readonly<{ to: 'toggle'; stream: Stream }>
  | Readonly<{ to: 'filter'; filter: Partial<RouteFilter> }>
  | Readonly<{ to: 'quiet'; quiet: ChatRoute['quiet'] }>
  | Readonly<{ to: 'default' }>;

export type ChatView = Readonly<{ route: ChatRoute; isSetUp: boolean }>;

/** What a chat or topic is told; where nothing is set up, what the environment gives it. */
export async function showChat(deps: FlowDeps, actor: Actor, address: string): Promise<Result<{ chat: ChatView }>> {
  if (!may(actor, 'manage_settings')) return forbidden;
  return { ok: true, chat: await chatView(deps, address) };
}

function routesOf(routes: Routes, stream: Stream): readonly Route[] {
  const { reports } = routes;
  return stream in reports ? reports[stream as ScheduledKind] : routes[stream as Exclude<Stream, ScheduledKind>];
}

async function chatView(deps: FlowDeps, address: string): Promise<ChatView> {
  const known = (await listChatRoutes(deps.store.reader)).find((route) => route.address === address);
  if (known) return { route: known, isSetUp: true };
  const { routes } = deps.policy;
  const own = streams.filter((stream) => routesOf(routes, stream).some((route) => route.address === address));
  return { route: { address, streams: own, filter: noFilter, quiet: null }, isSetUp: false };
}

export async function changeChat(
  deps: FlowDeps,
  actor: Actor,
  address: string,
  change: ChatChange,
): Promise<Result<{ chat: ChatView }>> {
  if (!may(actor, 'manage_settings')) return forbidden;
  const { route, isSetUp } = await chatView(deps, address);
  if (!isSetUp && (await listChatRoutes(deps.store.reader)).length >= mostChats) return invalid;
  await deps.commits.submit(async (tx) => {
    await writeChat(tx, deps, actor, route, change);
    await auditIn(tx, deps, actor, 'manage_settings', address, change.to);
  });
  await deps.livePolicy.refresh(deps.store.reader);
  return { ok: true, chat: await chatView(deps, address) };
}

async function writeChat(tx: Tx, deps: FlowDeps, actor: Actor, route: ChatRoute, change: ChatChange): Promise<void> {
  const how = { by: actorName(actor), now: nowOf(deps) };
  switch (change.to) {
    case 'default':
      await deleteChatRoute(tx, route.address);
      return;
    case 'toggle': {
      const isOn = route.streams.includes(change.stream);
      const on = streams.filter((one) => (one === change.stream ? !isOn : route.streams.includes(one)));
      return upsertChatRoute(tx, { ...route, streams: on }, how);
    }
    case 'filter':
      return upsertChatRoute(tx, { ...route, filter: { ...route.filter, ...change.filter } }, how);
    case 'quiet':
      return upsertChatRoute(tx, { ...route, quiet: change.quiet }, how);
  }
}
