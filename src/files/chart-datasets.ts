import type { ChartDataset } from 'chart.js';
import { colour, seriesColour } from './chart-style.ts';
import { legible } from './legible.ts';
import { toScale, unitOf } from './numbers.ts';
import type { BandChart, ChartOverTime, Series } from './picture.ts';

export type Dataset = ChartDataset<'bar' | 'line', (number | null)[]>;

/** More points than these stand too close for marks of their own. */
const mostMarks = 31;

/** What is drawn, in chart.js's words; what is first in the list is drawn on top. */
export function datasetsOf(chart: ChartOverTime): Dataset[] {
  switch (chart.kind) {
    case 'bars':
      return chart.series.map((series, index) => bars(chart, series, index));
    case 'lines':
      return chart.series.map((series, index) => line(chart, series, index));
    case 'bars_and_line':
      return [{ ...line(chart, chart.line, 1), yAxisID: 'y1' }, bars(chart, chart.bars, 0)];
    case 'band':
      return bandDatasets(chart);
  }
}

function named({ label, format }: Series): string {
  const unit = unitOf(format);
  return legible(unit === '' ? label : `${label}, ${unit}`);
}

function scaled({ values, format }: Series): (number | null)[] {
  return values.map((value) => toScale(value, format));
}

/** Where the series stands that is not over yet; a series to compare with (the second of lines) is over. */
function unfinishedAt(chart: ChartOverTime, values: readonly (number | null)[], index: number): number {
  if (chart.unfinished !== true || (chart.kind === 'lines' && index > 0)) return -1;
  return values.findLastIndex((value) => value !== null);
}

function bars(chart: ChartOverTime, series: Series, index: number): Dataset {
  const own = seriesColour(index);
  const data = scaled(series);
  const pale = unfinishedAt(chart, data, index);
  const colours = data.map((value, at) => {
    const full = value !== null && value < 0 ? colour.bad : own;
    return at === pale ? `${full}${colour.pale}` : full;
  });
  return {
    type: 'bar',
    label: named(series),
    data,
    backgroundColor: colours,
    borderRadius: data.length > mostMarks ? 1 : 4,
    maxBarThickness: 90,
    categoryPercentage: data.length > mostMarks ? 0.95 : 0.8,
    // The legend shows the colour of the whole, not that of its first bar.
    borderColor: own,
  };
}

function line(chart: ChartOverTime, series: Series, index: number): Dataset {
  const own = seriesColour(index);
  const data = scaled(series);
  const pale = unfinishedAt(chart, data, index);
  return {
    type: 'line',
    label: named(series),
    data,
    borderColor: own,
    backgroundColor: own,
    borderWidth: 3.5,
    pointRadius: data.length > mostMarks ? 0 : 4,
    spanGaps: false,
    segment: { borderDash: ({ p1DataIndex }) => (p1DataIndex === pale ? [6, 6] : undefined) },
  };
}

function bandDatasets(chart: BandChart): Dataset[] {
  const { actual, expected, anomalies } = chart;
  const edge = {
    type: 'line',
    borderWidth: 0,
    pointRadius: 0,
    backgroundColor: colour.band,
    borderColor: colour.band,
  } as const;
  const at = new Set(anomalies.at);
  const values = scaled(actual);
  return [
    {
      type: 'line',
      label: legible(anomalies.label),
      data: values.map((value, index) => (at.has(index) ? value : null)),
      showLine: false,
      pointRadius: 8,
      pointBorderWidth: 3,
      borderColor: colour.card,
      pointBorderColor: colour.card,
      backgroundColor: colour.bad,
    },
    { ...line(chart, actual, 0), pointRadius: 0 },
    { ...edge, label: '', data: scaled({ ...actual, values: expected.low }), fill: false },
    { ...edge, label: legible(expected.label), data: scaled({ ...actual, values: expected.high }), fill: '-1' },
  ];
}
