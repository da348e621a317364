import { type Currency, currency, exponentOf, type Money, moneyText, parseDecimal } from './money.ts';

/** What a setting's value is, and so how it is typed, shown and stepped. */
type Kind = 'amounts' | 'count' | 'hour' | 'hours' | 'weekday' | 'switch';

type Setting = Readonly<{
  kind: Kind;
  /** What the environment calls it: its default. Null: the environment does not know it, `ownDefaults` holds. */
  variable: string | null;
  group: 'telling' | 'safety' | 'hours' | 'targets' | 'alerts';
  /** Whole numbers from … to …. */
  from?: number;
  to?: number;
  /** What [−] and [+] do. */
  step?: number;
}>;

const hourOfDay = { kind: 'hour', from: 0, to: 23, step: 1, group: 'hours' } as const;

const alertNumber = { kind: 'count', variable: null, group: 'alerts', from: 0 } as const;
const alertSwitch = { kind: 'switch', variable: null, group: 'alerts' } as const;

/**
 * What may be set in the chat. The purchase window is not among them: another window regroups all that ever was. Nor is
 * any secret.
 */
export const settings = {
  vip: { kind: 'amounts', variable: 'VIP_PURCHASE_THRESHOLD', group: 'telling' },
  digest: { kind: 'count', variable: 'DIGEST_AFTER_WAITING', group: 'telling', from: 1, to: 10_000, step: 5 },
  notifications: { kind: 'switch', variable: 'NOTIFICATIONS_DISABLED', group: 'telling' },
  daily_hour: { ...hourOfDay, variable: 'DAILY_STATS_HOUR' },
  creative_hours: { kind: 'hours', variable: 'CREATIVE_ALERT_HOURS', group: 'hours', from: 0, to: 23 },
  weekly_day: { kind: 'weekday', variable: 'WEEKLY_REPORT_DAY', group: 'hours', from: 1, to: 7, step: 1 },
  weekly_hour: { ...hourOfDay, variable: 'WEEKLY_REPORT_HOUR' },
  campaign_hour: { ...hourOfDay, variable: 'CAMPAIGN_REPORT_HOUR' },
  geo_interval: { kind: 'count', variable: 'GEO_ALERT_INTERVAL_HOURS', group: 'hours', from: 1, to: 24, step: 1 },
  cleanup_hour: { ...hourOfDay, variable: 'CLEANUP_HOUR' },
  refund_alone: { kind: 'amounts', variable: 'REFUND_ALONE_UP_TO', group: 'safety' },
  access_grace: { kind: 'count', variable: 'ACCESS_GRACE_DAYS', group: 'safety', from: 0, to: 30, step: 1 },
  access_removal: { kind: 'switch', variable: 'ACCESS_REMOVAL', group: 'safety' },
  daily_target: { kind: 'amounts', variable: 'DAILY_REVENUE_TARGET', group: 'targets' },
  monthly_target: { kind: 'amounts', variable: 'MONTHLY_REVENUE_TARGET', group: 'targets' },
  /** From so many per cent less than expected on; 0: never. */
  alert_revenue_drop: { ...alertNumber, to: 95, step: 5 },
  alert_success_drop: { ...alertNumber, to: 95, step: 5 },
  /** From so many purchases of a country that never bought before on; 0: never. */
  alert_new_country: { ...alertNumber, to: 1_000, step: 1 },
  alert_surges: alertSwitch,
  alert_silence: alertSwitch,
  /** Hours in which what comes back is the same incident. */
  alert_cooldown: { ...alertNumber, to: 168, step: 1 },
} as const satisfies Record<string, Setting>;
export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as readonly SettingName[];

type ValueOf = {
  amounts: readonly Money[];
  count: number;
  hour: number;
  weekday: number;
  hours: readonly number[];
  switch: boolean;
};
export type SettingValues = Readonly<{ [N in SettingName]: ValueOf[(typeof settings)[N]['kind']] }>;
export type SettingValue = SettingValues[SettingName];

