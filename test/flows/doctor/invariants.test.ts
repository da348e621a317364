import { expect, it } from 'vitest';
import { examine } from '../../../src/flows/doctor/examine.ts';
import { checkTitle, toldFinding } from '../../../src/messages/checks.ts';
import { countGaps } from '../../../src/store/invariants-owed.ts';
import { type App, owner, startApp } from '../../support/app.ts';

async function broken(app: App): Promise<readonly string[]> {
  const findings = await examine(app.running().deps, { offline: true, deep: true, missingFile: null });
  return findings
    .filter(({ area, status }) => area === 'invariants' && status === 'fail')
    .map((finding) => {
      expect(checkTitle('ru', finding.name)).toMatch(/[а-я]/);
      expect(toldFinding('ru', finding).detail).toMatch(/[а-я].*: \d+$/);
      return finding.name.split(' ')[0] ?? '';
    });
}

type Writer = ReturnType<App['running']>['deps']['store']['writer'];

/** What an operator with a database tool could do by mistake. */
const meddlings: readonly (readonly [name: string, meddle: (db: Writer) => Promise<unknown>])[] = [
  ['I1', (db) => db.updateTable('payments').set({ charge_id: 'ch_same' }).execute()],
  ['I2', (db) => db.updateTable('payments').set({ amount_minor: 1 }).execute()],
  ['I3', (db) => db.deleteFrom('sent_messages').where('kind', '=', 'purchase').execute()],
  [
    'I4',
    (db) =>
      db
        .deleteFrom('deliveries')
        .where('kind', '=', 'purchase')
        .where('subject_id', '=', (eb) =>
          eb.selectFrom('purchases').select('id').orderBy('first_paid_at', 'desc').limit(1),
        )
        .execute(),
  ],
  ['I5', (db) => db.updateTable('deliveries').set({ state: 'merged', merged_into: 'nothing' }).execute()],
  [
    'I6',
    (db) =>
      db
        .updateTable('deliveries')
        .set({ subject_id: 'gone' })
        .where('kind', '=', 'row')
        .where('state', '=', 'delivered')
        .execute(),
  ],
  ['I8', (db) => db.updateTable('payments').set({ reversed_minor: -1 }).execute()],
  [
    'I12',
    (db) =>
      db
        .insertInto('slots')
        .values(
          ['2026-01-01', '2026-01-05'].map((slot) => ({
            job: 'prune',
            slot,
            state: 'done' as const,
            started_at: slot,
            finished_at: slot,
            detail: null,
          })),
        )
        .execute(),
  ],
  [
    'I13',
    (db) =>
      db
        .updateTable('deliveries')
        .set({ state: 'sending', due_at: '2020-01-01T00:00:00.000Z' })
        .where('kind', '=', 'row')
        .execute(),
  ],
  [
    'I15',
    (db) =>
      db
        .insertInto('api_tokens')
        .values({
          id: 't',
          hash: 'h',
          name: 'n',
          scopes: 'admin',
          made_at: '2026-01-01T00:00:00.000Z',
          expires_at: null,
          revoked_at: null,
          prefix: 'p',
          last_used_at: null,
        })
        .execute(),
  ],
  ['I16', (db) => db.updateTable('deliveries').set({ last_detail: 'no such user anna@example.com' }).execute()],
  ['I18', (db) => db.updateTable('attempts').set({ started_at: '2999-01-01T00:00:00.000Z' }).execute()],
  ['I20', (db) => db.updateTable('inbox').set({ received_at: '2999-01-01T00:00:00.000Z' }).execute()],
];

/** One sale after another, so that the second one's place was a route before it. */
async function soldTwice(without: readonly string[]): Promise<App> {
  const app = await startApp({ without });
  for (const amount of [999, 1_999]) {
    app.world.stripe.pay({ amount, currency: 'usd' });
    await app.settled();
    app.clock.advance(2_000);
  }
  return app;
}

/** The sheet takes its time; only these are about its rows. */
const aboutRows = ['I6', 'I13'];
const google = ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];

it.each(meddlings)('%s is told when it is broken, and only then', async (name, meddle) => {
  const app = await soldTwice(aboutRows.includes(name) ? [] : google);
  if (name === 'I18') await app.flows().stop(owner, null);
  expect(await broken(app)).toEqual([]);
  await meddle(app.running().deps.store.writer);
  expect(await broken(app)).toContain(name);
});

it.each([
  [['2026-11-20', '2026-11-19', '2026-11-18'], 1, 0],
  [['2026-11-20', '2026-11-18'], 1, 1],
  [['2026-11-22', '2026-11-15', '2026-11-01'], 7, 1],
  [[], 1, 0],
])('slots %j every %i days have %i gaps', (slots, everyDays, gaps) => {
  expect(countGaps(slots, everyDays)).toBe(gaps);
});
