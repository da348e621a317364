import { decimalText, money, moneyText } from '../../domain/money.ts';
import type { Report } from '../../domain/reports/report.ts';
import type {
  CurrencyTotal,
  CustomerProblem,
  CustomerView,
  DeliveryCounts,
  PaymentView,
  PurchaseView,
  RefundView,
} from '../../domain/views.ts';
import { oneLine } from '../../lib/html.ts';
import { maskEmail, maskPhone } from '../format.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { purchaseLine } from '../purchase-line.ts';
import { hasText, text } from '../text.ts';
import { copy, open } from './buttons.ts';
import { dateTimeText, type Reader, shortDayText } from './local-time.ts';
import { campaignLines, payerText, paymentHeadline, reversalText } from './payment-lines.ts';

const listedCount = 10;

export function paymentMessage(payment: PaymentView, reader: Reader): Message {
  const { locale } = reader;
  const failure =
    payment.failureCode === null ? null : text(locale, 'bot-payment-reason', { code: payment.failureCode });
  const lines: Line[] = [
    [bold(paymentHeadline(payment, reader))],
    ...textLines(payerText(payment, reader), failure),
    [code(payment.externalId), ...(payment.purchaseName ? [plain(` · ${payment.purchaseName}`)] : [])],
  ];
  return {
    blocks: [{ kind: 'lines', lines }, ...campaignBlock(payment.campaign, reader)],
    buttons: [
      [
        open(text(locale, 'bot-button-trace'), 'trace'),
        ...(payment.customerId ? [open(text(locale, 'button-customer'), 'customer')] : []),
        copy(text(locale, 'bot-button-copy'), payment.externalId),
      ],
      ...revealRow(payment.email !== null, locale),
    ],
  };
}

/** The purchase's card in full: every payment, the campaign, the times. */
export function purchaseMessage(purchase: PurchaseView, payments: readonly PaymentView[], reader: Reader): Message {
  const { locale, zone } = reader;
  const span = text(locale, 'bot-purchase-span', {
    from: dateTimeText(purchase.firstPaidAt, zone),
    to: dateTimeText(purchase.lastPaidAt, zone),
  });
  const lines: Line[] = [
    [bold(purchaseLine(purchase, locale))],
    [code(purchase.name)],
    ...textLines(purchase.email && maskEmail(purchase.email), span),
    ...(purchase.mergedInto ? textLines(text(locale, 'card-merged', { name: purchase.mergedInto })) : []),
  ];
  return {
    blocks: [{ kind: 'lines', lines }, ...paymentList(payments, reader), ...campaignBlock(purchase.campaign, reader)],
    buttons: [
      [
        open(text(locale, 'bot-button-trace'), 'trace'),
        open(text(locale, 'button-customer'), 'customer'),
        copy(text(locale, 'bot-button-copy'), purchase.name),
      ],
    ],
  };
}

export function customerMessage(customer: CustomerView, reader: Reader): Message {
  const { locale } = reader;
  const totals = customer.totals.map(totalText).join(' + ');
  const count = text(locale, 'purchases-count', { count: customer.purchases.length });
  const lines: Line[] = [
    [bold([totals || text(locale, 'bot-customer-unpaid'), count].join(' · '))],
    [code(customer.key)],
    ...textLines(
      customer.names.map(oneLine).join(', '),
      [...customer.emails.map(maskEmail), ...customer.phones.map(maskPhone)].join(' · '),
      customer.payerIds.length > 1 ? text(locale, 'bot-customer-joined', { count: customer.payerIds.length }) : null,
    ),
  ];
  return {
    blocks: [
      { kind: 'lines', lines },
      ...problemList(customer.problems, reader),
      ...purchaseList(customer.purchases, reader),
      ...paymentList(customer.payments, reader),
      ...refundList(customer.refunds, reader),
      textBlock(...campaignTexts(customer, reader), deliveriesText(customer.deliveries, reader)),
    ],
    buttons: [
      [copy(text(locale, 'bot-button-copy'), customer.key)],
      ...revealRow(customer.emails.length + customer.phones.length > 0, locale),
    ],
  };
}

function revealRow(hasSomething: boolean, locale: Reader['locale']): readonly (readonly Button[])[] {
  return hasSomething ? [[open(text(locale, 'bot-button-reveal'), 'reveal')]] : [];
}

function problemList(problems: readonly CustomerProblem[], reader: Reader): readonly Block[] {
  const rows = problems.map((problem): Line => [plain(problemText(problem, reader))]);
  return listBlocks('bot-list-problems', rows, reader);
}

function problemText(problem: CustomerProblem, { locale }: Reader): string {
  switch (problem.kind) {
    case 'conflict':
      return text(locale, 'bot-problem-conflict', { payment: problem.payment });
    case 'dispute':
      return text(locale, 'bot-problem-dispute', { dispute: problem.dispute, amount: moneyText(problem.amount) });
    case 'dead':
      return text(locale, 'bot-problem-dead', { count: problem.count });
  }
}

function refundList(refunds: readonly RefundView[], reader: Reader): readonly Block[] {
  const rows = refunds.map(
    ({ externalId, status, amount, createdAt }): Line => [
      plain(
        `${moneyText(amount)} · ${reversalText(status, reader.locale)} · ${dateTimeText(createdAt, reader.zone)} · `,
      ),
      code(externalId),
    ],
  );
  return listBlocks('bot-list-refunds', rows, reader);
}

