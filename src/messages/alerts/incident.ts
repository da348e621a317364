import { type AlertFinding, gravest } from '../../domain/alerts/finding.ts';
import { type Incident, isOpen } from '../../domain/alerts/incident.ts';
import { rules } from '../../domain/alerts/rule.ts';
import { msOf } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { type Block, type Button, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { namedMoment, timedLine } from '../moment.ts';
import { type CardOptions, repeatBlocks } from '../purchase-card.ts';
import { type Locale, text } from '../text.ts';
import { amountText, causeText, changeText, sliceText, spanText, titleOf } from './words.ts';

/** More are counted, not named. */
const namedAtMost = 10;

/** One message over the whole life of what it tells: one incident, or several that began together. */
export function incidentsMessage(
  incidents: readonly Incident[],
  { locale, mayRepeat = false }: CardOptions,
): Message | null {
  const [only] = incidents;
  if (!only) return null;
  const blocks = incidents.length === 1 ? incidentBlocks(only, locale) : stormBlocks(incidents, locale);
  const isQuiet = !incidents.some(({ level, state }) => isOpen({ state }) && level !== 'info');
  return {
    blocks: [...blocks, ...repeatBlocks(locale, mayRepeat)],
    buttons: incidentButtons(incidents, locale),
    ...(isQuiet && { silent: true }),
  };
}

/** A second look at what nobody took, with a sound. */
export function reminderMessage(
  incidents: readonly Incident[],
  { locale, mayRepeat = false }: CardOptions,
): Message | null {
  const [only] = incidents;
  if (!only) return null;
  const titles = incidents.slice(0, namedAtMost).map((one) => titleOf(one, locale));
  return {
    blocks: [
      textBlock(text(locale, 'alert-reminder'), ...titles, incidents.length === 1 ? sinceLine(only, locale) : null),
      ...repeatBlocks(locale, mayRepeat),
    ],
    buttons: [[open('ack', locale, 'primary'), open('details', locale)]],
  };
}

function open(verb: string, locale: Locale, style?: Button['style']): Button {
  const label = text(locale, `alert-button-${verb}`);
  return { label, intent: { kind: 'open', verb: `alert_${verb}` }, ...(style && { style }) };
}

/** Families of rules whose hours say something. */
const drawn: ReadonlySet<string> = new Set(['sales', 'silence']);

/** What can still be done about it. */
function incidentButtons(incidents: readonly Incident[], locale: Locale): Message['buttons'] {
  const [only, ...others] = incidents;
  const isDrawn = only && others.length === 0 && drawn.has(rules[only.finding.rule].family);
  const last = [open('details', locale), ...(isDrawn ? [open('chart', locale)] : [])];
  const conditions = incidents.filter(
    ({ state, finding }) => isOpen({ state }) && rules[finding.rule].nature !== 'news',
  );
  if (conditions.length === 0) return [last];
  const isTaken = conditions.every(({ acked }) => acked !== null);
  const isSilenced = conditions.every(({ state }) => state === 'silenced');
  return [
    [...(isTaken ? [] : [open('ack', locale, 'primary')]), open('resolve', locale)],
    ...(isSilenced ? [] : [[open('quiet_1', locale), open('quiet_4', locale), open('quiet', locale)]]),
    last,
  ];
}

function stormBlocks(incidents: readonly Incident[], locale: Locale): readonly Block[] {
  const openOnes = incidents.filter(isOpen);
  const mark = openOnes.length === 0 ? '🟢' : gravest(openOnes.map(({ level }) => level)) === 'critical' ? '🔴' : '🟠';
  const counts = { count: incidents.length, open: openOnes.length };
  const named = [...openOnes, ...incidents.filter((one) => !isOpen(one))].slice(0, namedAtMost);
  const lines = named.map((one): Line => [plain(titleOf(one, locale))]);
  const more = incidents.length - named.length;
  return [
    { kind: 'lines', lines: [[plain(`${mark} ${text(locale, 'alert-storm', counts)}`)]] },
    { kind: 'lines', lines },
    textBlock(
      more > 0 ? text(locale, 'alert-storm-more', { count: more }) : null,
      openOnes.length > 0 ? text(locale, 'alert-storm-still', counts) : text(locale, 'alert-storm-over'),
      takenLine(openOnes, locale),
    ),
  ];
}

/** Who has them, where somebody has them all. */
function takenLine(incidents: readonly Incident[], locale: Locale): Line | null {
  const [first] = incidents;
  if (!first?.acked || !incidents.every(({ acked }) => acked)) return null;
  return ackedLine(first, locale);
}

/** All that is known of one, short enough to be read standing. */
export function incidentBlocks(incident: Incident, locale: Locale): readonly Block[] {
  const { finding } = incident;
  const step = text(locale, `alert-step-${finding.firstStep}`);
  const slice = sliceText(finding.slice, locale);
  return [
    textBlock(
      titleOf(incident, locale),
      slice === '' || finding.rule === 'new_country' ? null : capital(slice),
      comparisonText(finding, locale),
      revenueText(finding, locale),
      forecastText(finding, locale),
      rules[finding.rule].nature === 'news' ? null : sinceLine(incident, locale),
    ),
    ...causeBlocks(finding, locale),
    textBlock(
      isOpen(incident) && step !== '' ? text(locale, 'alert-step', { step }) : null,
      stateLine(incident, locale),
    ),
  ].filter((block) => block.kind !== 'lines' || block.lines.length > 0);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How much, against what was expected, with how sure that is. */
function comparisonText(finding: AlertFinding, locale: Locale): string | null {
  const { rule, actual, expected } = finding;
  const told = (value: number) => amountText(finding, value, locale);
  if (rule === 'new_country') return text(locale, 'alert-new-country', { count: actual });
  if (expected === null) return null;
  if (rule === 'daily_target' || rule === 'monthly_target')
    return text(locale, 'alert-of-target', { actual: told(actual), target: told(expected.value) });
  if (expected.low === null || expected.high === null)
    return text(locale, 'alert-usually', { actual: told(actual), usual: told(expected.value) });
  const range = { low: told(expected.low), high: told(expected.high) };
  return text(locale, 'alert-instead', { actual: told(actual), usual: told(expected.value), ...range });
}

/** What it costs, where the numbers above are no money. */
function revenueText({ revenue, currency, unit }: AlertFinding, locale: Locale): string | null {
  if (revenue === null || currency === null || unit === 'money') return null;
  return text(locale, 'alert-revenue', { change: changeText(revenue.actualMinor - revenue.expectedMinor, currency) });
}

function forecastText({ forecastMinor, currency }: AlertFinding, locale: Locale): string | null {
  if (forecastMinor === null || currency === null) return null;
  return text(locale, 'alert-forecast', { amount: changeText(forecastMinor, currency).slice(1) });
}

export function sinceLine({ since, finding, foundAt }: Incident, locale: Locale): Line {
  return timedLine(locale, 'alert-since', namedMoment(since, foundAt, finding.zone));
}

function causeBlocks({ causes, currency }: AlertFinding, locale: Locale): readonly Block[] {
  if (causes.length === 0 || currency === null) return [];
  const lines = causes.map((cause): Line => [plain(`• ${causeText(cause, currency, locale)}`)]);
  return [{ kind: 'lines', lines: [[bold(text(locale, 'alert-why'))], ...lines] }];
}

function ackedLine({ acked, finding, foundAt }: Incident, locale: Locale): Line | null {
  if (!acked) return null;
  return timedLine(locale, 'alert-acked', namedMoment(acked.at, foundAt, finding.zone), { by: oneLine(acked.by) });
}

/** Who has it, who wants it quiet, how it ended. News have no state: they happened. */
export function stateLine(incident: Incident, locale: Locale): Line | null {
  const { silence, resolved, since, finding, foundAt } = incident;
  if (rules[finding.rule].nature === 'news') return null;
  if (resolved) {
    const span = spanText(msOf(resolved.at) - msOf(since), locale);
    if (resolved.by === null) return [plain(text(locale, 'alert-over', { span }))];
    return [plain(text(locale, 'alert-resolved', { by: oneLine(resolved.by), span }))];
  }
  if (!silence) return ackedLine(incident, locale);
  const until = namedMoment(silence.until, foundAt, finding.zone);
  const reason = silence.reason === null ? [] : [plain(`: ${oneLine(silence.reason)}`)];
  return [...timedLine(locale, 'alert-silenced', until, { by: oneLine(silence.by) }), ...reason];
}
