import type { Incident, IncidentEvent } from '../../domain/alerts/incident.ts';
import { isOpen } from '../../domain/alerts/incident.ts';
import type { Silence } from '../../domain/alerts/silence.ts';
import { type UntilChoice, untilChoices } from '../../domain/alerts/silence-words.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, type Button, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { dateTimeMoment, namedMoment, timedLine } from '../moment.ts';
import { type Locale, text } from '../text.ts';
import { incidentBlocks, stateLine } from './incident.ts';
import { matchersText, titleOf } from './words.ts';

export const alertsShown = 8;

function about(label: string, verb: string, value: string): Button {
  return { label, intent: { kind: 'open', verb, about: value } };
}

function line(incident: Incident, { locale, zone }: Reader, now: Instant): Block {
  const since = timedLine(locale, 'alert-since', namedMoment(incident.since, now, zone));
  const state = stateLine(incident, locale);
  return textBlock(titleOf(incident, locale), state === null ? since : [...since, plain(' · '), ...state]);
}

function numbered(incidents: readonly Incident[], from: number, back: string, locale: Locale): readonly Button[] {
  return incidents.map(({ id }, index) =>
    about(text(locale, 'alert-button-show', { n: from + index + 1 }), 'alert_show', `${id}~${back}`),
  );
}

/** What the last look came to: where nothing was judged, nobody knows that nothing is wrong. */
export type Judging = 'judged' | 'held' | 'waiting' | 'late';

/** What is wrong now, and what is kept quiet. */
export function openAlertsMessage(
  {
    incidents,
    silences,
    now,
    judging = 'judged',
  }: Readonly<{ incidents: readonly Incident[]; silences: readonly Silence[]; now: Instant; judging?: Judging }>,
  from: number,
  reader: Reader,
): Message {
  const { locale } = reader;
  const shown = incidents.slice(from, from + alertsShown);
  const to = from + shown.length;
  const page = text(locale, 'alert-page', { from: Math.min(from + 1, to), to, count: incidents.length });
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'alert-open-title') },
      ...(incidents.length === 0 ? [textBlock(text(locale, `alert-open-none.${judging}`))] : []),
      ...shown.map((one) => line(one, reader, now)),
      ...(incidents.length > shown.length ? [textBlock(page)] : []),
      ...silenceBlocks(silences, reader, now),
    ],
    buttons: [
      numbered(shown, from, `o${from}`, locale),
      [
        ...(from > 0
          ? [about(text(locale, 'alert-button-newer'), 'alerts', String(Math.max(0, from - alertsShown)))]
          : []),
        ...(to < incidents.length ? [about(text(locale, 'alert-button-older'), 'alerts', String(to))] : []),
        about(text(locale, 'alert-button-history'), 'alert_history', '0'),
      ],
      silences.length > 0 ? [about(text(locale, 'alert-button-silences'), 'alert_silences', '0')] : [],
    ].filter((row) => row.length > 0),
  };
}

function silenceLine({ matchers, until, by, reason }: Silence, { locale, zone }: Reader, now: Instant): Line {
  const words = { what: matchersText(matchers, locale), by: oneLine(by) };
  const line = timedLine(locale, 'alert-silence-line', namedMoment(until, now, zone), words);
  return [plain('🔕 '), ...line, ...(reason === null ? [] : [plain(`: ${oneLine(reason)}`)])];
}

function silenceBlocks(silences: readonly Silence[], reader: Reader, now: Instant): readonly Block[] {
  return silences.length === 0 ? [] : [textBlock(...silences.map((one) => silenceLine(one, reader, now)))];
}

