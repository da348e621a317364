import type { Route, Routes } from '../domain/deliveries.ts';
import type { Currency, Money } from '../domain/money.ts';
import { type ScheduledKind, scheduledKinds } from '../domain/reports/report.ts';
import { isFiltering } from '../domain/route-filter.ts';
import type { SettingName, SettingValues } from '../domain/settings.ts';
import type { Reader } from '../store/database.ts';
import { type ChatRoute, listChatRoutes, listSettings, type StoredSetting, type Stream } from '../store/settings.ts';
import type { Policy } from './deps.ts';

type Stored = Readonly<{ settings: ReadonlyMap<SettingName, StoredSetting>; chats: readonly ChatRoute[] }>;

/**
 * How the business wants things now: what the environment says, with what was set in the chat over it. Looked at anew
 * every half second, so a change reaches every process on the database within one.
 */
export class LivePolicy {
  readonly #base: Policy;
  #seen = '';
  #current: Policy;

  constructor(base: Policy) {
    this.#base = base;
    this.#current = base;
  }

  get current(): Policy {
    return this.#current;
  }

  /** What holds where nothing is set in the chat. */
  get defaults(): SettingValues {
    return this.#base.values;
  }

  async refresh(db: Reader): Promise<void> {
    const stored = { settings: await listSettings(db), chats: await listChatRoutes(db) };
    const seen = JSON.stringify([[...stored.settings], stored.chats]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#current = policyWith(this.#base, stored);
  }
}

/** Pure: the environment's policy with the chat's settings and routes over it. */
export function policyWith(base: Policy, { settings, chats }: Stored): Policy {
  const set = Object.fromEntries([...settings].map(([name, { value }]) => [name, value]));
  const values = { ...base.values, ...set } as SettingValues;
  return { ...base, values, ...derived(values), routes: routesWith(base.routes, chats, !values.notifications) };
}

/** What flows ask of the values, in the form they ask for. */
export function derived(values: SettingValues): Pick<Policy, 'vipThresholds' | 'digestAfterWaiting'> {
  return { vipThresholds: thresholds(values.vip), digestAfterWaiting: values.digest };
}

function thresholds(amounts: readonly Money[]): ReadonlyMap<Currency, number> {
  return new Map(amounts.map(({ currency, amountMinor }) => [currency, amountMinor]));
}

function routesWith(base: Routes, chats: readonly ChatRoute[], isOff: boolean): Routes {
  const withChats = (own: readonly Route[], stream: Stream): readonly Route[] => {
    const kept = own.filter((route) => route.destination !== 'telegram' || !isSetUp(route, chats));
    const added = chats.filter((chat) => chat.streams.includes(stream)).map(routeOf);
    return [...kept, ...added].map((route) => switched(route, isOff));
  };
  return {
    cards: withChats(base.cards, 'cards'),
    vip: withChats(base.vip, 'vip'),
    notices: withChats(base.notices, 'notices'),
    alerts: withChats(base.alerts, 'alerts'),
    rows: base.rows,
    reports: eachReport((kind) => withChats(base.reports[kind], kind)),
  };
}

/** What each kind of report has. */
export function eachReport<T>(of: (kind: ScheduledKind) => T): Readonly<Record<ScheduledKind, T>> {
  return Object.fromEntries(scheduledKinds.map((kind) => [kind, of(kind)])) as Record<ScheduledKind, T>;
}

/** What was set up in the chat replaces what the environment says of the same one. */
function isSetUp({ address }: Route, chats: readonly ChatRoute[]): boolean {
  return chats.some((chat) => chat.address === address);
}

function routeOf({ address, filter, quiet }: ChatRoute): Route {
  return {
    destination: 'telegram',
    address,
    ...(isFiltering(filter) && { filter }),
    ...(quiet !== null && { quiet }),
  };
}

function switched({ off: _off, ...route }: Route, isOff: boolean): Route {
  return isOff ? { ...route, off: true } : route;
}
