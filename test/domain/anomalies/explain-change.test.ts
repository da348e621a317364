import { expect, test } from 'vitest';
import { explainChange } from '../../../src/domain/anomalies/explain-change.ts';

const value = (name: string, expectedMinor: number, actualMinor: number) => ({
  value: name,
  expectedMinor,
  actualMinor,
});

const byCountry = { dimension: 'country', values: [value('US', 600, 590), value('DE', 300, 20), value('FR', 100, 95)] };
const byMethod = { dimension: 'method', values: [value('card', 700, 495), value('sbp', 300, 210)] };

test('the value that fell explains the loss, in money; what only shrank with the rest does not', () => {
  const explanations = explainChange([byMethod, byCountry]);
  expect(explanations.map(({ dimension }) => dimension)).toEqual(['country']);
  expect(explanations[0]?.values).toMatchObject([{ value: 'DE', changeMinor: -280 }]);
  expect(explanations[0]?.explains).toBeCloseTo(280 / 295, 8);
});

test('several values are named where it takes several, the largest change first', () => {
  const two = { dimension: 'campaign', values: [value('a', 400, 240), value('b', 300, 60), value('c', 900, 900)] };
  expect(explainChange([two])[0]?.values.map((found) => found.value)).toEqual(['b', 'a']);
});

test('a rise is explained as well, also by what was not there before', () => {
  const risen = { dimension: 'country', values: [value('US', 500, 500), value('BR', 0, 400)] };
  expect(explainChange([risen])[0]?.values).toMatchObject([{ value: 'BR', changeMinor: 400, explains: 1 }]);
});

test('a change that is everywhere, none, or nothing at all has no explanation', () => {
  expect(explainChange([byMethod])).toEqual([]);
  expect(explainChange([{ dimension: 'country', values: [value('US', 500, 500)] }])).toEqual([]);
  expect(explainChange([{ dimension: 'country', values: [] }])).toEqual([]);
});

test('everything lost is explained without a division by nothing', () => {
  const gone = { dimension: 'country', values: [value('US', 500, 0), value('DE', 100, 0)] };
  const text = JSON.stringify(explainChange([gone]));
  expect(text).not.toContain('null');
});
