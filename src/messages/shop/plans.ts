import { moneyText } from '../../domain/money.ts';
import type { PlanRemark, PlanState } from '../../domain/shop/offer.ts';
import { isLow, type Plan, sellsDigitalOutsideStars } from '../../domain/shop/plan.ts';
import { type PlanField, planFields, typedField } from '../../domain/shop/plan-fields.ts';
import type { Promo } from '../../domain/shop/promo.ts';
import { oneLine } from '../../lib/html.ts';
import { act, open } from '../bot/buttons.ts';
import { dateTimeText, type Reader } from '../bot/local-time.ts';
import { type Block, type Button, bold, code, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { orderButton } from './buttons.ts';
import { periodText, priceText, said } from './price.ts';

function pricesText({ prices, trial }: Plan, locale: Locale): string {
  if (trial) return text(locale, 'shop-trial');
  if (prices.length === 0) return text(locale, 'plan-no-price');
  return prices
    .map(
      (price) =>
        `${priceText(price, locale)} (${price.methods.map((one) => text(locale, `shop-method-${one}`)).join(', ')})`,
    )
    .join(' · ');
}

/** What is left, what was given away, and whether anybody sees it. */
function stateText({ plan, left, keys }: PlanState, locale: Locale): string {
  const low = left !== 0 && isLow(left, plan.stock) ? `⚠ ${text(locale, 'plan-low')}` : null;
  return [
    plan.active ? null : text(locale, 'plan-hidden'),
    left === null ? text(locale, 'plan-endless') : text(locale, 'plan-left', { count: left }),
    low,
    keys && text(locale, 'plan-keys', { free: keys.free, given: keys.given }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** /plans: all of them, hidden ones too. */
export function plansMessage(states: readonly PlanState[], { locale }: Reader): Message {
  const blocks = states.map((state, index): Block => {
    const { plan } = state;
    return {
      kind: 'lines',
      lines: [
        [bold(`${index + 1}. ${said(plan.title, locale)}`), plain(' '), code(plan.code)],
        [plain(pricesText(plan, locale))],
        [plain(stateText(state, locale))],
      ],
    };
  });
  return {
    blocks: [{ kind: 'heading', text: text(locale, 'plan-list-title', { count: states.length }) }, ...blocks],
    buttons: [
      ...states.map(({ plan }, index) => [orderButton(`${index + 1}. ${said(plan.title, locale)}`, 'plan', plan.code)]),
      [open(text(locale, 'plan-button-new'), 'plan_new'), open(text(locale, 'plan-button-promos'), 'promos')],
    ],
  };
}

const fieldsInARow = 2;

function editButtons({ code: planCode }: Plan, locale: Locale): readonly (readonly Button[])[] {
  const buttons = planFields.map((field) =>
    orderButton(text(locale, `plan-field-${field}`), 'plan_edit', `${field}-${planCode}`),
  );
  return buttons.flatMap((_, index) =>
    index % fieldsInARow === 0 ? [buttons.slice(index, index + fieldsInARow)] : [],
  );
}

/** As buyers read it, in both languages, and what stands behind it. */
function preview(plan: Plan, locale: Locale): readonly Block[] {
  const { title, description, fulfilment, kind, tickets } = plan;
  return [
    { kind: 'lines', lines: [[bold(oneLine(title.ru))], [plain(oneLine(description.ru))]] },
    { kind: 'lines', lines: [[bold(oneLine(title.en))], [plain(oneLine(description.en))]] },
    textBlock(
      pricesText(plan, locale),
      [
        text(locale, `plan-kind-${kind}`),
        periodText(plan, locale),
        text(locale, 'plan-tickets', { count: tickets }),
      ].join(' · '),
      text(locale, `plan-gives-${fulfilment.type}`, { where: whereOf(plan) }),
    ),
  ];
}

function whereOf({ fulfilment }: Plan): string {
  if (fulfilment.type === 'invite_link') return oneLine(fulfilment.chatId);
  return fulfilment.type === 'webhook' ? oneLine(fulfilment.url) : '';
}

/** One plan as it is, with what has to be said about it. */
export function planMessage(
  state: PlanState,
  remarks: readonly PlanRemark[],
  actions: Readonly<{ turn: string }>,
  { locale }: Reader,
): Message {
  const { plan } = state;
  const turn = text(locale, plan.active ? 'plan-button-hide' : 'plan-button-show');
  return {
    blocks: [
      {
        kind: 'lines',
        lines: [[bold(said(plan.title, locale)), plain(' '), code(plan.code)], [plain(stateText(state, locale))]],
      },
      ...preview(plan, locale),
      ...(plan.fulfilment.type === 'keys' ? [textBlock(text(locale, 'plan-keys-how', { code: plan.code }))] : []),
      ...remarks.map((remark) => textBlock(`⚠ ${text(locale, `plan-remark-${remark}`)}`)),
    ],
    buttons: [
      ...editButtons(plan, locale),
      [act(turn, actions.turn, plan.active ? 'danger' : 'success')],
      [open(text(locale, 'plan-button-list'), 'plans')],
    ],
  };
}

/** Asks for one thing, with what it is now and how it is written. */
export function planQuestion(field: PlanField, plan: Plan, isNew: boolean, locale: Locale): Message {
  const now = isNew
    ? []
    : typedField(plan, field)
        .split('\n')
        .map((line) => [code(line)]);
  return {
    blocks: [
      textBlock(text(locale, `plan-ask-${field}`)),
      ...(now.length > 0 ? [{ kind: 'lines', lines: [[plain(text(locale, 'plan-now'))], ...now] } as const] : []),
    ],
    buttons: [],
  };
}

/** Before it is saved: as buyers will read it. */
export function planDraft(plan: Plan, ids: Readonly<{ yes: string; no: string }>, locale: Locale): Message {
  return {
    blocks: [
      textBlock(text(locale, 'plan-draft')),
      ...preview(plan, locale),
      ...(sellsDigitalOutsideStars(plan) ? [textBlock(`⚠ ${text(locale, 'plan-remark-digital_outside_stars')}`)] : []),
    ],
    buttons: [
      [act(text(locale, 'plan-button-save'), ids.yes, 'success'), act(text(locale, 'bot-button-cancel'), ids.no)],
    ],
  };
}

function promoText({ off, limit, used, expiresAt, plans, active }: Promo, { locale, zone }: Reader): string {
  return [
    off.kind === 'percent' ? `−${off.percent} %` : `−${moneyText(off)}`,
    text(locale, limit === null ? 'promo-used' : 'promo-used-of', { used, limit: limit ?? 0 }),
    expiresAt && text(locale, 'promo-until', { time: dateTimeText(expiresAt, zone) }),
    plans.length > 0 ? plans.join(', ') : null,
    active ? null : text(locale, 'promo-stopped'),
  ]
    .filter(Boolean)
    .join(' · ');
}

type PromoEntry = Readonly<{ promo: Promo; turn: string }>;

/** Codes, with one button each to stop it, or to let it count again. */
export function promosMessage(entries: readonly PromoEntry[], reader: Reader): Message {
  const { locale } = reader;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'promo-title', { count: entries.length }) },
      ...entries.map(
        ({ promo }): Block => ({ kind: 'lines', lines: [[code(promo.code)], [plain(promoText(promo, reader))]] }),
      ),
    ],
    buttons: [
      ...entries.map(({ promo, turn }) => [
        act(text(locale, promo.active ? 'promo-button-stop' : 'promo-button-go', { code: promo.code }), turn),
      ]),
      [open(text(locale, 'promo-button-new'), 'promo_new'), open(text(locale, 'plan-button-list'), 'plans')],
    ],
  };
}

/** A code is typed in one line, so examples say most. */
export function promoQuestion(locale: Locale): Message {
  const examples = ['SPRING 20%', text(locale, 'promo-example')].map((line) => [code(line)]);
  return {
    blocks: [
      textBlock(text(locale, 'promo-ask')),
      { kind: 'lines', lines: examples },
      textBlock(text(locale, 'promo-ask-parts')),
    ],
    buttons: [],
  };
}

export function promoDraft(promo: Promo, ids: Readonly<{ yes: string; no: string }>, reader: Reader): Message {
  const { locale } = reader;
  return {
    blocks: [{ kind: 'lines', lines: [[bold(promo.code)], [plain(promoText(promo, reader))]] }],
    buttons: [
      [act(text(locale, 'promo-button-make'), ids.yes, 'success'), act(text(locale, 'bot-button-cancel'), ids.no)],
    ],
  };
}
