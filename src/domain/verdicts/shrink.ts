/**
 * Empirical-Bayes shrinkage: a campaign with three sales says little about itself, so its numbers are drawn towards the
 * account's mean by as much as campaigns are alike. Moments as in Paule & Mandel (1982), means weighted accordingly.
 */

/** An estimate with its uncertainty as squared share of it (squared coefficient of variation). */
export type Posterior = Readonly<{ mean: number; cv2: number }>;

const widest = 4;
/** Fewer groups do not tell how much they differ: then they may differ by their own size. */
const fewestGroups = 3;
const unknownSpread = 1;

/** The zero of a falling function between `low` and `high`, or the nearer end. */
function zeroOf(falling: (x: number) => number, low: number, high: number): number {
  if (falling(low) <= 0) return low;
  if (falling(high) >= 0) return high;
  let [from, to] = [low, high];
  for (let step = 0; step < 50; step += 1) {
    const middle = (from + to) / 2;
    if (falling(middle) > 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

type Estimate = Readonly<{ value: number; noise: (mean: number) => number }>;

function weightedMean(estimates: readonly Estimate[], spread: number, around: number): number {
  let [sum, weights] = [0, 0];
  for (const { value, noise } of estimates) {
    const weight = 1 / (noise(around) + spread * around * around);
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

/** Mean of the groups and how much they truly differ (squared share of the mean), beyond what chance alone makes. */
function populationOf(estimates: readonly Estimate[], start: number): Posterior {
  if (estimates.length < fewestGroups) return { mean: start, cv2: unknownSpread };
  let [mean, cv2] = [start, unknownSpread];
  for (let round = 0; round < 8; round += 1) {
    const around = mean;
    const tooSpread = (spread: number) =>
      estimates.reduce(
        (sum, { value, noise }) => sum + (value - around) ** 2 / (noise(around) + spread * around ** 2),
        0,
      ) -
      (estimates.length - 1);
    cv2 = zeroOf(tooSpread, 0.001, widest);
    mean = weightedMean(estimates, cv2, around);
  }
  return { mean, cv2 };
}

export type Counted = Readonly<{ count: number; exposure: number }>;

/**
 * Rates (sales per unit of spend, per day, per attempt) of groups, drawn towards their mean: Gamma-Poisson. Exposures
 * above 0; a group without exposure gets the mean of all.
 */
export function shrinkRates(groups: readonly Counted[]): Readonly<{ all: Posterior; each: readonly Posterior[] }> {
  const known = groups.filter(({ exposure }) => exposure > 0);
  const exposure = known.reduce((sum, group) => sum + group.exposure, 0);
  const counts = known.reduce((sum, group) => sum + group.count, 0);
  const estimates = known.map((group) => ({
    value: group.count / group.exposure,
    noise: (mean: number) => mean / group.exposure,
  }));
  const all = populationOf(estimates, exposure > 0 ? (counts + 0.5) / exposure : 0);
  const each = groups.map((group) => {
    const shape = 1 / all.cv2 + group.count;
    const scale = 1 / (all.cv2 * all.mean) + group.exposure;
    return { mean: shape / scale, cv2: 1 / shape };
  });
  return { all, each };
}

export type Averaged = Readonly<{ count: number; sum: number; sumOfSquares: number }>;

/** How much single orders differ, as squared share of their mean, within groups; 1 (exponential) where unknown. */
function orderCv2(groups: readonly Averaged[]): number {
  let [within, square] = [0, 0];
  for (const { count, sum, sumOfSquares } of groups) {
    if (count < 2) continue;
    within += Math.max(0, sumOfSquares - sum ** 2 / count) * (count / (count - 1));
    square += sum ** 2 / count;
  }
  return square > 0 ? within / square : 1;
}

/** Averages (order values) of groups, drawn towards their mean: normal-normal, on the scale of the mean. */
export function shrinkAverages(
  groups: readonly Averaged[],
): Readonly<{ all: Posterior; orderCv2: number; each: readonly Posterior[] }> {
  const known = groups.filter(({ count }) => count > 0);
  const own = orderCv2(known);
  const count = known.reduce((total, group) => total + group.count, 0);
  const sum = known.reduce((total, group) => total + group.sum, 0);
  const estimates = known.map((group) => ({
    value: group.sum / group.count,
    noise: (mean: number) => (own * mean ** 2) / group.count,
  }));
  const all = populationOf(estimates, count > 0 ? sum / count : 0);
  const each = groups.map((group) => {
    const weight = group.count > 0 ? all.cv2 / (all.cv2 + own / group.count) : 0;
    const mean = all.mean + weight * ((group.count > 0 ? group.sum / group.count : 0) - all.mean);
    return { mean, cv2: mean > 0 ? (all.cv2 * (1 - weight) * all.mean ** 2) / mean ** 2 : 1 };
  });
  return { all, orderCv2: own, each };
}

/** The product of two independent estimates. */
export function times(a: Posterior, b: Posterior): Posterior {
  return { mean: a.mean * b.mean, cv2: a.cv2 + b.cv2 + a.cv2 * b.cv2 };
}