/** Of what the environment does not know. */
export const ownDefaults = {
  alert_revenue_drop: 30,
  alert_success_drop: 20,
  alert_new_country: 5,
  alert_surges: true,
  alert_silence: true,
  alert_cooldown: 6,
} as const satisfies Partial<SettingValues>;

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** Reads what a person typed; null where it is no such value. `base`: the currency of an amount that names none. */
export function parseSetting(name: SettingName, typed: string, base: Currency): SettingValue | null {
  const setting: Setting = settings[name];
  const words = typed.trim();
  switch (setting.kind) {
    case 'amounts':
      return parseAmounts(words, base);
    case 'count':
    case 'hour':
    case 'weekday':
      return wholeWithin(words, setting);
    case 'hours':
      return parseHours(words, setting);
    case 'switch':
      return parseSwitch(words);
  }
}

const yes = ['on', 'yes', 'true', '1', 'да', 'вкл'];
const no = ['off', 'no', 'false', '0', 'нет', 'выкл'];

function parseSwitch(words: string): boolean | null {
  const word = words.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : null;
}

function wholeWithin(words: string, { from = 0, to = Number.MAX_SAFE_INTEGER }: Setting): number | null {
  const number = /^\d{1,9}(:00)?$/.test(words) ? Number.parseInt(words, 10) : Number.NaN;
  return number >= from && number <= to ? number : null;
}

function parseHours(words: string, setting: Setting): readonly number[] | null {
  const hours = words.split(/[\s,;]+/).map((word) => wholeWithin(word, setting));
  return hours.some((hour) => hour === null) ? null : [...new Set(hours as number[])].toSorted((a, b) => a - b);
}

/** `100`, or `100 USD, 9000 RUB`, each currency once; `-` is none. Null where it is neither. */
export function parseAmounts(words: string, base: Currency): readonly Money[] | null {
  if (words === '-') return [];
  try {
    const amounts = words.split(/[,;]/).map((part) => {
      const [, number = '', code] = /^(\d[\d\s]*(?:\.\d+)?)\s*([A-Za-z]{3})?$/.exec(part.trim()) ?? [];
      return parseDecimal(number.replaceAll(/\s/g, ''), code === undefined ? base : currency(code));
    });
    return new Set(amounts.map((amount) => amount.currency)).size === amounts.length ? amounts : null;
  } catch {
    return null;
  }
}

/** As a person would type it. */
export function typedSetting(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value);
  if (value.length === 0) return '-';
  return value.map((part) => (typeof part === 'number' ? String(part) : moneyText(part))).join(', ');
}

/** One [−] or [+] further, within its limits; null for what has no steps. */
export function steppedSetting(name: SettingName, value: SettingValue, direction: -1 | 1): SettingValue | null {
  const { step, from = 0, to = Number.MAX_SAFE_INTEGER }: Setting = settings[name];
  if (step === undefined || typeof value !== 'number') return null;
  const next = value + step * direction;
  // 0 and 23 are neighbours on a clock.
  if (settings[name].kind === 'hour') return (next + 24) % 24;
  return Math.min(to, Math.max(from, next));
}

/** What is stored, as the value it was; null where it is none of today's kind. */
export function storedSetting(name: SettingName, stored: unknown): SettingValue | null {
  const setting: Setting = settings[name];
  switch (setting.kind) {
    case 'switch':
      return typeof stored === 'boolean' ? stored : null;
    case 'count':
    case 'hour':
    case 'weekday':
      return typeof stored === 'number' ? wholeWithin(String(stored), setting) : null;
    case 'hours':
      return Array.isArray(stored) ? parseHours(stored.join(','), setting) : null;
    case 'amounts':
      return Array.isArray(stored) && stored.every(isMoney) ? stored : null;
  }
}

function isMoney(value: unknown): value is Money {
  const { amountMinor, currency: code } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(amountMinor) && typeof code === 'string' && exponentOf(code as Currency) >= 0;
}
