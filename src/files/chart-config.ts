import type { ChartConfiguration, ScaleOptions } from 'chart.js';
import { type Dataset, datasetsOf } from './chart-datasets.ts';
import { colour, font, padding, seriesColour } from './chart-style.ts';
import { legible } from './legible.ts';
import { shortNumber, toScale } from './numbers.ts';
import { type Chart, type ChartOverTime, chartLimits, type RankedChart, type ValueFormat } from './picture.ts';

export type Config = ChartConfiguration<'bar' | 'line', (number | null)[], string>;
/** A text made to fitted so many units of width: names lose their middle, titles their end. */
export type Fitted = (text: string, width: number, role: keyof typeof font) => string;

const mostTicks = 7;

/** The chart in chart.js's words. Pure: the same chart gives the same picture. */
export function configOf(chart: Chart, fitted: Fitted): Config {
  return chart.kind === 'ranked' ? rankedConfig(chart, fitted) : overTimeConfig(chart, fitted);
}

function overTimeConfig(chart: ChartOverTime, fitted: Fitted): Config {
  const datasets = datasetsOf(chart);
  const formats = formatsOf(chart);
  const [left, right] = formats;
  const points = Math.min(chart.labels.length, mostTicks);
  const labels = chart.labels.map((label) => fitted(label, 560 / Math.max(points, 1) - 8, 'label'));
  return {
    type: 'bar',
    data: { labels, datasets },
    options: {
      ...common(chart, fitted),
      scales: {
        x: {
          grid: { display: false },
          border: { color: colour.zero },
          ticks: {
            font: font.label,
            color: colour.soft,
            maxRotation: 0,
            autoSkipPadding: 14,
            maxTicksLimit: mostTicks,
          },
        },
        ...(left && { y: valueScale(chart, left, datasets, 'left') }),
        ...(right && { y1: valueScale(chart, right, datasets, 'right') }),
      },
    },
  };
}

function formatsOf(chart: ChartOverTime): readonly ValueFormat[] {
  if (chart.kind === 'bars_and_line') return [chart.bars.format, chart.line.format];
  if (chart.kind === 'band') return [chart.actual.format];
  return chart.series.slice(0, 1).map(({ format }) => format);
}

function valueScale(
  chart: ChartOverTime,
  format: ValueFormat,
  datasets: readonly Dataset[],
  position: 'left' | 'right',
): ScaleOptions<'linear'> {
  const id = position === 'left' ? 'y' : 'y1';
  const own = datasets.filter((dataset) => (dataset.yAxisID ?? 'y') === id);
  const values = own.flatMap(({ data }) => data).filter((value) => value !== null);
  const isLine = chart.kind === 'lines' || position === 'right';
  const ceiling = format.kind === 'percent' && values.every((value) => value <= 100) ? { max: 100 } : {};
  const isFlatZero = values.every((value) => value === 0);
  const tint = position === 'right' ? seriesColour(1) : colour.soft;
  return {
    position,
    // A rate moves within a few percent: from zero on nobody would see it.
    beginAtZero: !(isLine && format.kind === 'percent') || isFlatZero,
    ...(isFlatZero
      ? { min: 0, max: format.kind === 'percent' ? 100 : 1 }
      : { grace: '8%', ...(isLine ? ceiling : {}) }),
    border: { display: false },
    grid: {
      drawOnChartArea: position === 'left',
      color: ({ tick }: { tick: { value: number } }) => (tick.value === 0 ? colour.zero : colour.grid),
      drawTicks: false,
    },
    ticks: {
      font: font.label,
      color: tint,
      padding: 8,
      maxTicksLimit: 6,
      ...(format.kind === 'count' ? { precision: 0 } : {}),
      callback: (value) => shortNumber(Number(value), format, chart.locale),
    },
  } as ScaleOptions<'linear'>;
}

function rankedConfig(chart: RankedChart, fitted: Fitted): Config {
  const rows = chart.rows.slice(0, chartLimits.rows);
  const data = rows.map(({ value }) => toScale(value, chart.format));
  return {
    type: 'bar',
    data: {
      labels: rows.map(({ label }) => legible(label)),
      datasets: [
        {
          type: 'bar',
          data,
          backgroundColor: data.map((value) => (value !== null && value < 0 ? colour.bad : seriesColour(0))),
          borderRadius: 3,
          barPercentage: 1,
          categoryPercentage: 0.26,
          maxBarThickness: 22,
        },
      ],
    },
    options: {
      ...common(chart, fitted),
      indexAxis: 'y',
      scales: {
        x: { display: false, beginAtZero: true, ...(data.every((value) => value === 0) ? { min: 0, max: 1 } : {}) },
        y: { display: false, offset: true },
      },
    },
  };
}

function common(chart: Chart, fitted: Fitted): NonNullable<Config['options']> {
  const width = 640 - 2 * padding;
  return {
    responsive: false,
    animation: false,
    events: [],
    locale: chart.locale,
    layout: { padding: { top: padding, left: padding, right: padding, bottom: padding / 2 } },
    plugins: {
      title: {
        display: true,
        align: 'start',
        text: fitted(chart.title, width, 'title'),
        font: font.title,
        color: colour.text,
        padding: { top: 0, bottom: chart.subtitle === undefined ? 18 : 6 },
      },
      subtitle: {
        display: chart.subtitle !== undefined,
        align: 'start',
        text: fitted(chart.subtitle ?? '', width, 'subtitle'),
        font: font.subtitle,
        color: colour.soft,
        padding: { top: 0, bottom: 16 },
      },
      legend: {
        display: chart.kind !== 'ranked',
        position: 'bottom',
        align: 'start',
        reverse: chart.kind === 'bars_and_line',
        labels: {
          font: font.label,
          color: colour.text,
          boxWidth: 18,
          boxHeight: 12,
          padding: 14,
          filter: ({ text }) => text !== '',
          generateLabels: ({ data }) =>
            data.datasets.map((dataset, datasetIndex) => ({
              text: fitted(dataset.label ?? '', dataset.label ? width / 2 - 40 : 0, 'label'),
              datasetIndex,
              fillStyle: legendColour(dataset as Dataset),
              fontColor: colour.text,
              lineWidth: 0,
            })),
        },
      },
    },
  };
}

function legendColour({ backgroundColor, borderColor }: Dataset): string {
  return typeof backgroundColor === 'string' ? backgroundColor : String(borderColor);
}
