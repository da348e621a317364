import { expect, test } from 'vitest';
import { noQuality, ourAlarms, plainAlarms, plus, qualityOf } from './quality.ts';
import { makeAccount, noOutages, type Outage, usualOutages } from './synthetic.ts';

const usual = { historyDays: 58, judgedDays: 60, holidays: true, dayNoise: 0.05 } as const;

test('what a perfect test finds is found, with a tenth of the plain rule’s false alarms', () => {
  let [ours, plain] = [noQuality, noQuality];
  for (const [index, salesPerHour] of [2, 5, 9, 14, 20, 28, 36, 50, 70, 95].entries()) {
    const account = makeAccount(41 + index, { ...usual, salesPerHour, outages: usualOutages, slices: {} });
    ours = plus(ours, qualityOf(account, ourAlarms(account)));
    plain = plus(plain, qualityOf(account, plainAlarms(account)));
  }
  expect(ours.findable).toBeGreaterThan(20);
  expect(ours.found / ours.findable).toBeGreaterThanOrEqual(0.9);
  expect(ours.falseAlarms).toBeLessThanOrEqual(plain.falseAlarms / 10);
  expect(ours.falseAlarms / ours.months).toBeLessThan(1);
});

test('slices add no flood: an account without outages stays below one alarm a month', () => {
  let ours = noQuality;
  for (const [index, salesPerHour] of [4, 12, 30].entries()) {
    const slices = { country: 5, method: 3, campaign: 6 };
    const account = makeAccount(61 + index, { ...usual, salesPerHour, outages: noOutages, slices });
    ours = plus(ours, qualityOf(account, ourAlarms(account)));
  }
  expect(ours.falseAlarms / ours.months).toBeLessThan(1);
});

test('half of 20 sales an hour gone is told within three hours, mostly', () => {
  const delays = Array.from({ length: 15 }, (_, index) => {
    const from = (61 + index) * 24 + ((index * 5) % 24);
    const outage: Outage = { from, until: from + 12, size: 0.5, kind: index % 2 === 0 ? 'traffic' : 'provider' };
    const options = { ...usual, historyDays: 60, judgedDays: 17, slices: {} };
    const { trueRate } = makeAccount(80 + index, { ...options, salesPerHour: 20, outages: noOutages });
    const salesPerHour = 400 / (trueRate[from + 1] ?? 20);
    const account = makeAccount(80 + index, { ...options, salesPerHour, outages: () => [outage] });
    return (ourAlarms(account).find(({ hour }) => hour > from && hour <= outage.until)?.hour ?? 999) - from;
  }).toSorted((a, b) => a - b);
  expect(delays[7]).toBeLessThanOrEqual(3);
  expect(delays[13]).toBeLessThanOrEqual(8);
});
