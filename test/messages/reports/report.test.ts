import { describe, expect, test } from 'vitest';
import { renderSlack } from '../../../src/destinations/slack/render.ts';
import type { Currency } from '../../../src/domain/money.ts';
import type { Report } from '../../../src/domain/reports/report.ts';
import { valueText } from '../../../src/messages/reports/names.ts';
import { noteLines } from '../../../src/messages/reports/notes.ts';
import { reportMessage } from '../../../src/messages/reports/report.ts';
import { columnsOf, maxTableColumns, tableLines } from '../../../src/messages/telegram-table.ts';
import { locales, text } from '../../../src/messages/text.ts';
import { reader, samples } from '../../support/report-samples.ts';
import { shown } from '../samples.ts';

const names = Object.keys(samples);

describe.each(locales)('in %s', (locale) => {
  test.each(names)('%s', (name) => {
    const message = reportMessage(samples[name] as never, reader(locale));
    expect(shown(message)).toMatchSnapshot();
  });

  test.each(names)('%s in Slack', (name) => {
    const parts = renderSlack(reportMessage(samples[name] as never, reader(locale)));
    const texts = parts.flatMap(({ blocks }) => blocks.map((block) => (block['text'] as { text: string }).text));
    expect(texts.join('\n')).toMatchSnapshot();
  });

  test.each(names)('%s has buttons whose words fit a phone', (name) => {
    for (const row of reportMessage(samples[name] as never, reader(locale)).buttons)
      expect(row.length <= 2 || row.every(({ label }) => label.length <= 6), row.map(({ label }) => label).join()).toBe(
        true,
      );
  });

  test('ways of paying have a name each, and nobody’s sales are no team’s', () => {
    const ways = ['card', 'sbp', 'yoo_money', 'sberbank', 'tinkoff_bank', 'sepa_debit', 'link', 'paypal'];
    expect(new Set(ways.map((way) => valueText('method', way, locale))).size).toBe(ways.length);
    expect(valueText('team', '', locale)).not.toBe(valueText('country', '', locale));
  });

  test('rankings that add up several days in one currency say at which rates', () => {
    const weekly = samples['weekly'] as Report;
    const lines = (base: string | null, days = weekly.period) => {
      const rankings = weekly.rankings.map((ranking) => ({ ...ranking, base: base as Currency | null }));
      return noteLines({ ...weekly, rankings, period: days }, reader(locale)).join('\n');
    };
    const words = text(locale, 'report-rates-ranking');
    expect(lines('USD')).toContain(words);
    expect(lines(null)).not.toContain(words);
    expect(lines('USD', { ...weekly.period, to: weekly.period.from })).not.toContain(words);
  });

  test.each(names)('%s has no table wider than a phone', (name) => {
    for (const block of reportMessage(samples[name] as never, reader(locale)).blocks) {
      if (block.kind !== 'table') continue;
      for (const line of tableLines(block.header, block.rows))
        expect(columnsOf(line)).toBeLessThanOrEqual(maxTableColumns);
    }
  });
});
