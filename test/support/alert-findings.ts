import type { AlertFinding } from '../../src/domain/alerts/finding.ts';
import type { RuleName } from '../../src/domain/alerts/rule.ts';
import type { Level } from '../../src/domain/anomalies/anomaly.ts';
import type { Currency } from '../../src/domain/money.ts';
import { hourMs, type Instant, plusMs } from '../../src/domain/time.ts';
import type { App } from './app.ts';

/** Half of the sales of a country, or of everything, gone for three hours. */
export function finding(at: Instant, change: Partial<AlertFinding> = {}): AlertFinding {
  return {
    rule: 'purchases_fell',
    slice: { dimension: 'total', value: '' },
    level: 'warning',
    period: null,
    zone: '+01:00',
    since: plusMs(at, -3 * hourMs),
    until: at,
    unit: 'count',
    actual: 12,
    expected: { value: 25.4, low: 18, high: 33 },
    changePercent: -52.8,
    currency: 'USD' as Currency,
    revenue: { actualMinor: 24_000, expectedMinor: 50_000 },
    causes: [
      { dimension: 'campaign', value: 'Brand', changeMinor: -18_000, share: 0.69 },
      { dimension: 'method', value: 'card', changeMinor: -6_000, share: 0.23 },
    ],
    forecastMinor: null,
    firstStep: 'check_provider',
    ...change,
  };
}

export function inCountry(at: Instant, country: string, level: Level = 'warning', rule: RuleName = 'purchases_fell') {
  return finding(at, { rule, level, slice: { dimension: 'country', value: country }, causes: [] });
}

/** What the chat says of alerts, oldest first: a report whose hour comes meanwhile is not among it. */
export async function alertTexts(app: App): Promise<readonly string[]> {
  const sent = await app
    .db()
    .selectFrom('sent_messages')
    .select('remote_id')
    .where('destination', '=', 'telegram')
    .where((eb) =>
      eb.or([eb('kind', 'in', ['incidents', 'reminder']), eb('subject_id', 'like', 'notice:silence_ended%')]),
    )
    .execute();
  const ids = new Set(sent.map((row) => row.remote_id));
  return app
    .chat()
    .filter(({ messageId }) => ids.has(String(messageId)))
    .map(({ text }) => text);
}
