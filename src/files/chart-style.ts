/**
 * A chart is a card of its own, light in light and dark chats alike. 640 × 400 units drawn twice as large: a phone shows
 * it about 360 wide, so that 20 units are some 11 points there.
 */
export const size = { width: 640, height: 400, scale: 2 } as const;
/** What a ranked row needs; a list of many makes the picture taller. */
export const rowHeight = 40;
export const headHeight = 100;
export const padding = 20;

export const family = '"Payops Sans", "Payops Emoji"';
export const font = {
  title: { family, size: 25, weight: 600 },
  subtitle: { family, size: 19, weight: 400 },
  label: { family, size: 19, weight: 400 },
  value: { family, size: 18, weight: 600 },
} as const;

export type FontStyle = Readonly<{ family: string; size: number; weight: number }>;

/** A canvas takes a font as one text. */
export function cssFont({ size: px, weight, family: names }: FontStyle): string {
  return `${weight} ${px}px ${names}`;
}

/** Told apart also by those who see no red or green (Okabe and Ito), and by their lightness. */
export const colour = {
  card: '#f7f8fa',
  text: '#1d2530',
  soft: '#5b6675',
  grid: '#dfe3e9',
  zero: '#8a94a3',
  band: '#0072b226',
  pale: '66',
  bad: '#c8452f',
  series: ['#0072b2', '#d55e00', '#009e73', '#9b5fb5', '#b58900', '#5b6675'],
} as const;

export function seriesColour(index: number): string {
  return colour.series[index % colour.series.length] ?? colour.text;
}
