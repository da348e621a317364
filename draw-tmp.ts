import { writeFileSync } from 'node:fs';
import { createFileMaker } from './src/files/maker.ts';
import { chartOf, chartMessage } from './src/messages/reports/charts.ts';
import { renderTelegram } from './src/messages/telegram-html.ts';
import { samples, reader, report, comparison, total, usd, at, date } from './test/messages/reports/samples.ts';
const files = createFileMaker();
const hours = (day: string, n: number, seed: number) => Array.from({ length: n }, (_, h) => ({ date: date(day), hour: at(`${day}T${String(h).padStart(2,'0')}:00:00.000Z`), totals: [total(usd, Math.round(3000 * (1 + Math.sin((h - 6 + seed) / 4)) + ((h * 37 * (seed+1)) % 11) * 300), 3)], purchases: 3, inBase: null }));
const day = { ...samples['daily, not over, late']!, steps: hours('2026-11-20', 14, 0), comparisons: [{ ...comparison('same_weekday', '2026-11-13', '2026-11-13', [total(usd, 100000, 30)]), steps: hours('2026-11-13', 24, 1) }] };
const week = { ...samples['weekly']!, comparisons: [{ ...samples['weekly']!.comparisons[0]!, steps: samples['weekly']!.steps.map((s, i) => ({ ...s, totals: [total(usd, 15000 + i * 2500, 5)] })) }] };
const all = { day, week, campaigns: samples['campaigns']!, geo: samples['geo']! } as Record<string, never>;
for (const locale of ['ru', 'en'] as const) for (const [name, r] of Object.entries(all)) {
  const chart = chartOf(r, reader(locale));
  if (chart) writeFileSync(`/tmp/rf/${name}-${locale}.png`, await files.draw(chart));
  console.log(name, locale, renderTelegram(chartMessage(r, reader(locale)), 'h').map((p) => [p.media?.kind, p.plain.length, p.plain]));
}
await files.close();
