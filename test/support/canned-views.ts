import { type Finding as CheckFinding, doubtful, fine, wrong } from '../../src/domain/checks.ts';
import { type Finding, summariseFindings } from '../../src/domain/findings.ts';
import type { CustomerId, DeliveryId, PaymentId, PurchaseId } from '../../src/domain/ids.ts';
import { currency, money } from '../../src/domain/money.ts';
import { said, value } from '../../src/domain/said.ts';
import type { Instant } from '../../src/domain/time.ts';
import type {
  CustomerView,
  DeliveryView,
  DestinationStatus,
  FailureGroup,
  HealthView,
  PaymentView,
  PurchaseView,
  QuarantineView,
  TraceView,
} from '../../src/domain/views.ts';
import type { Scan } from '../../src/flows/find-duplicates.ts';
import type { RunStatus } from '../../src/flows/mend.ts';
import type { QuarantineCause, ReadAgain } from '../../src/flows/types.ts';
import type { Step } from '../../src/store/runs.ts';

/** Domain values for tests of the faces: the data under test, not a stand-in for a flow. */
export const usd = currency('USD');
export const rub = currency('RUB');
export const at = (time: string): Instant => `2026-11-20T${time}.000Z` as Instant;

export const purchase: PurchaseView = {
  id: 'pur_1' as PurchaseId,
  name: 'purchase_cus_TDrpXlZEj8RbBo',
  revision: 2,
  state: 'partly_refunded',
  mergedInto: null,
  vip: true,
  totals: [{ currency: usd, capturedMinor: 29_997, reversedMinor: 999 }],
  paymentCount: 3,
  firstPaidAt: at('10:00:00'),
  lastPaidAt: at('12:30:00'),
  method: 'card',
  email: 'anna.canary@gmail.com',
  country: 'US',
  city: 'New York City',
  campaign: { campaign_name: 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025', ad_name: '6025_static' },
  customerId: 'cst_1' as CustomerId,
  customerKey: 'cus_TDrpXlZEj8RbBo',
};

export const payment: PaymentView = {
  id: 'pay_1' as PaymentId,
  provider: 'stripe',
  externalId: 'pi_3SUpaid',
  chargeId: 'ch_3SUpaid',
  status: 'captured',
  amount: money(999, usd),
  reversedMinor: 999,
  disputedMinor: 0,
  paidAt: at('12:30:00'),
  paidAtProvisional: false,
  createdAt: at('12:29:58'),
  firstSeenAt: at('12:30:02'),
  firstSource: 'webhook',
  method: 'card',
  cardLast4: '4242',
  failureCode: null,
  email: 'anna.canary@gmail.com',
  country: 'US',
  city: 'New York City',
  campaign: purchase.campaign,
  customerId: purchase.customerId,
  customerKey: purchase.customerKey,
  purchaseId: purchase.id,
  purchaseName: purchase.name,
};

export const customer: CustomerView = {
  id: purchase.customerId,
  key: purchase.customerKey,
  emails: ['anna.canary@gmail.com', 'a.canary@work.example'],
  payerIds: ['stripe:cus_TDrpXlZEj8RbBo', 'email:anna.canary@gmail.com'],
  names: ['Anna <b>Canary</b>'],
  purchases: [purchase],
  payments: [payment],
  totals: purchase.totals,
  phones: ['79991234567'],
  refunds: [{ externalId: 're_1', status: 'succeeded', amount: money(999, usd), createdAt: at('13:00:00') }],
  campaigns: { first: 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025', last: null },
  deliveries: { delivered: 4, waiting: 1, dead: 1, cancelled: 0 },
  problems: [
    { kind: 'dispute', dispute: 'dp_1', status: 'needs_response', amount: money(999, usd) },
    { kind: 'dead', count: 1 },
  ],
};

const deliveries: readonly DeliveryView[] = [
  {
    id: 'dlv_1' as DeliveryId,
    destination: 'telegram',
    address: '-100200300',
    kind: 'purchase',
    subject: 'pur_1',
    state: 'delivered',
    createdAt: at('12:30:02'),
    settledAt: at('12:30:05'),
    nextAt: null,
    attempts: [{ at: at('12:30:05'), outcome: 'delivered', code: null, detail: null, durationMs: 120 }],
  },
  {
    id: 'dlv_2' as DeliveryId,
    destination: 'sheets',
    address: 'doc',
    kind: 'row',
    subject: 'cst_1',
    state: 'waiting',
    createdAt: at('12:30:02'),
    settledAt: null,
    nextAt: at('12:41:00'),
    attempts: [
      { at: at('12:30:06'), outcome: 'not_sent', code: '503', detail: 'backend', durationMs: 900 },
      { at: at('12:31:06'), outcome: 'told_when', code: '429', detail: 'quota', durationMs: 80 },
    ],
  },
  {
    id: 'dlv_3' as DeliveryId,
    destination: 'slack',
    address: 'C1',
    kind: 'purchase',
    subject: 'pur_1',
    state: 'dead',
    createdAt: at('12:30:02'),
    settledAt: at('12:30:07'),
    nextAt: null,
    attempts: [{ at: at('12:30:07'), outcome: 'ours', code: 'invalid_blocks', detail: null, durationMs: 90 }],
  },
];

export const trace: TraceView = {
  payment,
  refunds: [{ externalId: 're_1', status: 'succeeded', amount: money(999, usd), createdAt: at('13:00:00') }],
  disputes: [],
  purchase,
  events: [
    {
      at: at('12:30:02'),
      type: 'payment_intent.succeeded',
      source: 'webhook',
      externalId: 'evt_1',
      state: 'recorded',
      detail: null,
    },
    {
      at: at('12:30:03'),
      type: 'charge.succeeded',
      source: 'webhook',
      externalId: 'evt_2',
      state: 'recorded',
      detail: null,
    },
    {
      at: at('13:00:01'),
      type: 'refund.created',
      source: 'sweep',
      externalId: 'evt_3',
      state: 'recorded',
      detail: null,
    },
  ],
  deliveries,
};

export const destinations: readonly DestinationStatus[] = [
  {
    name: 'telegram',
    waiting: 12,
    oldestAt: at('12:50:00'),
    paused: false,
    pausedReason: null,
    breaker: 'closed',
    dead: 0,
  },
  { name: 'slack', waiting: 0, oldestAt: null, paused: false, pausedReason: null, breaker: 'open', dead: 3 },
  {
    name: 'sheets',
    waiting: 4,
    oldestAt: at('11:05:00'),
    paused: true,
    pausedReason: 'no header <row>',
    breaker: 'closed',
    dead: 0,
  },
];

export const failureGroups: readonly FailureGroup[] = [
  {
    destination: 'slack',
    code: 'channel_not_found',
    count: 3,
    newestAt: at('12:40:00'),
    sampleIds: ['dlv_7', 'dlv_8', 'dlv_9'] as unknown as DeliveryId[],
    detail: 'channel_not_found',
  },
];

export const quarantined: readonly QuarantineView[] = [
  {
    id: 'inb_1',
    provider: 'stripe',
    externalId: 'evt_q',
    type: 'charge.updated',
    receivedAt: at('12:00:00'),
    issues: 'amount: missing',
  },
];

export const causes: readonly QuarantineCause[] = [{ type: 'charge.updated', issues: 'amount: missing', count: 1 }];
export const readAgain: ReadAgain = { recorded: 1, settled: 0, failed: 2, issues: 'amount: missing' };

export const health: HealthView = {
  status: 'warn',
  checks: {
    database: { status: 'ok', detail: 'sqlite', facts: { kind: 'database', engine: 'sqlite' } },
    stripe: {
      status: 'ok',
      detail: 'complete until 2026-11-20T11:59:00.000Z',
      facts: { kind: 'sync', completeUntil: '2026-11-20T11:59:00.000Z' as Instant },
    },
    slack: { status: 'fail', detail: 'channel_not_found' },
  },
};

export const tokens = [
  {
    id: 'tok_1',
    name: 'grafana',
    scopes: ['read:metrics', 'read:reports'],
    madeAt: at('10:00:00'),
    expiresAt: at('12:00:00'),
    revokedAt: null,
    prefix: 'pot_AbCd',
    lastUsedAt: at('11:59:00'),
  },
] as const;

export const auditRows = Array.from({ length: 9 }, (_, index) => ({
  seq: 20 - index,
  id: `aud_${index}`,
  at: at(`12:0${9 - index}:00`),
  actor: index % 2 === 0 ? 'Olga' : 'cli',
  action: index % 2 === 0 ? 'stop' : 'manage_roles',
  subject: index % 2 === 0 ? null : '13',
  detail: index % 2 === 0 ? 'wrong <prices>' : 'operator',
  hash: 'canary',
}));

export const approval = {
  id: 'approval1',
  action: 'erase',
  argument: {},
  effect: { customer: 'cst_1', count: 3 },
  askedBy: 'Boris',
  askedById: '77',
  asker: { kind: 'operator', telegramId: '77', role: 'owner', name: 'Boris' },
  askedAt: at('12:50:00'),
  expiresAt: at('23:50:00'),
  state: 'waiting',
  decidedBy: null,
  decidedAt: null,
} as const;
export const run: RunStatus = {
  id: 'run_1',
  kind: 'clean',
  state: 'planned',
  summary: { rows: 3, withNotes: 1, byKind: { doubled_row: 3 }, window: null, looked: 120, drifts: 0, counts: [] },
  askedBy: 'Olga',
  askedAt: at('13:05:00'),
  changedAt: at('13:05:00'),
  detail: null,
  counts: { planned: 3, told: 0, done: 0, skipped: 0, undone: 0 },
  progress: null,
};

export const runSteps: readonly Step[] = [];

const doubleCharge: Finding = {
  kind: 'double_charge',
  id: 'double_charge:pi_1:pi_2',
  strength: 'strong',
  reason: 'same_card_twice',
  evidence: ['cus_TDrpXlZEj8RbBo', 'pi_1 · 2026-11-20 12:00:00 UTC', 'pi_2 · 2026-11-20 12:01:00 UTC', '60 s'],
  amount: money(999, currency('USD')),
  subjects: ['pi_1', 'pi_2'],
  removals: [],
};
const doubledRow: Finding = {
  kind: 'doubled_row',
  id: 'doubled_row:purchase_cus_1',
  strength: 'certain',
  reason: 'same_key_equal',
  evidence: ['purchase_cus_1', '#2 ← #5'],
  amount: money(999, currency('USD')),
  subjects: ['purchase_cus_1'],
  removals: [{ row: 5, key: 'purchase_cus_1', cells: [], keepRow: 2, keepCells: [], automatic: true }],
};
export const scan: Scan = {
  at: at('13:05:00'),
  kinds: summariseFindings([doubledRow, doubleCharge]),
  findings: [doubledRow, doubleCharge],
  sheetRows: 120,
  sheetTrouble: null,
  isCut: false,
};
export const findings: readonly CheckFinding[] = [
  { area: 'files', ...fine('disk', said('disk', { free: 900, used: 40 })) },
  { area: 'database', ...fine('schema', said('schema')) },
  {
    area: 'work',
    ...doubtful('put aside', value(2), said('aside-failed')),
  },
  {
    area: 'live',
    ...wrong('telegram chat rights', value('kicked'), said('chat-admin'), '-1002000000001'),
  },
];
