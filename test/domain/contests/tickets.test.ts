import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  awardsOf,
  type Binding,
  type Contest,
  closesRing,
  type Qualifying,
  sameTerms,
  whyNotBound,
  windowEnd,
} from '../../../src/domain/contests/contest.ts';
import {
  awardEntries,
  balances,
  correctionEntries,
  isIssuer,
  settleEntries,
  type TicketEntry,
} from '../../../src/domain/contests/ledger.ts';
import { dayMs, hourMs, type Instant, instantOf, minuteMs, plusMs } from '../../../src/domain/time.ts';
import { localDateTime } from '../../../src/domain/zone.ts';
import { scaledRuns } from '../../support/scale.ts';

const at = (text: string) => new Date(text).toISOString() as Instant;
const begin = at('2026-10-01T00:00:00Z');
const contest: Contest = {
  code: 'autumn',
  title: { ru: 'Осень', en: 'Autumn' },
  startsAt: begin,
  endsAt: at('2026-12-01T00:00:00Z'),
  zone: 'Europe/Berlin',
  attributionWindowDays: 30,
  holdDays: 7,
  rules: { selfPurchase: true, inviteePayment: true, renewals: false },
  ticketsByPlan: {},
  prizes: [{ place: 1, title: 'A bicycle' }],
  texts: null,
  limits: { ticketsPerPerson: null },
  publishTo: null,
  active: true,
};
const order: Qualifying = {
  orderId: 'ord_1',
  payerId: '2',
  planCode: 'month',
  planTickets: 5,
  isRenewal: false,
  judgedAt: at('2026-10-20T12:00:00Z'),
};
const binding: Binding = { inviteeId: '2', referrerId: '1', boundAt: at('2026-10-10T12:00:00Z') };
const reasonsOf = (awards: ReturnType<typeof awardsOf>) => awards.map(({ reason }) => reason);
const instants = (from: Instant, to: Instant) =>
  fc.integer({ min: Date.parse(from), max: Date.parse(to) }).map((ms) => instantOf(ms));