function campaignTexts({ campaigns: { first, last } }: CustomerView, { locale }: Reader): readonly string[] {
  if (first === null && last === null) return [];
  if (first === last) return [text(locale, 'card-campaign', { name: first ?? '' })];
  const named = (id: string, name: string | null) => (name === null ? [] : [text(locale, id, { name })]);
  return [...named('bot-campaign-first', first), ...named('bot-campaign-last', last)];
}

function deliveriesText({ delivered, waiting, dead }: DeliveryCounts, { locale }: Reader): string {
  return text(locale, 'bot-customer-deliveries', { delivered, waiting, dead });
}

/** What is known of the purchase's campaign, and how it sells; `sales` is its report, null where it has no name. */
export function campaignMessage(purchase: PurchaseView, sales: Report | null, reader: Reader): Message {
  const lines = campaignLines(purchase.campaign, reader);
  const title = text(reader.locale, lines.length > 0 ? 'bot-campaign-title' : 'bot-campaign-none', {
    name: purchase.name,
  });
  return {
    blocks: [{ kind: 'heading', text: title }, { kind: 'lines', lines }, ...(sales ? weekBlocks(sales, reader) : [])],
    buttons: [],
  };
}

function weekBlocks({ period, totals }: Report, { locale }: Reader): readonly Block[] {
  const span = { from: shortDayText(period.from, locale), to: shortDayText(period.to, locale) };
  const rows = totals.map(({ currency, measures: { grossMinor, salesBackMinor, purchases } }) => {
    const amount = (minor: number) => decimalText(money(minor, currency));
    const args = { code: currency, gross: amount(grossMinor), net: amount(grossMinor - salesBackMinor) };
    return `${text(locale, 'bot-campaign-revenue', args)} · ${text(locale, 'purchases-count', { count: purchases })}`;
  });
  return [
    { kind: 'heading', text: text(locale, 'bot-campaign-week', span) },
    rows.length > 0
      ? textBlock(...rows, text(locale, 'bot-campaign-week-back'))
      : textBlock(text(locale, 'bot-campaign-week-none')),
  ];
}

function kindText(recognised: string | null, locale: Reader['locale']): string {
  const id = `bot-looks-like-${recognised}`;
  return recognised !== null && hasText(locale, id) ? text(locale, id) : (recognised ?? '');
}

/** Something that may have been meant, and the handle under which a press opens it. */
export type NearLink = Readonly<{ verb: string; handle: string; spelling: string }>;

/** `recognised` is what kind of id it looked like, where that could be told. */
export function nothingFound(
  query: string,
  recognised: string | null,
  { locale }: Reader,
  near: readonly NearLink[] = [],
): Message {
  const what = recognised === null ? 'bot-nothing-found' : 'bot-nothing-found-kind';
  const next = near.length > 0 ? 'bot-near' : 'bot-nothing-found-next';
  return {
    blocks: [
      recognised === 'order'
        ? textBlock(text(locale, 'bot-no-such-order', { query: shown(query) }))
        : textBlock(
            text(locale, what, { query: shown(query), kind: kindText(recognised, locale) }),
            text(locale, next),
          ),
    ],
    buttons: near.map(({ verb, handle, spelling }) => [
      { label: shown(spelling), intent: { kind: 'open', verb, about: handle } },
    ]),
  };
}

/** What somebody typed, in case it holds an address. */
function shown(query: string): string {
  return oneLine(query.includes('@') ? maskEmail(query) : query).slice(0, 80);
}

function totalText({ capturedMinor, reversedMinor, currency }: CurrencyTotal): string {
  return moneyText(money(capturedMinor - reversedMinor, currency));
}

function textLines(...lines: readonly (string | null)[]): readonly Line[] {
  return lines.flatMap((line) => (line ? [[plain(line)]] : []));
}

function campaignBlock(campaign: PaymentView['campaign'], reader: Reader): readonly Block[] {
  const lines = campaignLines(campaign, reader);
  return lines.length === 0 ? [] : [{ kind: 'details', summary: text(reader.locale, 'bot-campaign-summary'), lines }];
}

function paymentList(payments: readonly PaymentView[], reader: Reader): readonly Block[] {
  const rows = payments.map(
    (payment): Line => [plain(`${paymentHeadline(payment, reader)} · `), code(payment.externalId)],
  );
  return listBlocks('bot-list-payments', rows, reader);
}

function purchaseList(purchases: readonly PurchaseView[], reader: Reader): readonly Block[] {
  const rows = purchases.map(
    (purchase): Line => [plain(`${purchaseLine(purchase, reader.locale)} · `), code(purchase.name)],
  );
  return listBlocks('bot-list-purchases', rows, reader);
}

function listBlocks(title: string, rows: readonly Line[], { locale }: Reader): readonly Block[] {
  if (rows.length === 0) return [];
  const more = rows.length - listedCount;
  const rest: readonly Line[] = more > 0 ? [[plain(text(locale, 'bot-more', { count: more }))]] : [];
  return [
    { kind: 'heading', text: text(locale, title) },
    { kind: 'lines', lines: [...rows.slice(0, listedCount), ...rest] },
  ];
}
