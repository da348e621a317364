import { describe, expect, test } from 'vitest';
import { renderSlack } from '../../src/destinations/slack/render.ts';
import type { AlertFinding } from '../../src/domain/alerts/finding.ts';
import type { Incident } from '../../src/domain/alerts/incident.ts';
import { type RuleName, ruleNames } from '../../src/domain/alerts/rule.ts';
import type { SilenceId } from '../../src/domain/ids.ts';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { chartMessage } from '../../src/messages/alerts/chart.ts';
import { backtestMessage, checkMessage } from '../../src/messages/alerts/check.ts';
import { incidentsMessage, reminderMessage } from '../../src/messages/alerts/incident.ts';
import {
  alertHistoryMessage,
  incidentMessage,
  openAlertsMessage,
  silencedMessage,
  silencesMessage,
  untilQuestion,
} from '../../src/messages/alerts/list.ts';
import type { Message } from '../../src/messages/message.ts';
import { noticeMessage } from '../../src/messages/notice.ts';
import { renderTelegram } from '../../src/messages/telegram-html.ts';
import { finding } from '../support/alert-findings.ts';
import { alertBacktest, alertChart, alertCheck, incident, incidentEvents, silence } from '../support/canned-alerts.ts';
import { at } from '../support/canned-views.ts';

const noon = at('12:00:00');
const country = { dimension: 'country', value: 'US' };
const plainCase = {
  causes: [],
  revenue: null,
  currency: null,
  changePercent: null,
  slice: { dimension: 'total', value: '' },
};

/** Each rule with numbers of its own kind. */
const examples: Readonly<Record<RuleName, Partial<AlertFinding>>> = {
  purchases_fell: {},
  revenue_fell: {
    unit: 'money',
    actual: 24_000,
    expected: { value: 50_000, low: 41_000, high: 60_000 },
    firstStep: 'check_prices',
  },
  success_fell: {
    unit: 'share',
    actual: 0.61,
    expected: { value: 0.9, low: 0.86, high: 0.94 },
    changePercent: -32,
    slice: { dimension: 'method', value: 'sbp' },
  },
  new_country: {
    ...plainCase,
    slice: country,
    actual: 6,
    expected: null,
    firstStep: 'confirm_new_country',
    level: 'info',
  },
  daily_target: {
    ...plainCase,
    unit: 'money',
    actual: 75_000,
    expected: { value: 100_000, low: null, high: null },
    currency: 'USD' as never,
    forecastMinor: 118_000,
    firstStep: 'none',
    level: 'info',
  },
  monthly_target: {
    ...plainCase,
    unit: 'money',
    actual: 3_000_000,
    expected: { value: 3_000_000, low: null, high: null },
    currency: 'USD' as never,
    firstStep: 'none',
    level: 'info',
  },
  refunds_surge: {
    ...plainCase,
    actual: 12,
    expected: { value: 2.6, low: null, high: null },
    firstStep: 'read_refund_reasons',
  },
  disputes_surge: {
    ...plainCase,
    actual: 4,
    expected: { value: 0.3, low: null, high: null },
    firstStep: 'answer_disputes',
    level: 'critical',
  },
  double_charges_surge: {
    ...plainCase,
    actual: 5,
    expected: { value: 0.4, low: null, high: null },
    firstStep: 'open_dedup',
  },
  sync_stalled: {
    ...plainCase,
    unit: 'time',
    actual: 45 * minuteMs,
    expected: { value: 5 * minuteMs, low: null, high: null },
    firstStep: 'check_sync',
  },
  silence: {
    ...plainCase,
    unit: 'time',
    actual: 3 * hourMs,
    expected: { value: 40 * minuteMs, low: null, high: null },
    firstStep: 'check_webhooks',
  },
};

const of = (change: Partial<AlertFinding>, state: Partial<Incident> = {}): Incident => {
  const found = finding(noon, change);
  return { ...incident, level: found.level, finding: found, ...state };
};
const acked = { state: 'acked', acked: { by: 'Anna', at: at('12:14:00') } } as const;
const states: Readonly<Record<string, Partial<Incident>>> = {
  taken: acked,
  silenced: {
    state: 'silenced',
    silence: { id: 'sil_1' as SilenceId, by: 'Olga', until: at('16:00:00'), reason: 'holiday' },
  },
  over: { state: 'resolved', resolved: { by: null, at: at('13:00:00') } },
  resolved: { state: 'resolved', resolved: { by: 'Anna', at: at('13:00:00') } },
};

