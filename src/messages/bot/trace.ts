import { moneyText } from '../../domain/money.ts';
import type { DeliveryView, TraceEvent, TraceView } from '../../domain/views.ts';
import { destinationText } from '../format.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain } from '../message.ts';
import { exactMoment, type Moment, timedLine } from '../moment.ts';
import { purchaseLine } from '../purchase-line.ts';
import { hasText, type Locale, text } from '../text.ts';
import { copy, open } from './buttons.ts';
import type { Reader } from './local-time.ts';
import { payerText, paymentHeadline, reversalText } from './payment-lines.ts';
import { issuesSentence } from './quarantine.ts';
import { capitalised } from './status.ts';

/** One payment's whole way: received, verified, grouped, told; each try with its code, and the next one. */
export function traceMessage(trace: TraceView, reader: Reader): Message {
  const { locale } = reader;
  const { payment } = trace;
  const head: Line[] = [
    [bold(paymentHeadline(payment, reader))],
    [code(payment.externalId)],
    [plain(payerText(payment, reader))],
  ];
  return {
    blocks: [
      { kind: 'lines', lines: head },
      ...section('bot-trace-received', receivedLines(trace, reader), locale),
      ...section('bot-trace-back', moneyBackLines(trace, reader), locale),
      ...section('bot-trace-grouped', groupedLines(trace, reader), locale),
      ...section(
        'bot-trace-deliveries',
        trace.deliveries.flatMap((delivery) => deliveryLines(delivery, trace, reader)),
        locale,
      ),
    ],
    buttons: [
      ...replayRow(trace, locale),
      [
        open(text(locale, 'bot-button-refresh'), 'refresh_trace'),
        copy(text(locale, 'bot-button-copy'), payment.externalId),
      ],
    ],
  };
}

/** Where nothing was given up there is nothing to send again. */
function replayRow({ deliveries }: TraceView, locale: Locale): readonly (readonly Button[])[] {
  const isOwed = deliveries.some(({ state }) => state === 'dead');
  return isOwed ? [[open(text(locale, 'bot-button-replay'), 'replay')]] : [];
}

function section(title: string, lines: readonly Line[], locale: Locale): readonly Block[] {
  const shown: readonly Line[] = lines.length > 0 ? lines : [[plain(text(locale, `${title}-none`))]];
  return [
    { kind: 'heading', text: text(locale, title) },
    { kind: 'lines', lines: shown },
  ];
}

/** Events that came by the same road and ended alike stand under one line that says so. */
function receivedLines({ events, payment }: TraceView, reader: Reader): readonly Line[] {
  let before = '';
  return events.flatMap((event) => {
    const road = capitalised(sourceText(event, reader.locale));
    const said = [event.type, detailText(event, reader.locale)].filter((part) => part !== '').join(' · ');
    const line = [exactMoment(event.at, payment.createdAt, reader.zone), plain(` ${said}`)];
    const isSame = road === before;
    before = road;
    return isSame ? [line] : [[plain(`${road}:`)], line];
  });
}

/** That the signature was right is said by the road; which secret matched matters only while one is being changed. */
function detailText({ detail, state }: TraceEvent, locale: Locale): string {
  if (state === 'quarantined') return issuesSentence(detail ?? '', locale);
  const secret = /^signature verified, secret (\d+)$/.exec(detail ?? '')?.[1];
  if (secret === undefined) return detail ?? '';
  return secret === '1' ? '' : text(locale, 'bot-trace-secret', { n: secret });
}

/** A webhook that got this far had a right signature. */
function sourceText({ source, state }: TraceEvent, locale: Locale): string {
  return `${wordFor('bot-source', source, locale)} · ${wordFor('bot-event', state, locale)}`;
}

function moneyBackLines({ refunds, disputes, payment }: TraceView, { locale, zone }: Reader): readonly Line[] {
  const row = (kind: string, item: TraceView['refunds'][number]): Line => [
    exactMoment(item.createdAt, payment.createdAt, zone),
    plain(' '),
    plain(text(locale, kind, { amount: moneyText(item.amount), status: reversalText(item.status, locale) })),
  ];
  return [
    ...refunds.map((refund) => row('bot-trace-refund', refund)),
    ...disputes.map((dispute) => row(dispute.withdrawn ? 'bot-trace-dispute-withdrawn' : 'bot-trace-dispute', dispute)),
  ];
}

function groupedLines({ purchase, payment }: TraceView, { locale }: Reader): readonly Line[] {
  if (!purchase) return [];
  const provisional = payment.paidAtProvisional ? [[plain(text(locale, 'bot-trace-provisional'))]] : [];
  return [[code(purchase.name)], [plain(purchaseLine(purchase, locale))], ...provisional];
}

const marks: Readonly<Record<DeliveryView['state'], string>> = {
  waiting: '⏳',
  leased: '⏳',
  sending: '⏳',
  delivered: '✅',
  merged: '✅',
  dead: '🔴',
  cancelled: '⚪',
};

function deliveryLines(delivery: DeliveryView, { payment }: TraceView, { locale, zone }: Reader): readonly Line[] {
  const moment = (at: DeliveryView['createdAt']): Moment => exactMoment(at, payment.createdAt, zone);
  const state = text(locale, `bot-delivery-${delivery.state}`);
  const when = delivery.settledAt ? moment(delivery.settledAt) : moment(delivery.createdAt);
  const next = delivery.nextAt ? [plain(' · '), ...timedLine(locale, 'bot-trace-next', moment(delivery.nextAt))] : [];
  const head = [
    `${marks[delivery.state]} ${capitalised(destinationText(locale, delivery.destination))}`,
    wordFor('bot-kind', delivery.kind, locale),
  ];
  return [
    [bold(head.join(' · ')), plain(` · ${state} `), when, ...next],
    ...worthTelling(delivery).map((attempt, index): Line => {
      const outcome = wordFor('bot-outcome', attempt.outcome, locale);
      const code = attempt.code ? ` (${attempt.code})` : '';
      return [plain(`  ${index + 1}. `), moment(attempt.at), plain(` ${outcome}${code}`)];
    }),
  ];
}

/** That the first try arrived is said already. */
function worthTelling({ state, attempts }: DeliveryView): DeliveryView['attempts'] {
  return state === 'delivered' && attempts.length === 1 ? [] : attempts;
}

/** The catalogue's word for a code; a code it does not know is shown as it is. */
function wordFor(
  prefix: 'bot-source' | 'bot-event' | 'bot-outcome' | 'bot-kind',
  word: string,
  locale: Locale,
): string {
  const id = `${prefix}-${word}`;
  return hasText(locale, id) ? text(locale, id) : word.replaceAll('_', ' ');
}
