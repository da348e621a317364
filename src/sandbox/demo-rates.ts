type DemoRate = Readonly<{ currency: string; date: string; rate: string }>;

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The seeded history, and the time that comparisons reach back from its first days. */
const WEEKS = 10;
/** What one is worth in USD; week by week a little else, so that sums show which rate they were made with. */
const IN_USD: Readonly<Record<string, number>> = { USD: 1, EUR: 1.084, JPY: 0.00652, RUB: 0.01235 };
const SWING = [0, 0.004, -0.003, 0.007, -0.006];
const DIGITS = 9;

/** Weekly rates of the demo's currencies into the base currency; none where that is another one. */
export function demoRates(base: string, nowMs: number): readonly DemoRate[] {
  const baseInUsd = IN_USD[base];
  if (baseInUsd === undefined) return [];
  const others = Object.entries(IN_USD).filter(([currency]) => currency !== base);
  return Array.from({ length: WEEKS }, (_, week) => {
    const date = new Date(nowMs - DAY_MS - week * WEEK_MS).toISOString().slice(0, 10);
    const swing = 1 + (SWING[week % SWING.length] ?? 0);
    return others.map(([currency, inUsd]) => {
      const rate = ((inUsd * swing) / baseInUsd).toPrecision(5);
      return { currency, date, rate: Number(rate).toFixed(DIGITS).replace(/0+$/, '') };
    });
  }).flat();
}
