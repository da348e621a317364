import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ackIncident,
  decideFinding,
  resolveIncident,
  resolveUnfound,
  tendIncident,
} from '../../../src/domain/alerts/decide.ts';
import { groupWaitMs, type IncidentGroup, paced, placeIncidents } from '../../../src/domain/alerts/group.ts';
import type { Incident } from '../../../src/domain/alerts/incident.ts';
import { type Silence, silenceOf } from '../../../src/domain/alerts/silence.ts';
import type { IncidentGroupId, IncidentId, SilenceId } from '../../../src/domain/ids.ts';
import { dayMs, hourMs, type Instant, minuteMs, plusMs } from '../../../src/domain/time.ts';
import { finding, inCountry } from '../../support/alert-findings.ts';

const start = '2026-11-20T12:00:00.000Z' as Instant;
const later = (ms: number) => plusMs(start, ms);
let ids = 0;
const env = (now: Instant, silences: readonly Silence[] = []) => ({
  now,
  silences,
  cooldownMs: 6 * hourMs,
  newId: () => `inc_${++ids}` as IncidentId,
});
const opened = (change = {}) => decideFinding(null, finding(start, change), env(start)).incident;
const quiet = (change: Partial<Silence> = {}): Silence => ({
  id: 'sil_1' as SilenceId,
  matchers: [{ rule: 'purchases_fell' }],
  reason: 'holiday',
  by: 'Olga',
  at: start,
  until: later(hourMs),
  endedAt: null,
  endedBy: null,
  ...change,
});

describe('an incident', () => {
  test('counts what is found again, and is not told anew of it', () => {
    const change = decideFinding(opened(), finding(later(hourMs)), env(later(hourMs)));
    expect(change).toMatchObject({ incident: { state: 'firing', found: 2 }, events: [] });
  });

  test('is taken by the first who takes it, who is not reminded', () => {
    const taken = ackIncident(opened(), 'Anna', later(minuteMs))?.incident as Incident;
    expect(taken).toMatchObject({ state: 'acked', acked: { by: 'Anna' }, remindAt: null });
    expect(ackIncident(taken, 'Boris', later(2 * minuteMs))).toBeNull();
  });

  test('has to be taken again where it becomes graver than ever', () => {
    const taken = ackIncident(opened(), 'Anna', start)?.incident as Incident;
    const worse = decideFinding(taken, finding(later(hourMs), { level: 'critical' }), env(later(hourMs)));
    expect(worse).toMatchObject({ incident: { state: 'firing', acked: null, remindAt: later(hourMs) } });
    const calmer = decideFinding(worse.incident, finding(later(2 * hourMs)), env(later(2 * hourMs))).incident;
    const again = decideFinding(calmer, finding(later(3 * hourMs), { level: 'critical' }), env(later(3 * hourMs)));
    expect(again.events).toEqual([]);
  });

  test('is brought to mind after 4 h, a critical one after 30 min, then every 4 h, never once it is taken', () => {
    expect(tendIncident(opened(), [], later(4 * hourMs - 1))).toBeNull();
    expect(tendIncident(opened(), [], later(4 * hourMs))?.events[0]?.kind).toBe('reminded');
    const first = tendIncident(opened({ level: 'critical' }), [], later(30 * minuteMs));
    expect(first?.incident.remindAt).toBe(later(30 * minuteMs + 4 * hourMs));
    const taken = ackIncident(opened({ level: 'critical' }), 'Anna', start)?.incident as Incident;
    expect(tendIncident(taken, [], later(9 * hourMs))).toBeNull();
    expect(opened({ level: 'info' }).remindAt).toBeNull();
  });

  test('ends by itself when its rule has judged two hours on without finding it', () => {
    expect(resolveUnfound(opened(), later(2 * hourMs - 1), later(3 * hourMs))).toBeNull();
    const over = resolveUnfound(opened(), later(2 * hourMs), later(3 * hourMs));
    expect(over?.incident).toMatchObject({ state: 'resolved', resolved: { by: null, at: later(3 * hourMs) } });
  });

  test('that comes back within the cooldown is the same; later it is another one', () => {
    const over = resolveIncident(opened(), null, later(hourMs))?.incident as Incident;
    const back = decideFinding(over, finding(later(3 * hourMs)), env(later(3 * hourMs)));
    expect(back).toMatchObject({ incident: { id: over.id, state: 'firing', resolved: null } });
    const other = decideFinding(over, finding(later(8 * hourMs)), env(later(8 * hourMs)));
    expect(other.incident.id).not.toBe(over.id);
  });

  test('that somebody closed stays closed for the cooldown, unless it gets graver', () => {
    const closed = resolveIncident(opened(), 'Anna', later(hourMs))?.incident as Incident;
    const still = decideFinding(closed, finding(later(2 * hourMs)), env(later(2 * hourMs)));
    expect(still).toMatchObject({ incident: { state: 'resolved', found: 2 }, told: false });
    const worse = decideFinding(closed, finding(later(2 * hourMs), { level: 'critical' }), env(later(2 * hourMs)));
    expect(worse.incident.state).toBe('firing');
  });

  test('of news is told once, whatever is found of it later, and closes after a day', () => {
    const news = opened({ rule: 'new_country', level: 'info' });
    expect(tendIncident(news, [], later(4 * hourMs))).toBeNull();
    const closed = tendIncident(news, [], later(dayMs))?.incident as Incident;
    expect(closed.state).toBe('resolved');
    const again = finding(later(30 * dayMs), { rule: 'new_country', level: 'info' });
    expect(decideFinding(closed, again, env(later(30 * dayMs)))).toMatchObject({
      told: false,
      incident: { id: news.id },
    });
  });
});

