import { describe, expect, test } from 'vitest';
import { picturedReport } from '../../../src/messages/reports/charts.ts';
import { reportMessage } from '../../../src/messages/reports/report.ts';
import { renderRich } from '../../../src/messages/telegram-rich.ts';
import { locales } from '../../../src/messages/text.ts';
import { drawnRich } from '../../support/drawn-rich.ts';
import { reader, samples } from '../../support/report-samples.ts';

describe.each(locales)('in %s, as blocks', (locale) => {
  test.each(Object.entries(samples))('%s', (_, report) => {
    const message = picturedReport(report, reportMessage(report, reader(locale)), reader(locale));
    const rich = renderRich(message, 'h');
    const hasTable = message.blocks.some(({ kind }) => kind === 'table');
    expect(rich !== null).toBe(hasTable);
    if (rich) expect(drawnRich(rich)).toMatchSnapshot();
  });
});
