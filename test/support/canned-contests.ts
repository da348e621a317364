import type { Contest } from '../../src/domain/contests/contest.ts';
import type { DrawProof } from '../../src/domain/contests/draw.ts';
import { type Actor, may } from '../../src/domain/permissions.ts';
import type { Flows } from '../../src/flows/types.ts';
import type { KeptDraw } from '../../src/store/contests/draws.ts';
import { at } from './canned-views.ts';

const contest: Contest = {
  code: 'autumn',
  title: { ru: 'Осенний розыгрыш', en: 'Autumn draw' },
  startsAt: at('00:00:00'),
  endsAt: at('23:00:00'),
  zone: 'Europe/Berlin',
  attributionWindowDays: 30,
  holdDays: 7,
  rules: { selfPurchase: true, inviteePayment: true, renewals: false },
  ticketsByPlan: {},
  prizes: [
    { place: 1, title: { ru: 'Велосипед', en: 'A bicycle' } },
    { place: 2, title: 'iPhone' },
  ],
  texts: { ru: 'Сотрудники не участвуют.', en: 'Staff does not take part.' },
  limits: { ticketsPerPerson: 50 },
  publishTo: null,
  active: true,
};
const seedHash = 'a1b2'.repeat(16);
const outsideRule = 'drand quicknet 52db round 1000; 28800 rounds later';
const own = { telegramId: '11', tickets: 12, place: 2, lostAll: false };
const draw = null;
const state = { contest, seedHash, outsideRule, draw, decidingRound: null, roundUrl: null, changedBy: 'Olga' };
const forbidden = { ok: false, reason: 'forbidden' } as const;
const when = <T>(actor: Actor, action: Parameters<typeof may>[1], value: T) =>
  Promise.resolve(may(actor, action) ? value : forbidden);
const drawn: KeptDraw = {
  contestCode: 'autumn',
  state: 'drawn',
  entriesHash: seedHash,
  frozenAt: at('10:00:00'),
  publishedAt: at('10:01:00'),
  proof: null,
  winners: [{ place: 1, telegramId: '11' }],
  drawnAt: at('11:00:00'),
  announcedAt: null,
};

/** One contest that runs; the owner is its second. */
export function cannedContests(): Partial<Flows> {
  const history = [
    { delta: 5, reason: 'INVITEE_PAYMENT', at: at('12:00:00'), payerId: '998877', seq: 7 },
    { delta: 3, reason: 'CORRECTION', at: at('11:00:00'), payerId: null, seq: 5, note: 'lost by us' },
    { delta: -5, reason: 'REFUND', at: at('10:00:00'), payerId: '11', seq: 3 },
    { delta: 5, reason: 'SELF_PURCHASE', at: at('09:00:00'), payerId: '11', seq: 1 },
  ] as const;
  const entry = { contestCode: 'autumn', cause: 'stripe:pi_1', beneficiaryId: '11', orderId: 'ord_1', note: null };
  return {
    bindReferral: async () => 'unknown',
    contestPage: async () => ({
      ...{ contest, phase: 'open', freezesAt: at('23:00:00'), seedHash, outsideRule, draw, own },
      rating: {
        top: [
          { telegramId: '998877', tickets: 20 },
          { telegramId: '11', tickets: 12 },
        ],
        people: 2,
        tickets: 32,
        histogram: [],
      },
    }),
    ticketsPage: async () => ({
      ...{ contest, own, people: 2, older: 1 },
      history: history.map((one) => ({ ...entry, ...one })),
    }),
    invitePage: async () => ({
      ...{ code: 'CODE', came: 2, paid: 1, older: null },
      newest: [
        { telegramId: '998877', boundAt: at('09:00:00'), hasPaid: true },
        { telegramId: '887766', boundAt: at('08:00:00'), hasPaid: false },
      ],
    }),
    verifyDraw: async () => ({ ok: false, reason: 'not_found' }),
    publicDraw: async () => ({
      file: 'payops entries 1 autumn 0\n',
      entriesHash: seedHash,
      proof,
      decidingRound: 1_000,
    }),
    listContests: (actor) => when(actor, 'see_contests', { ok: true as const, contests: [state] }),
    findContest: (actor) => when(actor, 'see_contests', { ok: true as const, state }),
    createContest: (actor) => when(actor, 'manage_contests', { ok: true as const, state }),
    changeContest: (actor) => when(actor, 'manage_contests', { ok: true as const, state }),
    contestEntries: (actor) => when(actor, 'see_contests', { ok: true as const, items: [], nextCursor: null }),
    correctTickets: (actor) => when(actor, 'correct_tickets', { ok: true as const }),
    awardRetryStats: (actor) => when(actor, 'see_contests', { ok: true as const, queueSize: 0, items: [] }),
    contestSignals: (actor) => when(actor, 'see_contests', { ok: true as const, signals: [] }),
    reviewSignals: (actor) => when(actor, 'manage_contests', { ok: true as const, count: 1 }),
    drawContest: (actor) => when(actor, 'manage_contests', { ok: true as const, draw: drawn }),
    announceDraw: (actor) => when(actor, 'manage_contests', { ok: true as const, draw: drawn }),
    undoDraw: (actor) => when(actor, 'undo_draw', { ok: true as const }),
  };
}

const proof: DrawProof = {
  version: 2,
  contest: 'autumn',
  outside: { rule: outsideRule, publishedAt: at('10:01:00'), round: 1_000, value: 'aa', signature: 'bb' },
  seedHash,
  seed: 's',
  entriesHash: seedHash,
  places: 0,
  winners: [],
  checksum: 'c',
};
