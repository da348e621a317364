/** What one value of a dimension brought and should have brought, in minor units of one currency. */
export type ValueChange = Readonly<{ value: string; actualMinor: number; expectedMinor: number }>;
export type DimensionChange = Readonly<{ dimension: string; values: readonly ValueChange[] }>;

export type Explained = ValueChange &
  Readonly<{
    changeMinor: number;
    /** Its part of the whole change: 0.8 of a loss of 1,000 is 800 lost here. Over 1 where others made up for it. */
    explains: number;
    surprise: number;
  }>;

export type Explanation = Readonly<{
  dimension: string;
  values: readonly Explained[];
  /** Together. */
  explains: number;
  changeMinor: number;
  surprise: number;
}>;

/** As in the paper: values must explain two thirds together and a tenth each; three of them can be read on a phone. */
const togetherAtLeast = 0.67;
const eachAtLeast = 0.1;
const mostValues = 3;
/** In nats. Below it the value only shrank with everything else, and is no cause. */
const leastSurprise = 1e-4;

/** One term of the Jensen–Shannon divergence between the expected and the actual distribution over values. */
function surpriseOf(expectedShare: number, actualShare: number): number {
  const middle = (expectedShare + actualShare) / 2;
  const term = (share: number) => (share > 0 ? share * Math.log(share / middle) : 0);
  return (term(expectedShare) + term(actualShare)) / 2;
}

function explainedValues({ values }: DimensionChange): readonly Explained[] {
  const actual = values.reduce((sum, value) => sum + value.actualMinor, 0);
  const expected = values.reduce((sum, value) => sum + value.expectedMinor, 0);
  const change = actual - expected;
  if (change === 0) return [];
  return values.map((value) => ({
    ...value,
    changeMinor: value.actualMinor - value.expectedMinor,
    explains: (value.actualMinor - value.expectedMinor) / change,
    surprise: surpriseOf(
      expected > 0 ? Math.max(0, value.expectedMinor) / expected : 0,
      actual > 0 ? Math.max(0, value.actualMinor) / actual : 0,
    ),
  }));
}

function explainBy(change: DimensionChange): Explanation | null {
  const candidates = explainedValues(change)
    .filter(({ explains, surprise }) => explains >= eachAtLeast && surprise >= leastSurprise)
    .toSorted((a, b) => b.surprise - a.surprise);
  const values: Explained[] = [];
  let explains = 0;
  for (const candidate of candidates) {
    if (values.length === mostValues || explains >= togetherAtLeast) break;
    values.push(candidate);
    explains += candidate.explains;
  }
  if (explains < togetherAtLeast) return null;
  return {
    dimension: change.dimension,
    values: values.toSorted((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor)),
    explains,
    changeMinor: values.reduce((sum, { changeMinor }) => sum + changeMinor, 0),
    surprise: values.reduce((sum, { surprise }) => sum + surprise, 0),
  };
}

/**
 * Which few values of which dimension explain a change of revenue, most surprising dimension first (Adtributor: Bhagwan
 * et al., NSDI 2014; explanatory power and surprise as there). A dimension whose values all moved alike explains nothing
 * and is left out; an empty answer means that the change is everywhere.
 */
export function explainChange(changes: readonly DimensionChange[], most = 3): readonly Explanation[] {
  return changes
    .map(explainBy)
    .filter((explanation) => explanation !== null)
    .toSorted((a, b) => b.surprise - a.surprise)
    .slice(0, most);
}
