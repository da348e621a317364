import type { CampaignFacts } from '../../domain/facts.ts';
import type { CustomerId, PurchaseId } from '../../domain/ids.ts';
import type { Currency, Money } from '../../domain/money.ts';
import { type SettingName, type SettingValue, settings, typedSetting } from '../../domain/settings.ts';
import type { Instant } from '../../domain/time.ts';
import type { PurchaseView } from '../../domain/views.ts';
import { oneLine } from '../../lib/html.ts';
import { amountsText } from '../format.ts';
import { type Block, type Button, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { purchaseLine } from '../purchase-line.ts';
import { type Locale, text } from '../text.ts';
import { act, open } from './buttons.ts';
import type { Reader } from './local-time.ts';

export type SettingShown = Readonly<{
  name: SettingName;
  value: SettingValue;
  fallback: SettingValue;
  changed: Readonly<{ by: string }> | null;
}>;

const groups = ['telling', 'safety', 'hours', 'targets', 'alerts'] as const;
const buttonsInRow = 2;

/** Every setting with its value; what somebody set in the chat bears a mark. A press opens one. */
export function settingsMessage(shown: readonly SettingShown[], { locale }: Reader): Message {
  const blocks = groups.map((group): Block => {
    const lines = shown.filter(({ name }) => settings[name].group === group).map((one) => settingLine(one, locale));
    return { kind: 'lines', lines: [[bold(text(locale, `settings-group-${group}`))], ...lines] };
  });
  const buttons = shown.map(({ name }) => settingButton(text(locale, `setting-${name}`), name));
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'settings-title') },
      ...blocks,
      textBlock(text(locale, 'settings-note')),
    ],
    buttons: [
      ...rowsOf(buttons),
      [
        open(text(locale, 'settings-button-chat'), 'settings_chat'),
        open(text(locale, 'chat-button-connect'), 'connect_chat'),
      ],
    ],
  };
}

function settingButton(label: string, name: SettingName): Button {
  return { label, intent: { kind: 'open', verb: 'setting', about: name } };
}

function rowsOf(buttons: readonly Button[]): readonly (readonly Button[])[] {
  return Array.from({ length: Math.ceil(buttons.length / buttonsInRow) }, (_, row) =>
    buttons.slice(row * buttonsInRow, (row + 1) * buttonsInRow),
  );
}

function settingLine({ name, value, changed }: SettingShown, locale: Locale): Line {
  const mark = changed ? ' ✎' : '';
  return [plain(`${text(locale, `setting-${name}`)}: `), bold(valueText(value, name, locale)), plain(mark)];
}

/** A value in words. */
export function valueText(value: SettingValue, name: SettingName, locale: Locale): string {
  if (typeof value === 'boolean') return text(locale, value ? 'settings-on' : 'settings-off');
  if (settings[name].kind === 'hour') return `${String(value).padStart(2, '0')}:00`;
  if (settings[name].kind === 'weekday') return text(locale, `weekday-${String(value)}`);
  if (typeof value === 'number') return String(value);
  if (value.length === 0) return text(locale, 'settings-none');
  if (typeof value[0] === 'number') return value.map((hour) => `${String(hour).padStart(2, '0')}:00`).join(', ');
  return (value as readonly Money[]).map((amount) => amountsText([amount])).join(', ');
}

function defaultText(variable: string | null, locale: Locale): string {
  return variable === null ? text(locale, 'settings-own') : text(locale, 'settings-default', { variable });
}

export type SettingActions = Readonly<{
  less: string | null;
  more: string | null;
  /** Null where it is the default already. */
  toDefault: string | null;
  switchOver: string | null;
  undo: string | null;
}>;

/** One setting: what it is, where its value comes from, what it does, and how to change it. */
export function settingMessage(shown: SettingShown, ids: SettingActions, { locale }: Reader): Message {
  const { name, value, fallback, changed } = shown;
  const origin = changed
    ? text(locale, 'settings-changed', { by: oneLine(changed.by), value: valueText(fallback, name, locale) })
    : defaultText(settings[name].variable, locale);
  return {
    blocks: [
      { kind: 'heading', text: `${text(locale, `setting-${name}`)}: ${valueText(value, name, locale)}` },
      textBlock(text(locale, `setting-${name}.help`), origin),
      ...previewBlocks(shown, locale),
      textBlock(text(locale, 'settings-type', { command: `/settings ${name} ${typedSetting(value)}` })),
    ],
    buttons: settingButtons(shown, ids, locale),
  };
}

