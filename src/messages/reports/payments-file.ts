import type { ExportedPayment, PaymentExport } from '../../domain/reports/exported-payment.ts';
import type { Attachment, Column, Table } from '../../files/table.ts';
import { dateTimeText, type Reader } from '../bot/local-time.ts';
import { maskEmail, methodText } from '../format.ts';
import { type Message, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { shortRangeText } from './dates.ts';

const columns = [
  ['paid', 'text'],
  ['provider', 'text'],
  ['payment', 'text'],
  ['amount', 'money'],
  ['back', 'money'],
  ['currency', 'text'],
  ['method', 'text'],
  ['country', 'text'],
  ['city', 'text'],
  ['campaign', 'text'],
  ['customer', 'text'],
  ['email', 'text'],
] as const satisfies readonly (readonly [string, Column['kind']])[];

/** Addresses are masked here as everywhere that people look. */
function rowOf(one: ExportedPayment, { locale, zone }: Reader): Table['rows'][number] {
  const { currency } = one;
  return [
    dateTimeText(one.paidAt, zone),
    one.provider,
    one.externalId,
    { amountMinor: one.amountMinor, currency },
    { amountMinor: one.reversedMinor, currency },
    currency,
    one.method === null ? null : methodText(locale, one.method),
    one.country,
    one.city,
    one.campaign,
    one.customerId,
    one.email === null ? null : maskEmail(one.email),
  ];
}

function titleOf({ days, payments }: PaymentExport, locale: Locale): string {
  const counted = text(locale, 'payments-count', { count: payments.length });
  return text(locale, 'export-payments', { counted, days: shortRangeText(days, locale) });
}

/** The list as a file. */
export function paymentsFile({ days, payments }: PaymentExport, reader: Reader): Attachment {
  const table = {
    columns: columns.map(([name, kind]) => ({ title: text(reader.locale, `export-column-${name}`), kind })),
    rows: payments.map((one) => rowOf(one, reader)),
  };
  return { name: `payments-${days.from}-${days.to}.xlsx`, format: 'xlsx', table };
}

export function paymentsFileMessage(exported: PaymentExport, reader: Reader): Message {
  return {
    blocks: [textBlock(titleOf(exported, reader.locale), text(reader.locale, 'export-masked'))],
    attachments: [paymentsFile(exported, reader)],
    buttons: [],
  };
}