function drawn(message: Message | null): string {
  if (!message) return '';
  const parts = renderTelegram(message, 'h');
  const keyboard = (parts.at(-1)?.keyboard ?? []).map((row) => row.map(({ text }) => `[${text}]`).join(' '));
  return [...parts.map(({ plain }) => plain), ...keyboard].join('\n');
}

describe.each(['en', 'ru'] as const)('in %s', (locale) => {
  const reader = { locale, zone: '+01:00' };

  test.each(ruleNames)('%s', (rule) => {
    const message = incidentsMessage([of({ rule, ...examples[rule] })], { locale });
    expect(drawn(message)).toMatchSnapshot();
    expect([...(drawn(message).split('\n')[0] ?? '')].length).toBeLessThanOrEqual(34);
  });

  test.each(Object.keys(states))('an incident that is %s', (state) => {
    expect(drawn(incidentsMessage([of({ slice: country }, states[state])], { locale }))).toMatchSnapshot();
  });

  test('a long name is cut in the first line only', () => {
    const value = 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025';
    const lines = drawn(incidentsMessage([of({ slice: { dimension: 'campaign', value } })], { locale })).split('\n');
    expect([...(lines[0] ?? '')].length).toBeLessThanOrEqual(34);
    expect(lines[1]).toContain(value);
  });

  test('a storm, a reminder, a list, its pages, the story, silences', () => {
    const storm = Array.from({ length: 12 }, (_, n) => of({ slice: { dimension: 'country', value: `C${n}` } }));
    const taken = storm.map((one) => ({ ...one, ...acked }));
    const shown = { incidents: storm, silences: [silence], now: noon };
    const messages = [
      incidentsMessage(storm, { locale }),
      incidentsMessage(taken, { locale }),
      reminderMessage([of({})], { locale }),
      openAlertsMessage({ incidents: [], silences: [], now: noon }, 0, reader),
      openAlertsMessage(shown, 8, reader),
      alertHistoryMessage([of({}, states['over'])], 'inc_1', false, reader),
      incidentMessage({ incident: of({}), events: incidentEvents }, reader),
      silencesMessage([silence], noon, reader),
      silencedMessage(silence, [of({}, states['silenced'])], noon, reader),
      untilQuestion('ing_1', reader),
      noticeMessage(
        { kind: 'silence_ended', matchers: silence.matchers, by: 'Olga', reason: null, firing: 2 },
        { locale },
      ),
    ];
    for (const message of messages) expect(drawn(message)).toMatchSnapshot();
  });

  test('a provider has its own name in what explains a change', () => {
    const causes = [{ dimension: 'provider', value: 'yookassa', changeMinor: -100, share: 1 }] as const;
    const words = drawn(incidentsMessage([of({ causes })], { locale }));
    expect(words).toMatch(/(?:YooKassa|ЮKassa)/);
    expect(words).not.toContain('yookassa');
  });

  test('where nothing was judged nobody says that nothing is wrong', () => {
    const told = (judging: 'judged' | 'held' | 'waiting' | 'late') =>
      drawn(openAlertsMessage({ incidents: [], silences: [], now: noon, judging }, 0, reader));
    const all = (['judged', 'held', 'waiting', 'late'] as const).map(told);
    expect(new Set(all).size).toBe(4);
    expect(all.map((one) => one.includes('🟢'))).toEqual([true, false, false, false]);
  });

  test('the check and the backtest', () => {
    const none = { ...alertBacktest, firings: [], count: 0 };
    const messages = [
      checkMessage(null, reader),
      checkMessage(alertCheck, reader),
      checkMessage({ ...alertCheck, state: 'late', findings: [], judgedUntil: null }, reader),
      backtestMessage(alertBacktest, reader),
      backtestMessage(none, reader),
      backtestMessage({ ...none, firstSale: null }, reader),
    ];
    for (const message of messages) expect(drawn(message)).toMatchSnapshot();
  });

  test('the chart says in words what it shows', () => {
    const message = chartMessage(alertChart, reader);
    expect(message.picture).toMatchSnapshot();
    expect(message.blocks).toMatchSnapshot();
  });

  test('in Slack the same words', () => {
    const message = incidentsMessage([of({ slice: country })], { locale }) as Message;
    expect(renderSlack(message).map(({ text }) => text)).toMatchSnapshot();
  });
});