describe('a silence', () => {
  test('is silent about what it matches, by rule, slice and level, as long as it lasts', () => {
    const us = { rule: 'purchases_fell', slice: { dimension: 'country', value: 'US' }, level: 'warning' } as const;
    const by = (matchers: Silence['matchers'], now = start) => silenceOf(us, [quiet({ matchers })], now) !== null;
    expect(by([{ rule: 'purchases_fell' }])).toBe(true);
    expect(by([{ rule: 'success_fell' }, { slice: us.slice }])).toBe(true);
    expect(by([{ rule: 'purchases_fell', level: 'critical' }])).toBe(false);
    expect(by([{ slice: { dimension: 'country', value: 'DE' } }])).toBe(false);
    expect(by([{}])).toBe(true);
    expect(by([{}], later(hourMs))).toBe(false);
    expect(silenceOf(us, [quiet({ endedAt: start })], start)).toBeNull();
  });

  test('keeps what begins under it from being told, and lets it go when it ends', () => {
    const { incident } = decideFinding(null, finding(start), env(start, [quiet()]));
    expect(incident).toMatchObject({ state: 'silenced', silence: { by: 'Olga' }, remindAt: null });
    const heard = tendIncident(incident, [quiet()], later(hourMs));
    expect(heard).toMatchObject({ incident: { state: 'firing', silence: null }, events: [{ kind: 'unsilenced' }] });
  });

  test('gives back to whoever had it what was taken', () => {
    const taken = ackIncident(opened(), 'Anna', start)?.incident as Incident;
    const silenced = tendIncident(taken, [quiet()], later(1))?.incident as Incident;
    expect(silenced.state).toBe('silenced');
    expect(tendIncident(silenced, [], later(hourMs))?.incident).toMatchObject({ state: 'acked', remindAt: null });
  });
});

describe('the message of several', () => {
  let groups = 0;
  const place = (fresh: readonly Incident[], known: readonly IncidentGroup[], now: Instant) =>
    placeIncidents(fresh, known, now, () => `ing_${++groups}` as IncidentGroupId);
  const of = (country: string, level: 'warning' | 'critical' = 'warning') =>
    decideFinding(null, inCountry(start, country, level), env(start)).incident;

  test('takes all that begin within the wait', () => {
    const first = place([of('US')], [], start);
    const second = place([of('DE', 'critical')], first.groups, later(groupWaitMs - 1));
    expect(second.groups).toHaveLength(1);
    expect(second.groups[0]).toMatchObject({ size: 2, tellAt: later(groupWaitMs) });
  });

  test('takes more afterwards only in a storm, and never what is critical', () => {
    const one = place([of('US')], [], start);
    expect(place([of('DE')], one.groups, later(minuteMs)).groups).toHaveLength(2);
    const storm = place([of('US'), of('DE'), of('FR')], [], start);
    expect(place([of('ES')], storm.groups, later(minuteMs)).groups).toHaveLength(1);
    expect(place([of('ES', 'critical')], storm.groups, later(minuteMs)).groups).toHaveLength(2);
    expect(place([of('ES')], storm.groups, later(6 * minuteMs)).groups).toHaveLength(2);
  });

  test('changes by itself every five minutes at most, with all that happened meanwhile', () => {
    const [group] = place([of('US')], [], start).groups as [IncidentGroup];
    const first = paced(group, later(minuteMs));
    expect(first.dueAt).toBe(later(minuteMs));
    for (const ms of [2, 3, 4]) expect(paced(first.group, later(ms * minuteMs)).dueAt).toBe(later(6 * minuteMs));
    expect(paced(first.group, later(4 * minuteMs)).group).toEqual(first.group);
  });

  test('every incident gets exactly one, whatever comes when', () => {
    const arrival = fc.record({ afterMs: fc.integer({ min: 0, max: 400_000 }), critical: fc.boolean() });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
        let known: readonly IncidentGroup[] = [];
        let at = 0;
        for (const { afterMs, critical } of arrivals) {
          at += afterMs;
          const placed = place([of('US', critical ? 'critical' : 'warning')], known, later(at));
          known = placed.groups;
          expect(placed.incidents[0]?.groupId).toBeTruthy();
        }
        expect(known.reduce((sum, { size }) => sum + size, 0)).toBe(arrivals.length);
      }),
    );
  });
});
