import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/money.ts';
import { type Report, reportKinds, type Total } from '../../../src/domain/reports/report.ts';
import type { BusinessDate, Instant } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';
import { csvFile } from '../../../src/files/csv.ts';
import { runReport } from '../../../src/flows/reports/run-report.ts';
import type { ReportWish } from '../../../src/flows/reports/types.ts';
import { reportBody } from '../../../src/http/api/report-body.ts';
import { readCsv } from '../../../src/lib/read-csv.ts';
import { reportTable } from '../../../src/messages/reports/files.ts';
import { owner } from '../../support/app.ts';
import { rebuildAll, recordSales, reportDeps } from '../../support/sales.ts';
import { scaledRuns } from '../../support/scale.ts';
import { worldStart } from '../../support/small-world.ts';
import { describeStores } from '../../support/stores.ts';
import { chargeEvent, eventOf } from '../../support/stripe-facts.ts';
import { emptyLedger } from '../../support/whole-world.ts';

const hour = 3_600;
const sale = fc.record({
  at: fc.integer({ min: -20 * 24, max: 20 * 24 }).map((n) => n * hour),
  amount: fc.integer({ min: 1, max: 90_000 }),
  currency: fc.constantFrom('usd', 'usd', 'eur', 'jpy'),
  customer: fc.constantFrom('cus_A', 'cus_B', 'cus_C', 'cus_D'),
  country: fc.constantFrom('US', 'DE', 'CA', null),
  campaign: fc.constantFrom('spring', 'autumn', 'core', null),
  refundedShare: fc.constantFrom(0, 0, 0.5, 1),
  refundAfter: fc.integer({ min: 0, max: 240 }).map((n) => n * hour),
});
type Sale = typeof sale extends fc.Arbitrary<infer T> ? T : never;

function eventsOf(sales: readonly Sale[]) {
  return sales.flatMap((one, n) => {
    const { at, amount, currency, customer, country, campaign, refundedShare, refundAfter } = one;
    const ids = { id: `ch_${n}`, payment_intent: `pi_${n}`, currency };
    const metadata = campaign === null ? {} : { campaign_name: campaign };
    const card = { type: 'card', card: { country, last4: '4242' } };
    const paid = chargeEvent(at, { ...ids, amount, customer, metadata, payment_method_details: card });
    const back = Math.floor(amount * refundedShare);
    if (back === 0) return [paid];
    const created = worldStart + at + refundAfter;
    const refund = { id: `re_${n}`, charge: `ch_${n}`, payment_intent: `pi_${n}`, status: 'succeeded' };
    return [paid, eventOf('refund', { ...refund, amount: back, currency, created })];
  });
}

type Numbers = Readonly<{ gross: number; back: number; payments: number; purchases: number }>;

function added(parts: readonly (readonly Total[])[]): Record<string, Numbers> {
  const sums: Record<string, Numbers> = {};
  for (const { currency, measures: m } of parts.flat()) {
    const known = sums[currency] ?? { gross: 0, back: 0, payments: 0, purchases: 0 };
    sums[currency] = {
      gross: known.gross + m.grossMinor,
      back: known.back + m.refundedMinor + m.disputedMinor,
      payments: known.payments + m.payments,
      purchases: known.purchases + m.purchases,
    };
  }
  return sums;
}

type Body = ReturnType<typeof reportBody>;
type BodyTotal = Record<'gross' | 'net', { amountMinor: number }> &
  Readonly<{ currency: string; payments: number; purchases: number }>;

function inBody(totals: Body['totals']): Record<string, Numbers> {
  const numbers = (totals as unknown as readonly BodyTotal[]).map(
    ({ currency, gross, net, payments, purchases }) =>
      [currency, { gross: gross.amountMinor, back: gross.amountMinor - net.amountMinor, payments, purchases }] as const,
  );
  return Object.fromEntries(numbers);
}

