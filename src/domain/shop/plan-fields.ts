import { type Currency, currency, decimalText, parseDecimal } from '../money.ts';
import {
  type Fulfilment,
  type InTwoLanguages,
  type PayMethod,
  type Plan,
  type PlanPrice,
  payMethods,
  planCodeShape,
  planMistake,
  starsCurrency,
} from './plan.ts';

/** What of a plan is typed, in the order in which a new one is asked for. */
export const planFields = [
  'title',
  'description',
  'kind',
  'prices',
  'period',
  'stock',
  'tickets',
  'fulfilment',
] as const;
export type PlanField = (typeof planFields)[number];

/** A plan to begin with: what is not asked for, or not yet. */
export function newPlan(code: string): Plan {
  const nothing = { ru: '', en: '' };
  return {
    code,
    title: nothing,
    description: nothing,
    kind: 'digital',
    prices: [],
    periodDays: null,
    stock: null,
    tickets: 0,
    trial: false,
    fulfilment: { type: 'text', text: nothing },
    active: true,
  };
}

const none = /^(?:-|–|—|нет|no|none)$/i;

/** The plan with what was typed for one field; null where that cannot be. */
export function withField(plan: Plan, field: PlanField, typed: string): Plan | null {
  const change = readField(field, typed.trim());
  if (change === null) return null;
  const changed = { ...plan, ...change };
  const mistake = planMistake(changed);
  return mistake === null || mistake !== field ? changed : null;
}

function readField(field: PlanField, typed: string): Partial<Plan> | null {
  switch (field) {
    case 'title':
    case 'description': {
      const words = inTwoLanguages(typed);
      return words && { [field]: words };
    }
    case 'kind':
      return readKind(typed);
    case 'prices':
      return readPrices(typed);
    case 'period':
      return wholeOrNone(typed, 1, 3_660, (periodDays) => ({ periodDays }));
    case 'stock':
      return wholeOrNone(typed, 0, 1_000_000, (stock) => ({ stock }));
    case 'tickets':
      return wholeOrNone(typed, 0, 10_000, (tickets) => ({ tickets: tickets ?? 0 }));
    case 'fulfilment': {
      const fulfilment = readFulfilment(typed);
      return fulfilment && { fulfilment };
    }
  }
}

/** Russian on the first line, English on the second; one line alone is both. */
function inTwoLanguages(typed: string): InTwoLanguages | null {
  const [ru, en = ru] = linesOf(typed);
  return ru === undefined || en === undefined ? null : { ru, en };
}

const linesOf = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function readKind(typed: string): Partial<Plan> | null {
  if (/^(?:digital|цифров)/i.test(typed)) return { kind: 'digital' };
  return /^(?:physical|физич|веществ)/i.test(typed) ? { kind: 'physical' } : null;
}

function wholeOrNone(
  typed: string,
  from: number,
  to: number,
  change: (value: number | null) => Partial<Plan>,
): Partial<Plan> | null {
  if (none.test(typed)) return change(null);
  const value = /^\d{1,7}$/.test(typed) ? Number(typed) : Number.NaN;
  return value >= from && value <= to ? change(value) : null;
}

/** `10 USD`, `990 RUB yookassa`, `500 XTR`: a line each; `trial` for a plan that is free, once per person. */
function readPrices(typed: string): Partial<Plan> | null {
  if (/^(?:trial|проба|пробный)$/i.test(typed)) return { trial: true, prices: [] };
  const prices = linesOf(typed.replaceAll(/[,;]/g, '\n')).map(readPrice);
  if (prices.length === 0 || prices.some((price) => price === null)) return null;
  return { trial: false, prices: prices as readonly PlanPrice[] };
}

function readPrice(line: string): PlanPrice | null {
  const [, amount = '', code = '', named = ''] =
    /^(\d[\d\s]*(?:\.\d+)?)\s*(stars?|⭐|[A-Za-z]{3})(?![A-Za-z])\s*([A-Za-z+ ]*)$/i.exec(line) ?? [];
  try {
    const unit = /^(?:stars?|⭐)$/i.test(code) ? starsCurrency : currency(code.toUpperCase());
    const words = named
      .toLowerCase()
      .split(/[+\s]+/)
      .filter(Boolean);
    const methods =
      words.length > 0 ? words.map((word) => payMethods.find((one) => one === word)) : [usualMethod(unit)];
    if (methods.includes(undefined)) return null;
    const { amountMinor } = parseDecimal(amount.replaceAll(/\s/g, ''), unit);
    return { currency: unit, amountMinor, methods: methods as readonly PayMethod[] };
  } catch {
    return null;
  }
}

function usualMethod(unit: Currency): PayMethod {
  if (unit === starsCurrency) return 'stars';
  return unit === 'RUB' ? 'yookassa' : 'stripe';
}

/** `chat -100…`, `webhook https://…`, `keys`, or `text` and what is sent, in Russian and in English. */
function readFulfilment(typed: string): Fulfilment | null {
  const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(typed) ?? [];
  switch (name.toLowerCase()) {
    case 'chat':
      return /^(?:-\d{5,20}|@\w{4,32})$/.test(rest) ? { type: 'invite_link', chatId: rest } : null;
    case 'webhook':
      return /^https:\/\/\S{3,500}$/.test(rest) ? { type: 'webhook', url: rest } : null;
    case 'keys':
      return rest === '' ? { type: 'keys' } : null;
    case 'text': {
      const words = inTwoLanguages(rest);
      return words && { type: 'text', text: words };
    }
    default:
      return null;
  }
}

/** As one would type it. */
export function typedField(plan: Plan, field: PlanField): string {
  switch (field) {
    case 'title':
    case 'description':
      return `${plan[field].ru}\n${plan[field].en}`;
    case 'kind':
      return plan.kind;
    case 'prices':
      if (plan.trial) return 'trial';
      return plan.prices
        .map((price) => `${decimalText(price)} ${price.currency} ${price.methods.join(' ')}`)
        .join('\n');
    case 'period':
      return plan.periodDays === null ? '-' : String(plan.periodDays);
    case 'stock':
      return plan.stock === null ? '-' : String(plan.stock);
    case 'tickets':
      return String(plan.tickets);
    case 'fulfilment':
      return typedFulfilment(plan.fulfilment);
  }
}

function typedFulfilment(fulfilment: Fulfilment): string {
  switch (fulfilment.type) {
    case 'invite_link':
      return `chat ${fulfilment.chatId}`;
    case 'webhook':
      return `webhook ${fulfilment.url}`;
    case 'keys':
      return 'keys';
    case 'text':
      return `text\n${fulfilment.text.ru}\n${fulfilment.text.en}`;
  }
}

export function readPlanCode(typed: string): string | null {
  const code = typed.trim();
  return planCodeShape.test(code) ? code : null;
}

const mostKeys = 10_000;
const longestKey = 500;

/** A key a line; null where the file is none of keys. */
export function readKeys(file: string): readonly string[] | null {
  const keys = [...new Set(linesOf(file.replace(/^\uFEFF/, '')))];
  if (keys.length === 0 || keys.length > mostKeys || keys.some((key) => key.length > longestKey)) return null;
  return keys;
}
