import { type AnomalySettings, defaultSettings } from '../../../src/domain/anomalies/anomaly.ts';
import { backtest, type Firing } from '../../../src/domain/anomalies/backtest.ts';
import { hourMs, instantOf, msOf } from '../../../src/domain/time.ts';
import * as statistics from '../../../src/lib/stats.ts';
import type { Account, Outage } from './synthetic.ts';

/** The perfect test may be wrong once in a thousand hours: less than one false alarm a month when asked every hour. */
const perfectAlpha = 0.001;
const graceHours = 2;

/** An alarm as a person sees it: the hour (index, end) of its first message. */
export type Alarm = Readonly<{ hour: number }>;

/** The power of a Poisson test that knows the true rate and the outage's own hours. */
export function perfectPower({ trueRate }: Account, { from, until, size }: Outage, alpha = perfectAlpha): number {
  const mean = trueRate.slice(from, until).reduce((sum, rate) => sum + rate, 0);
  let highest = -1;
  while (statistics.poissonAtMost(highest + 1, mean) <= alpha) highest += 1;
  return highest < 0 ? 0 : statistics.poissonAtMost(highest, mean * (1 - size));
}

/** What payops tells; firings that begin within four hours of each other are one message. */
export function ourAlarms(account: Account, settings: AnomalySettings = defaultSettings): readonly Alarm[] {
  const startMs = msOf(account.series[0]?.points[0]?.at ?? instantOf(0));
  const period = {
    from: instantOf(startMs + account.judgedFrom * hourMs),
    until: instantOf(startMs + account.trueRate.length * hourMs),
  };
  const hours = finish(backtest(account.series, period, settings, statistics)).map(
    ({ from }) => (msOf(from) - startMs) / hourMs,
  );
  return hours
    .filter((hour, index) => !hours.slice(0, index).some((other) => hour - other <= 4))
    .map((hour) => ({ hour }));
}

export function finish(work: Generator<undefined, readonly Firing[]>): readonly Firing[] {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The plain rule, told once a day at most: revenue of today so far 30 % below yesterday at the same hour. */
export function plainAlarms({ series, judgedFrom }: Account): readonly Alarm[] {
  const points = series[0]?.points ?? [];
  const alarms: Alarm[] = [];
  for (let day = judgedFrom; day + 24 <= points.length; day += 24) {
    let [today, yesterday, soldYesterday] = [0, 0, 0];
    for (let hour = day; hour < day + 24; hour += 1) {
      today += points[hour]?.revenueMinor ?? 0;
      yesterday += points[hour - 24]?.revenueMinor ?? 0;
      soldYesterday += points[hour - 24]?.purchases ?? 0;
      if (soldYesterday < defaultSettings.minVolume || today > 0.7 * yesterday) continue;
      alarms.push({ hour: hour + 1 });
      break;
    }
  }
  return alarms;
}

function hits({ hour }: Alarm, { from, until }: Outage): boolean {
  return hour > from && hour <= until + graceHours;
}

export type Quality = Readonly<{
  findable: number;
  found: number;
  alarms: number;
  falseAlarms: number;
  months: number;
}>;

export const noQuality: Quality = { findable: 0, found: 0, alarms: 0, falseAlarms: 0, months: 0 };

/** Of the outages that a perfect test finds with power 0.95, how many were found; and how many alarms had no outage. */
export function qualityOf(account: Account, alarms: readonly Alarm[]): Quality {
  const judged = account.outages.filter(({ from }) => from >= account.judgedFrom);
  const findable = judged.filter((outage) => perfectPower(account, outage) >= 0.95);
  return {
    findable: findable.length,
    found: findable.filter((outage) => alarms.some((alarm) => hits(alarm, outage))).length,
    alarms: alarms.length,
    falseAlarms: alarms.filter((alarm) => !account.outages.some((outage) => hits(alarm, outage))).length,
    months: (account.trueRate.length - account.judgedFrom) / 720,
  };
}

export function plus(a: Quality, b: Quality): Quality {
  return {
    findable: a.findable + b.findable,
    found: a.found + b.found,
    alarms: a.alarms + b.alarms,
    falseAlarms: a.falseAlarms + b.falseAlarms,
    months: a.months + b.months,
  };
}