function settingButtons({ value }: SettingShown, ids: SettingActions, locale: Locale): Message['buttons'] {
  const one = (id: string | null, label: string) => (id === null ? [] : [act(label, id)]);
  return [
    [
      ...one(ids.less, '−'),
      ...one(ids.more, '+'),
      ...one(ids.switchOver, text(locale, value === true ? 'settings-button-off' : 'settings-button-on')),
    ],
    [...one(ids.undo, text(locale, 'bot-button-undo')), ...one(ids.toDefault, text(locale, 'settings-button-default'))],
    [open(text(locale, 'settings-button-all'), 'settings')],
  ].filter((row) => row.length > 0);
}

/** The message that the setting makes, as it would come. */
function previewBlocks({ name, value }: SettingShown, locale: Locale): readonly Block[] {
  if (name !== 'vip') return [];
  const amounts = value as readonly Money[];
  const [first] = amounts;
  if (!first) return [];
  const line = purchaseLine(samplePurchase(first.amountMinor, first.currency), locale);
  return [textBlock(text(locale, 'settings-preview'), line)];
}

function samplePurchase(capturedMinor: number, currency: Currency): PurchaseView {
  const at = '2026-01-01T12:00:00.000Z' as Instant;
  const campaign: CampaignFacts = {};
  return {
    id: 'pur_sample' as PurchaseId,
    name: 'purchase_sample',
    revision: 1,
    state: 'paid',
    mergedInto: null,
    vip: true,
    totals: [{ currency, capturedMinor, reversedMinor: 0 }],
    paymentCount: 1,
    firstPaidAt: at,
    lastPaidAt: at,
    method: 'card',
    email: null,
    country: 'US',
    city: null,
    campaign,
    customerId: 'cst_sample' as CustomerId,
    customerKey: 'sample',
  };
}

export type ChatShown = Readonly<{
  route: Readonly<{
    streams: readonly string[];
    filter: Readonly<{ countries: readonly string[]; minimum: readonly Money[]; campaigns: readonly string[] }>;
    quiet: Readonly<{ from: string; to: string }> | null;
  }>;
  isSetUp: boolean;
}>;

export type ChatActions = Readonly<{
  streams: Readonly<Record<string, string>>;
  toDefault: string | null;
  test: string;
  /** Null where the chat has no topics. */
  topics: string | null;
}>;

/** What this chat or topic is told, and what it is spared. */
export function chatSettingsMessage({ route, isSetUp }: ChatShown, ids: ChatActions, { locale }: Reader): Message {
  const { countries, minimum, campaigns } = route.filter;
  const all = text(locale, 'settings-all');
  const lines = [
    ...Object.keys(ids.streams).map((stream) =>
      text(locale, route.streams.includes(stream) ? 'settings-told' : 'settings-not-told', {
        stream: text(locale, `stream-${stream}`),
      }),
    ),
    text(locale, 'settings-countries', { value: countries.join(', ') || all }),
    text(locale, 'settings-minimum', { value: minimum.map((one) => amountsText([one])).join(', ') || all }),
    text(locale, 'settings-campaigns', { value: campaigns.map(oneLine).join(', ') || all }),
    route.quiet
      ? text(locale, 'settings-quiet', { from: route.quiet.from, to: route.quiet.to })
      : text(locale, 'settings-not-quiet'),
  ];
  const toggles = Object.entries(ids.streams).map(([stream, id]) =>
    act(`${route.streams.includes(stream) ? '✓' : '✗'} ${text(locale, `stream-${stream}`)}`, id),
  );
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'settings-chat-title') },
      textBlock(...lines),
      textBlock(text(locale, isSetUp ? 'settings-chat-own' : 'settings-chat-default')),
      textBlock(text(locale, 'settings-chat-help')),
    ],
    buttons: [
      toggles,
      [
        ...(ids.toDefault === null ? [] : [act(text(locale, 'settings-button-default'), ids.toDefault)]),
        open(text(locale, 'settings-button-all'), 'settings'),
      ],
      [
        act(text(locale, 'chat-button-test'), ids.test),
        ...(ids.topics === null ? [] : [act(text(locale, 'chat-button-topics'), ids.topics)]),
      ],
    ],
  };
}

/** What somebody typed is no value of this setting. */
export function wrongSettingMessage(name: SettingName, value: SettingValue, { locale }: Reader): Message {
  return {
    blocks: [
      textBlock(
        text(locale, 'settings-wrong', { name: text(locale, `setting-${name}`) }),
        text(locale, `setting-${name}.form`),
        text(locale, 'settings-type', { command: `/settings ${name} ${typedSetting(value)}` }),
      ),
    ],
    buttons: [open(text(locale, 'settings-button-all'), 'settings')].map((button) => [button]),
  };
}
