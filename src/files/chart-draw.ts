import { fileURLToPath } from 'node:url';
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  SubTitle,
  Title,
} from 'chart.js';
import { configOf, type Fitted } from './chart-config.ts';
import { colour, cssFont, font, headHeight, padding, rowHeight, size } from './chart-style.ts';
import { legible, shortened } from './legible.ts';
import { numberWithUnit, shortNumber } from './numbers.ts';
import { type Chart, chartLimits } from './picture.ts';
import { palettePng } from './png.ts';

ChartJs.register(BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement);
ChartJs.register(PointElement, SubTitle, Title);

const fonts = [
  ['Inter-Regular.ttf', 'Payops Sans'],
  ['Inter-SemiBold.ttf', 'Payops Sans'],
  ['NotoColorEmoji-Subset.ttf', 'Payops Emoji'],
] as const;
for (const [file, name] of fonts)
  GlobalFonts.registerFromPath(fileURLToPath(new URL(`./fonts/${file}`, import.meta.url)), name);

/** Few enough bars have room for their values. */
const mostValues = 8;

/** The PNG of a chart. Holds its process for some tens of milliseconds. */
export function drawChart(chart: Chart): Buffer {
  const height = chart.kind === 'ranked' ? rankedHeight(chart.rows.length) : size.height;
  const canvas = createCanvas(size.width, height);
  const context = canvas.getContext('2d', { alpha: false });
  const drawn = new ChartJs(context as never, {
    ...configOf(chart, fitOn(context)),
    plugins: [card, valuesOver(chart), rankedLabels(chart, fitOn(context))],
  });
  drawn.options.devicePixelRatio = size.scale;
  drawn.resize(size.width, height);
  drawn.update('none');
  try {
    return encode(canvas);
  } finally {
    drawn.destroy();
  }
}

function rankedHeight(rows: number): number {
  return Math.max(size.height, headHeight + Math.min(rows, chartLimits.rows) * rowHeight);
}

export function encode(canvas: Canvas): Buffer {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return palettePng({ width, height, data }) ?? canvas.toBuffer('image/png');
}

function fitOn(context: SKRSContext2D): Fitted {
  return (text, width, role) => {
    context.save();
    context.font = cssFont(font[role]);
    const fitting = shortened(
      legible(text),
      (shorter) => context.measureText(shorter).width <= width,
      role === 'label' ? 0.4 : 0,
    );
    context.restore();
    return fitting;
  };
}

type AnyPlugin = Plugin<'bar' | 'line'>;

const card: AnyPlugin = {
  id: 'card',
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = colour.card;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** Numbers over the bars, where there are few of one kind. */
function valuesOver(chart: Chart): AnyPlugin {
  const series = chart.kind === 'bars' && chart.series.length === 1 ? chart.series[0] : undefined;
  if (chart.kind !== 'bars' || !series || chart.labels.length > mostValues) return { id: 'values' };
  return {
    id: 'values',
    afterDatasetsDraw: (drawn) => {
      const { ctx, chartArea } = drawn;
      const values = drawn.data.datasets[0]?.data ?? [];
      const texts = values.map((value) =>
        typeof value === 'number' ? shortNumber(value, series.format, chart.locale) : '',
      );
      ctx.save();
      Object.assign(ctx, { font: cssFont(font.value), fillStyle: colour.text, textAlign: 'center' });
      const widest = Math.max(...texts.map((text) => ctx.measureText(text).width));
      const room = chartArea.width / values.length - 6;
      ctx.font = cssFont({ ...font.value, size: Math.min(font.value.size, (font.value.size * room) / widest) });
      for (const [index, { x, y }] of drawn.getDatasetMeta(0).data.entries()) {
        const isBelow = Number(values[index]) < 0;
        ctx.textBaseline = isBelow ? 'top' : 'bottom';
        ctx.fillText(texts[index] ?? '', x, y + (isBelow ? 4 : -3));
      }
      ctx.restore();
    },
  };
}

/** Each name over its bar, where it has the picture's whole width; its value stands at the right edge. */
function rankedLabels(chart: Chart, fitted: Fitted): AnyPlugin {
  if (chart.kind !== 'ranked') return { id: 'ranked' };
  return {
    id: 'ranked',
    afterDatasetsDraw: (drawn) => {
      const { ctx } = drawn;
      const right = size.width - padding;
      ctx.save();
      ctx.textBaseline = 'bottom';
      for (const [index, bar] of drawn.getDatasetMeta(0).data.entries()) {
        const { height } = bar.getProps(['height'] as never[], true) as { height: number };
        const y = bar.y - height / 2 - 2;
        const value = numberWithUnit(Number(drawn.data.datasets[0]?.data[index] ?? 0), chart.format, chart.locale);
        Object.assign(ctx, { font: cssFont(font.value), fillStyle: colour.text, textAlign: 'right' });
        ctx.fillText(value, right, y);
        const room = right - padding - ctx.measureText(value).width - 16;
        Object.assign(ctx, { font: cssFont(font.label), textAlign: 'left' });
        ctx.fillText(fitted(drawn.data.labels?.[index] as string, room, 'label'), padding, y);
      }
      ctx.restore();
    },
  };
}
