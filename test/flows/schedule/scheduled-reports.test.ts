import { expect, it } from 'vitest';
import { latestSlot } from '../../../src/domain/slots.ts';
import { dayMs, hourMs, instantOf, minuteMs, msOf } from '../../../src/domain/time.ts';
import { createJobs } from '../../../src/flows/jobs.ts';
import { type App, owner, startApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

const noSheet = {
  without: ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
};

async function tick(app: App): Promise<void> {
  const { signal } = new AbortController();
  await createJobs(app.running().deps, app.flows(), signal).runDueSlots();
  await app.settled();
}

/** To so long after the next daily report's hour. */
async function toMorning(app: App, afterMs = minuteMs): Promise<void> {
  const { policy } = app.running().deps;
  const last = latestSlot({ hour: policy.values.daily_hour }, instantOf(app.clock.nowMs()), policy.zone);
  app.clock.advance(msOf(last.dueAt) + dayMs + afterMs - app.clock.nowMs());
}

const slots = (app: App, job: string) =>
  app.db().selectFrom('slots').select(['state', 'detail']).where('job', '=', job).orderBy('slot').execute();
const reports = (app: App) =>
  app.db().selectFrom('deliveries').select(['state', 'destination']).where('kind', '=', 'report').execute();

it('the morning tells the day before once, with its picture, in every place that wants it', async () => {
  const app = await startApp({ without: noSheet.without, env: { GEO_ALERT_INTERVAL_HOURS: '24' } });
  await tick(app);
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.settled();
  await toMorning(app);
  await Promise.all([tick(app), tick(app)]);
  await tick(app);
  await eventually(async () => {
    const made = await app.db().selectFrom('made_reports').select('job').where('job', '=', 'report daily').execute();
    expect(made).toHaveLength(1);
  });
  const told = app.chat().filter(({ text }) => text.includes('9.99 USD') && text.includes('yesterday'));
  expect(told.length).toBeLessThanOrEqual(1);
  const daily = await reports(app);
  expect(daily.filter(({ destination }) => destination === 'telegram').length).toBeGreaterThan(0);
  expect(daily.filter(({ destination }) => destination === 'slack').length).toBeGreaterThan(0);
  expect(new Set(daily.map(({ state }) => state))).toEqual(new Set(['delivered']));
});

it('a report that comes late says so, and hours in which nothing was sold are silent', async () => {
  const app = await startApp(noSheet);
  await tick(app);
  await toMorning(app, 2 * hourMs);
  await tick(app);
  const made = await app.db().selectFrom('made_reports').select(['job', 'report']).execute();
  const daily = made.find(({ job }) => job === 'report daily');
  expect(JSON.parse(daily?.report ?? '{}')).toMatchObject({ of: 'sales', report: { late: expect.any(String) } });
  expect(made.filter(({ job }) => job === 'report geo')).toEqual([]);
  expect((await slots(app, 'report geo')).at(-1)).toEqual({ state: 'done', detail: 'nothing sold' });
});

it('a chat that does not want a report is not told it', async () => {
  const app = await startApp(noSheet);
  await tick(app);
  const chat = app.running().deps.policy.routes.reports.daily.find((one) => one.destination === 'telegram');
  await app.flows().changeChat(owner, chat?.address ?? '', { to: 'toggle', stream: 'daily' });
  await toMorning(app);
  await tick(app);
  const daily = app
    .db()
    .selectFrom('deliveries')
    .innerJoin('made_reports', 'made_reports.id', 'deliveries.subject_id')
    .select('destination')
    .where('made_reports.job', '=', 'report daily');
  expect(await daily.execute()).toEqual([{ destination: 'slack' }]);
});

it('while everything is stopped a report is made and waits', async () => {
  const app = await startApp(noSheet);
  await tick(app);
  await app.flows().stop(owner, 'a look');
  await toMorning(app);
  const { signal } = new AbortController();
  await createJobs(app.running().deps, app.flows(), signal).runDueSlots();
  expect(new Set((await reports(app)).map(({ state }) => state))).toEqual(new Set(['waiting']));
});

it('the campaign report is sent when somebody asks for it, to every place that wants it, and takes no slot', async () => {
  const app = await startApp(noSheet);
  await tick(app);
  const before = await slots(app, 'report campaigns');
  const sent = await app.flows().sendCampaignReport(owner, {});
  await app.settled();
  const told = await reports(app);
  expect(sent).toMatchObject({ ok: true, id: expect.stringMatching(/^rpt_/), places: told.length });
  expect(told.map(({ destination }) => destination).sort()).toEqual(['slack', 'telegram']);
  expect(app.chat().at(-1)?.text).toMatch(/Campaigns/);
  expect(await slots(app, 'report campaigns')).toEqual(before);
});