/** What is kept quiet, each with its end in one press. */
export function silencesMessage(silences: readonly Silence[], now: Instant, reader: Reader): Message {
  const { locale } = reader;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'alert-silences-title') },
      ...(silences.length === 0 ? [textBlock(text(locale, 'alert-silences-none'))] : []),
      ...silenceBlocks(silences, reader, now),
      textBlock(text(locale, 'alert-silence-help')),
    ],
    buttons: [
      ...silences
        .slice(0, alertsShown)
        .map(({ id, matchers }) => [
          about(
            text(locale, 'alert-button-unsilence', { what: matchersText(matchers, locale) }),
            'alert_unsilence',
            id,
          ),
        ]),
      [about(text(locale, 'alert-button-open'), 'alerts', '0')],
    ],
  };
}

export function silencedMessage(
  silence: Silence,
  incidents: readonly Incident[],
  now: Instant,
  reader: Reader,
): Message {
  const { locale } = reader;
  const held = incidents.filter((one) => one.silence !== null).length;
  return {
    blocks: [
      textBlock(
        silenceLine(silence, reader, now),
        held > 0 ? text(locale, 'alert-silence-holds', { count: held }) : null,
      ),
    ],
    buttons: [[about(text(locale, 'alert-button-hear'), 'alert_unsilence', silence.id)]],
  };
}

/** What was, the newest first. `before`: the last one's id, where there is more. */
export function alertHistoryMessage(
  incidents: readonly Incident[],
  older: string | null,
  isFirst: boolean,
  reader: Reader,
): Message {
  const { locale, zone } = reader;
  const lines = incidents.map((one) => {
    const opened = [dateTimeMoment(one.openedAt, zone), plain(` ${titleOf(one, locale)}`)];
    return textBlock(opened, stateLine(one, locale));
  });
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'alert-history-title') },
      ...(incidents.length === 0 ? [textBlock(text(locale, 'alert-history-none'))] : lines),
    ],
    buttons: [
      [
        ...(isFirst ? [] : [about(text(locale, 'alert-button-newest'), 'alert_history', '0')]),
        ...(older === null ? [] : [about(text(locale, 'alert-button-older'), 'alert_history', older)]),
        about(text(locale, 'alert-button-open'), 'alerts', '0'),
      ],
    ],
  };
}

function eventLine({ at, kind, by }: IncidentEvent, { locale, zone }: Reader): Line {
  const what = text(locale, `alert-event-${kind}`, { by: by === null ? 'none' : oneLine(by) });
  return [dateTimeMoment(at, zone), plain(` ${what}`)];
}

const eventsShown = 20;

/** One with its whole story and what can be done about it. */
export function incidentMessage(
  { incident, events }: Readonly<{ incident: Incident; events: readonly IncidentEvent[] }>,
  reader: Reader,
): Message {
  const { locale } = reader;
  const found = text(locale, 'alert-found', { count: incident.found });
  const { id } = incident;
  const change = [
    ...(incident.acked ? [] : [about(text(locale, 'alert-button-ack'), 'alert_ack', id)]),
    about(text(locale, 'alert-button-resolve'), 'alert_resolve', id),
    about(text(locale, 'alert-button-quiet_4'), 'alert_quiet_4', id),
  ];
  return {
    blocks: [
      ...incidentBlocks(incident, locale),
      {
        kind: 'lines',
        lines: [
          [bold(text(locale, 'alert-story'))],
          ...events.slice(-eventsShown).map((event) => eventLine(event, reader)),
          [plain(found)],
        ],
      },
      textBlock(id),
    ],
    buttons: [...(isOpen(incident) ? [change] : []), [about(text(locale, 'alert-button-open'), 'alerts', '0')]],
  };
}

/** For how long? */
export function untilQuestion(id: string, { locale }: Reader): Message {
  const choice = (one: UntilChoice) => about(text(locale, `alert-until-${one}`), `alert_until`, `${id}~${one}`);
  return {
    blocks: [textBlock(text(locale, 'alert-until-question'), text(locale, 'alert-silence-help'))],
    buttons: [untilChoices.slice(0, 2).map(choice), untilChoices.slice(2).map(choice)],
  };
}
