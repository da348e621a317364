import { currency } from '../../src/domain/money.ts';
import type { Chart, ValueFormat } from '../../src/files/picture.ts';

const rub: ValueFormat = { kind: 'currency', currency: currency('RUB') };
const count: ValueFormat = { kind: 'count' };
const percent: ValueFormat = { kind: 'percent' };
const of = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const days = (length: number) => of(length, (index) => `${(index % 30) + 1} ноя`);
const revenue = (length: number) => of(length, (index) => Math.round(12e6 + 5e6 * Math.sin(index * 0.9) + index * 9e4));
const longNames = of(
  12,
  (index) => `🔥 Осенняя_распродажа_2025_повторные покупатели ${index} широкая_аудитория_видео_15сек`,
);
const base = { locale: 'ru', title: '💰 Выручка', subtitle: '1–30 ноября · нетто, данные до 14:05' } as const;

function over(length: number): readonly Chart[] {
  const labels = days(length);
  const money = { label: 'Выручка нетто', format: rub, values: revenue(length) };
  const rate = { label: 'Успешность', format: percent, values: of(length, (index) => 0.9 + 0.05 * Math.sin(index)) };
  const sales = { label: 'Покупки', format: count, values: of(length, (index) => 20 + (index % 7)) };
  return [
    { ...base, kind: 'bars', labels, series: [money], unfinished: true },
    { ...base, kind: 'lines', labels, series: [money, { ...money, label: 'Прошлая неделя' }] },
    { ...base, kind: 'lines', labels, series: [rate] },
    { ...base, kind: 'bars_and_line', labels, bars: money, line: sales, unfinished: true },
    {
      ...base,
      kind: 'band',
      labels,
      actual: sales,
      expected: { label: 'Ожидаемый интервал', low: of(length, () => 12), high: of(length, () => 24) },
      anomalies: { label: 'Вне интервала', at: [0, length - 1] },
    },
  ];
}

function values(format: ValueFormat, list: readonly (number | null)[]): readonly Chart[] {
  const labels = days(list.length);
  const series = [{ label: 'Выручка', format, values: list }];
  return [
    { ...base, kind: 'bars', labels, series },
    { ...base, kind: 'lines', labels, series },
  ];
}

const ranked = (rows: number, value: (index: number) => number): Chart => ({
  ...base,
  kind: 'ranked',
  format: rub,
  rows: longNames.slice(0, rows).map((label, index) => ({ label, value: value(index) })),
});

/** Each kind of picture with few and many points, and with every kind of number that a business brings. */
export const charts: readonly Chart[] = [
  ...[1, 7, 31, 90].flatMap(over),
  ...values(count, [0, 0, 0, 0]),
  ...values(count, [5, 5, 5, 5]),
  ...values(percent, [0, 0, 0]),
  ...values(rub, [12_300, -4_500, 0, null, 9_900]),
  ...values(rub, [9e14, 8e14, 7e14]),
  ...values(rub, [null, null]),
  ...values(rub, []),
  ranked(12, (index) => 1e9 - index * 7e7),
  ranked(1, () => 5_000),
  ranked(3, (index) => (index - 1) * 10_000),
  ranked(2, () => 0),
  ranked(0, () => 0),
];