describe('tickets of a purchase', () => {
  it('are given from the first instant of the contest until just before its last', () => {
    const judged = (judgedAt: Instant) => reasonsOf(awardsOf(contest, { ...order, judgedAt }, null));
    expect(judged(contest.startsAt)).toEqual(['SELF_PURCHASE']);
    expect(judged(plusMs(contest.startsAt, -1))).toEqual([]);
    expect(judged(plusMs(contest.endsAt, -1))).toEqual(['SELF_PURCHASE']);
    expect(judged(contest.endsAt)).toEqual([]);
  });

  it('go to the referrer, too, from just after the binding to the same local time so many days later', () => {
    fc.assert(
      fc.property(
        instants(begin, at('2026-11-05T00:00:00Z')),
        fc.integer({ min: 0, max: 25 }),
        fc.constantFrom('Europe/Berlin', 'America/New_York', '+05:30', 'Asia/Kathmandu'),
        (boundAt, days, zone) => {
          const end = windowEnd(boundAt, days, { name: zone });
          const local = (instant: Instant) => localDateTime(instant, { name: zone }).slice(11);
          // An hour that the clocks skip is the only one that is not there.
          if (local(end) !== local(boundAt)) expect(Math.abs(Date.parse(end) - Date.parse(boundAt))).toBeGreaterThan(0);
          const judged = (judgedAt: Instant) =>
            reasonsOf(
              awardsOf(
                { ...contest, zone, attributionWindowDays: days },
                { ...order, judgedAt },
                { ...binding, boundAt },
              ),
            ).includes('INVITEE_PAYMENT');
          expect(judged(boundAt)).toBe(false);
          expect(judged(end)).toBe(days > 0);
          expect(judged(plusMs(end, 1))).toBe(false);
          if (days > 0) expect(judged(plusMs(boundAt, 1))).toBe(true);
        },
      ),
      scaledRuns(300),
    );
  });

  it('count days by the clock on the wall: a day of daylight saving has 25 hours, or 23', () => {
    const before = at('2026-10-24T12:00:00+02:00');
    expect(windowEnd(before, 1, { name: 'Europe/Berlin' })).toBe(plusMs(before, 25 * hourMs));
    const spring = at('2026-03-28T12:00:00+01:00');
    expect(windowEnd(spring, 1, { name: 'Europe/Berlin' })).toBe(plusMs(spring, 23 * hourMs));
    expect(windowEnd(before, 1, { name: '+02:00' })).toBe(plusMs(before, dayMs));
    const skipped = at('2026-03-28T02:30:00+01:00');
    expect(windowEnd(skipped, 1, { name: 'Europe/Berlin' })).toBe(at('2026-03-29T03:30:00+02:00'));
  });

  it('never go to somebody for his own purchase twice, nor for the purchase of somebody else than the invited', () => {
    const own = awardsOf(contest, order, { ...binding, referrerId: order.payerId });
    expect(reasonsOf(own)).toEqual(['SELF_PURCHASE']);
    expect(reasonsOf(awardsOf(contest, order, { ...binding, inviteeId: '3' }))).toEqual(['SELF_PURCHASE']);
  });

  it('are given for renewals only where the rules say so, and follow each rule by itself', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), (self, invitee, renewals, isRenewal) => {
        const rules = { selfPurchase: self, inviteePayment: invitee, renewals };
        const counted = !isRenewal || renewals;
        expect(reasonsOf(awardsOf({ ...contest, rules }, { ...order, isRenewal }, binding))).toEqual([
          ...(self && counted ? ['SELF_PURCHASE'] : []),
          ...(invitee && counted ? ['INVITEE_PAYMENT'] : []),
        ]);
      }),
    );
  });

  it('are as many as the contest says for the plan, else as many as the plan says; none is no entry', () => {
    const given = (planCode: string, planTickets: number) =>
      awardsOf({ ...contest, ticketsByPlan: { year: 20, trial: 0 } }, { ...order, planCode, planTickets }, binding).map(
        ({ tickets }) => tickets,
      );
    expect(given('month', 5)).toEqual([5, 5]);
    expect(given('year', 5)).toEqual([20, 20]);
    expect(given('trial', 5)).toEqual([]);
    expect(given('month', 0)).toEqual([]);
  });

  it('go to the payer of a gift', () => {
    expect(awardsOf(contest, { ...order, payerId: '7' }, null)).toEqual([
      { reason: 'SELF_PURCHASE', beneficiaryId: '7', tickets: 5 },
    ]);
  });

  it('never bring anybody above the limit', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.nat(40), (limit, tickets, held) => {
        const limited = { ...contest, limits: { ticketsPerPerson: limit } };
        const [award] = awardsOf(limited, { ...order, planTickets: tickets }, null, new Map([['2', held]]));
        expect(award?.tickets ?? 0).toBe(Math.max(0, Math.min(tickets, limit - held)));
      }),
    );
  });

  it('are none while the contest is switched off', () => {
    expect(awardsOf({ ...contest, active: false }, order, binding)).toEqual([]);
  });
});

const person = fc.integer({ min: 1, max: 8 }).map(String);

describe('who brought whom', () => {
  it('never becomes a ring, however often and in whatever order people follow links', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(person, person), { maxLength: 60 }), (touches) => {
        const referrerOf = new Map<string, string>();
        for (const [invitee, referrer] of touches) {
          const known = { isBound: referrerOf.has(invitee), hasPaid: false, referrerOf };
          if (whyNotBound(invitee, referrer, known) === null) referrerOf.set(invitee, referrer);
        }
        for (const start of referrerOf.keys()) {
          const seen = new Set<string>();
          for (let one: string | undefined = start; one !== undefined; one = referrerOf.get(one)) {
            expect(seen.has(one)).toBe(false);
            seen.add(one);
          }
        }
      }),
      scaledRuns(300),
    );
  });

  it('is what the first link said: a later one changes nothing, nor any after a purchase', () => {
    const nobody = { isBound: false, hasPaid: false, referrerOf: new Map<string, string>() };
    expect(whyNotBound('2', '1', nobody)).toBeNull();
    expect(whyNotBound('2', '3', { ...nobody, isBound: true })).toBe('bound_before');
    expect(whyNotBound('2', '1', { ...nobody, hasPaid: true })).toBe('buyer');
    expect(whyNotBound('2', '2', nobody)).toBe('self');
    expect(
      whyNotBound('1', '3', {
        ...nobody,
        referrerOf: new Map([
          ['3', '2'],
          ['2', '1'],
        ]),
      }),
    ).toBe('ring');
  });

  it('is looked through to the end even where a ring stands in the books already', () => {
    expect(
      closesRing(
        '9',
        '1',
        new Map([
          ['1', '2'],
          ['2', '1'],
        ]),
      ),
    ).toBe(false);
  });
});

