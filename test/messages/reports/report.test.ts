import { describe, expect, test } from 'vitest';
import { renderSlack } from '../../../src/destinations/slack/render.ts';
import { reportMessage } from '../../../src/messages/reports/report.ts';
import { columnsOf, maxTableColumns, tableLines } from '../../../src/messages/telegram-table.ts';
import { locales } from '../../../src/messages/text.ts';
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

  test.each(names)('%s has no table wider than a phone', (name) => {
    for (const block of reportMessage(samples[name] as never, reader(locale)).blocks) {
      if (block.kind !== 'table') continue;
      for (const line of tableLines(block.header, block.rows))
        expect(columnsOf(line)).toBeLessThanOrEqual(maxTableColumns);
    }
  });
});