/** What the file's rows add up to. */
async function inFile(report: Report): Promise<Record<string, Numbers>> {
  const text = (await csvFile(reportTable(report, { locale: 'en', zone: newYork.name }))).toString();
  const [head = [], ...rows] = readCsv(text)?.map(({ cells }) => cells) ?? [];
  const at = (row: readonly string[], title: string) => row[head.indexOf(title)] ?? '';
  const sums: Record<string, Numbers> = {};
  for (const row of rows) {
    const code = at(row, 'Currency');
    const minor = (title: string) => Math.round(Number(at(row, title)) * (code === 'JPY' ? 1 : 100));
    const known = sums[code] ?? { gross: 0, back: 0, payments: 0, purchases: 0 };
    sums[code] = {
      gross: known.gross + minor('Gross'),
      back: known.back + minor('Refunded') + minor('Disputed'),
      payments: known.payments + Number(at(row, 'Payments')),
      purchases: known.purchases + Number(at(row, 'Purchases')),
    };
  }
  return sums;
}

function dayAfter(date: string, days: number): BusinessDate {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10) as BusinessDate;
}

const newYork = zone('America/New_York');
const now = '2026-11-21T15:20:00.000Z' as Instant;

describeStores('all faces of a report', ({ kind: database, open }) => {
  it('tell the same numbers, and parts add up to the whole', async () => {
    const store = await open();
    const deps = reportDeps(store, newYork, now);
    const run = async (wish: ReportWish): Promise<Report> => {
      const result = await runReport(deps, owner, wish);
      if (!result.ok) throw new Error(result.reason);
      return result.report;
    };
    const property = fc.asyncProperty(
      fc.array(sale, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...reportKinds),
      fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 30 })),
      fc.boolean(),
      async (sales, kind, [first, length], isSummed) => {
        await emptyLedger(store);
        await recordSales(store, eventsOf(sales));
        if (isSummed) await rebuildAll(deps);
        const from = dayAfter('2026-10-12', first);
        const days = { from, to: dayAfter(from, length) };
        const report = await run({ kind, period: days, top: 'all' });
        const whole = added([report.totals]);
        expect(added(report.steps.map(({ totals }) => totals))).toEqual(whole);
        expect(report.steps.reduce((sum, { purchases }) => sum + purchases, 0)).toBe(report.purchases);
        expect(inBody(reportBody(report).totals)).toEqual(whole);
        expect(await inFile(report)).toEqual(whole);
        for (const { rows } of report.rankings) expect(added([rows])).toEqual(whole);
        const campaigns = await run({ kind: 'campaigns', period: days, top: 'all' });
        const row = campaigns.rankings[0]?.rows.find(({ value }) => value === 'spring');
        const alone = await run({ kind: 'campaigns', period: days, campaign: 'spring' });
        const same = alone.totals.find(({ currency }) => currency === row?.currency);
        expect(same?.measures).toEqual(row?.measures);
        for (const code of Object.keys(whole)) {
          const inOne = await run({ kind, period: days, currency: code as Currency });
          expect(added([inOne.totals])).toEqual({ [code]: whole[code] });
          expect(inOne.purchases).toBe(whole[code]?.purchases);
        }
      },
    );
    await fc.assert(property, scaledRuns(database === 'sqlite' ? 25 : 6));
  });

  it('call complete only what was complete before the numbers were read', async () => {
    const store = await open();
    const [read, since] = ['2026-11-21T10:00:00.000Z', '2026-11-21T15:00:00.000Z'];
    await store.writer.insertInto('cursors').values({ name: 'stripe_events', value: read, moved_at: read }).execute();
    const sweeps: Promise<unknown>[] = [];
    const swept = new Proxy(store, {
      get(of, name) {
        if (name === 'scanner' && sweeps.length === 0)
          sweeps.push(of.writer.updateTable('cursors').set({ value: since }).execute());
        return of[name as keyof typeof of];
      },
    });
    const result = await runReport(reportDeps(swept, newYork, now), owner, { kind: 'daily' });
    await Promise.all(sweeps);
    expect(result).toMatchObject({ ok: true, report: { completeUntil: read } });
  });

  it('have no weakest day from before anything was ever sold', async () => {
    const store = await open();
    const deps = reportDeps(store, newYork, now);
    const day = 24 * hour;
    await recordSales(store, [
      chargeEvent(2 * day, { customer: 'cus_A' }),
      chargeEvent(4 * day, { customer: 'cus_B' }),
    ]);
    await rebuildAll(deps);
    const result = await runReport(deps, owner, { kind: 'daily', period: '2026-10-20..2026-11-10' });
    expect(result).toMatchObject({ ok: true, report: { worst: { date: '2026-11-03' } } });
  });
});