type MoneyState = Parameters<typeof settleEntries>[1];

const here = { contestCode: 'autumn', orderId: 'ord_1', at: begin };
const awarded = awardEntries(awardsOf(contest, order, binding), { ...here, cause: 'stripe:pi_1' });
const refund = (isTakenBack: boolean, id = 're_1'): MoneyState => ({
  isTakenBack,
  reason: isTakenBack ? 'REFUND' : 'REFUND_FAILED',
  cause: id,
});
const dispute = (isTakenBack: boolean): MoneyState => ({
  isTakenBack,
  reason: isTakenBack ? 'DISPUTE' : 'DISPUTE_WON',
  cause: 'dp_1',
});
const keyOf = ({ contestCode, cause, reason, beneficiaryId }: TicketEntry) =>
  [contestCode, cause, reason, beneficiaryId].join(' ');
function ledgerAfter(...states: readonly MoneyState[]): readonly TicketEntry[] {
  const entries = [...awarded];
  for (const state of states) entries.push(...settleEntries(entries, state, here));
  return entries;
}
const sum = (entries: readonly TicketEntry[]) => entries.reduce((total, { delta }) => total + delta, 0);

describe('the ledger', () => {
  it('takes exactly what was given when the money goes back, and gives it again when it comes back', () => {
    const taken = settleEntries(awarded, refund(true), here);
    const given = (entries: readonly TicketEntry[]) =>
      entries.filter(({ beneficiaryId }) => !isIssuer(beneficiaryId)).map((one) => [one.beneficiaryId, one.delta]);
    expect(given(taken)).toEqual([
      ['2', -5],
      ['1', -5],
    ]);
    expect(balances(ledgerAfter(refund(true)))).toEqual(new Map());
    expect(balances(ledgerAfter(refund(true), refund(false)))).toEqual(
      new Map([
        ['2', 5],
        ['1', 5],
      ]),
    );
    expect(balances(ledgerAfter(dispute(true)))).toEqual(new Map());
    expect(balances(ledgerAfter(dispute(true), dispute(false)))).toEqual(
      new Map([
        ['2', 5],
        ['1', 5],
      ]),
    );
  });

  it('sums to zero, never enters one thing twice, and ends as the money did, whatever happens to the money', () => {
    const state = fc.oneof(
      fc.tuple(fc.boolean(), fc.constantFrom('re_1', 're_2')).map(([back, id]) => refund(back, id)),
      fc.boolean().map(dispute),
    );
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 20 }), (states) => {
        const entries = ledgerAfter(...states);
        expect(sum(entries)).toBe(0);
        expect(new Set(entries.map(keyOf)).size).toBe(entries.length);
        const stands = states.at(-1)?.isTakenBack
          ? new Map()
          : new Map([
              ['2', 5],
              ['1', 5],
            ]);
        expect(balances(entries)).toEqual(stands);
        const last = states.at(-1) as MoneyState;
        expect(settleEntries(entries, last, here)).toEqual([]);
      }),
      scaledRuns(300),
    );
  });

  it('leaves corrections as they are when the money goes back', () => {
    const corrected = [...awarded, ...correctionEntries('2', 3, { ...here, cause: 'cor_1' })];
    const entries = [...corrected, ...settleEntries(corrected, refund(true), here)];
    expect(balances(entries)).toEqual(new Map([['2', 3]]));
    expect(sum(entries)).toBe(0);
  });

  it('knows the issuer from everybody else', () => {
    expect(isIssuer('issuer:1')).toBe(true);
    expect(isIssuer('issuer')).toBe(false);
    expect(balances([])).toEqual(new Map());
  });
});

describe('what was promised', () => {
  it('is the period, the rules and the places, not the words', () => {
    expect(sameTerms(contest, { ...contest, title: { ru: 'Х', en: 'X' }, active: false, publishTo: '-1' })).toBe(true);
    const changed: readonly Partial<Contest>[] = [
      { endsAt: plusMs(contest.endsAt, minuteMs) },
      { zone: 'UTC' },
      { rules: { ...contest.rules, renewals: true } },
      { ticketsByPlan: { month: 9 } },
      { prizes: [...contest.prizes, { place: 2, title: 'Another' }] },
      { limits: { ticketsPerPerson: 3 } },
    ];
    for (const one of changed) expect(sameTerms(contest, { ...contest, ...one })).toBe(false);
  });
});
