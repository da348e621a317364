import type { Currency } from '../../src/domain/money.ts';
import { type Actor, may, type Role } from '../../src/domain/permissions.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Flows, HandleSubject } from '../../src/flows/types.ts';
import * as alerts from './canned-alerts.ts';
import { cannedContests } from './canned-contests.ts';
import { cannedAnalysis, cannedExport, cannedReport, cannedRules, cannedSpend } from './canned-reports.ts';
import { shopFlows } from './canned-shop.ts';
import * as canned from './canned-views.ts';

export type Call = Readonly<{ flow: string; args: readonly unknown[] }>;
export type CannedFlows = Readonly<{ flows: Flows; calls: readonly Call[]; called: (flow: string) => readonly Call[] }>;

type People = Readonly<Record<string, Role>>;

/** Flows that answer with the canned views, obey the permission table, and remember what they were asked. */
export function createCannedFlows(people: People = {}, overrides: Partial<Flows> = {}): CannedFlows {
  const calls: Call[] = [];
  const flows = {
    ...lookingFlows(),
    ...changingFlows(),
    ...apiFlows(),
    ...mendingFlows(),
    ...alertFlows(),
    ...facesFlows(people),
    ...cannedContests(),
    ...shopFlows(),
    ...overrides,
  };
  const recorded = Object.fromEntries(
    Object.entries(flows).map(([flow, work]) => [
      flow,
      (...args: unknown[]) => {
        calls.push({ flow, args });
        return (work as (...a: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return {
    flows: recorded as unknown as Flows,
    calls,
    called: (flow) => calls.filter((call) => call.flow === flow),
  };
}

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const when = <T>(actor: Actor, action: Parameters<typeof may>[1], value: T) =>
  Promise.resolve(may(actor, action) ? value : forbidden);

function lookingFlows(): Partial<Flows> {
  return {
    runReport: (actor, wish) => when(actor, 'see_reports', { ok: true, report: cannedReport(wish) }),
    sendCampaignReport: (actor) => when(actor, 'see_reports', { ok: true, id: 'rpt_1', places: 2 }),
    analyzeCampaigns: (actor, wish) => when(actor, 'see_reports', { ok: true, analysis: cannedAnalysis(wish) }),
    exportPayments: (actor) => when(actor, 'export_all', { ok: true, exported: cannedExport }),
    listRates: (actor) => when(actor, 'see_reports', { ok: true, base: 'USD' as Currency, rates: [] }),
    saveRates: (actor, rates) => when(actor, 'change_rates', { ok: true, saved: rates.length, problems: [] }),
    importRates: (actor) => when(actor, 'change_rates', { ok: true, saved: 2, problems: [] }),
    saveSpend: (actor) => when(actor, 'change_spend', { ok: true, spend: cannedSpend }),
    listTeamRules: (actor) => when(actor, 'see_reports', { ok: true, rules: cannedRules.rules }),
    saveTeamRules: (actor) => when(actor, 'change_teams', { ok: true, teams: cannedRules }),
    lookUp: async (actor, query) => {
      if (!may(actor, 'look_up')) return forbidden;
      if (query.startsWith('pi_')) return { ok: true, hit: { kind: 'payment', payment: canned.payment } };
      if (/^cus_|@|^\+/.test(query)) return { ok: true, hit: { kind: 'customer', customer: canned.customer } };
      if (query.startsWith('purchase_')) {
        return { ok: true, hit: { kind: 'purchase', purchase: canned.purchase, payments: [canned.payment] } };
      }
      return { ok: true, hit: { kind: 'none', query, recognised: null, near: [] } };
    },
    trace: (actor, query) =>
      when(actor, 'look_up', /missing/.test(query) ? notFound : { ok: true, trace: canned.trace }),
    findPurchase: (actor) =>
      when(actor, 'look_up', { ok: true, purchase: canned.purchase, payments: [canned.payment] }),
    findCustomer: (actor) => when(actor, 'look_up', { ok: true, customer: canned.customer }),
    health: async () => canned.health,
    status: async () => ({ state: 'running', stop: { stopped: false } }),
    queue: (actor) => when(actor, 'see_queue', { ok: true, destinations: canned.destinations }),
    failures: (actor) =>
      when(actor, 'see_queue', {
        ok: true,
        groups: canned.failureGroups,
        quarantined: canned.quarantined,
        causes: canned.causes,
      }),
  };
}

function changingFlows(): Partial<Flows> {
  const window = { from: canned.at('00:00:00'), to: canned.at('12:00:00') };
  const sync = { window, events: 10, newPayments: 2, changedPayments: 1, dryRun: false };
  return {
    takeWebhook: async () => 'recorded',
    sweep: async () => sync,
    resync: (actor, given, dryRun) => when(actor, 'resync', { ok: true, ...sync, window: given, dryRun }),
    pauseDestination: (actor) => when(actor, 'manage_queue', { ok: true }),
    resumeDestination: (actor) => when(actor, 'manage_queue', { ok: true }),
    clearDestination: (actor) => when(actor, 'clear_queue', { ok: true, count: 12, undoId: 'undo_1' }),
    undoClear: (actor) => when(actor, 'clear_queue', { ok: true, count: 12 }),
    replay: (actor, id) => when(actor, 'replay', /missing/.test(id) ? notFound : { ok: true, count: 1 }),
    replayGroup: (actor) => when(actor, 'replay', { ok: true, count: 3 }),
    discardGroup: (actor) => when(actor, 'manage_queue', { ok: true, count: 3 }),
    discard: (actor) => when(actor, 'replay', { ok: true, count: 3 }),
    replayQuarantined: (actor, choice) =>
      when(actor, 'replay', 'id' in choice && choice.id !== 'evt_q' ? notFound : { ok: true, ...canned.readAgain }),
    discardQuarantined: (actor) => when(actor, 'manage_queue', { ok: true, count: 1 }),
    tellUpdateGivenUp: async () => undefined,
    notePassing: async () => undefined,
    listRevealed: async () => [],
    forgetRevealed: async () => undefined,
    reveal: (actor) =>
      when(actor, 'reveal', {
        ok: true,
        contacts: { name: canned.customer.key, emails: canned.customer.emails, phones: canned.customer.phones },
        hideAt: canned.at('13:06:00'),
      }),
    stop: (actor, reason) =>
      when(actor, 'stop', {
        ok: true,
        state: { stopped: true, by: 'Olga', reason, since: canned.at('13:05:00') },
        held: 16,
      }),
    resume: (actor) => when(actor, 'resume', { ok: true, held: 16, count: 12 }),
    heldBack: (actor) =>
      when(actor, 'resume', {
        ok: true,
        stamp: canned.at('12:00:00'),
        destinations: null,
        messages: 12,
        older: [
          { hours: 1, count: 3 },
          { hours: 6, count: 0 },
        ],
      }),
    notePerson: async () => undefined,
    noteBlocked: async () => undefined,
    listSegments: (actor) =>
      when(actor, 'broadcast', {
        ok: true,
        segments: [{ segment: { audience: 'all' as const, locale: null }, count: 120 }],
      }),
    startBroadcast: (actor) => when(actor, 'broadcast', { ok: true, id: 'bct_1' }),
    steerBroadcast: (actor) => when(actor, 'broadcast', { ok: false, reason: 'expired' }),
    listBroadcasts: async () => [],
    findBroadcast: async () => null,
    operationsChats: () => [],
    ...peopleFlows(),
    destinationNames: () => ['telegram', 'slack', 'sheets'],
    banners: async () => [],
    keepBanner: async () => undefined,
    forgetBanner: async () => undefined,
  };
}

function peopleFlows(): Partial<Flows> {
  const invite = {
    id: 'inv_1',
    role: 'analyst',
    purpose: 'invite',
    madeBy: 'Owner',
    madeById: '11',
    madeAt: canned.at('13:00:00'),
    expiresAt: canned.at('13:10:00'),
  } as const;
  const operators = [
    { telegramId: '12', role: 'admin', name: 'Admin' },
    { telegramId: '13', role: 'operator', name: 'Operator' },
  ] as const;
  return {
    listRoles: (actor) => when(actor, 'manage_roles', { ok: true, operators, environmentOwners: ['11'] }),
    grantRole: (actor) => when(actor, 'manage_roles', { ok: true }),
    removeRole: (actor) => when(actor, 'manage_roles', { ok: true }),
    createInvite: (actor, role) =>
      when(actor, 'manage_roles', { ok: true, invite: { ...invite, role }, code: 'inv_CODE' }),
    listInvites: (actor) => when(actor, 'manage_roles', { ok: true, invites: [invite] }),
    revokeInvite: (actor) => when(actor, 'manage_roles', { ok: true }),
    takeCode: async () => ({ ok: false, reason: 'expired' }),
    listTokens: (actor) => when(actor, 'manage_tokens', { ok: true, tokens: canned.tokens }),
    createToken: (actor) =>
      when(actor, 'manage_tokens', { ok: true, token: 'pot_SECRET', expiresAt: canned.at('13:10:00') }),
    revokeToken: (actor) => when(actor, 'manage_tokens', { ok: true, count: 1 }),
    auditMark: async () => null,
    auditOf: async () => null,
    listAudit: (actor) => when(actor, 'see_audit', { ok: true, rows: canned.auditRows }),
    auditNames: (actor) => when(actor, 'see_audit', { ok: true, actors: ['Olga', 'cli'], actions: ['stop'] }),
    listApprovals: (actor) => when(actor, 'approve', { ok: true, approvals: [canned.approval] }),
    decideApproval: (actor) =>
      when(actor, 'approve', {
        ok: true,
        approval: { ...canned.approval, state: 'done' as const },
        outcome: { ok: true as const },
      }),
  };
}

function alertFlows(): Partial<Flows> {
  const { incident, silence } = alerts;
  const changed = { ok: true, incidents: [incident], changed: [incident] } as const;
  const silenced = { ok: true, silence, incidents: [incident] } as const;
  const open = { firing: 1, acked: 0, silenced: 0, critical: 0, warning: 1, info: 0 };
  const speed = { meanAckMs: 60_000, meanResolveMs: null, byRule: [{ rule: 'purchases_fell', count: 1 }], silences: 1 };
  const dashboard = { at: canned.at('13:05:00'), open, openedLastDay: 1, openedLastWeek: 1, ...speed };
  return {
    openAlerts: (actor) =>
      when(actor, 'see_alerts', { ok: true, incidents: [incident], silences: [silence], now: canned.at('13:05:00') }),
    alertHistory: (actor) => when(actor, 'see_alerts', { ok: true, incidents: [incident] }),
    incidentStories: (actor) =>
      when(actor, 'see_alerts', { ok: true, stories: [{ incident, events: alerts.incidentEvents }] }),
    alertDashboard: (actor) => when(actor, 'see_alerts', { ok: true, dashboard, incidents: [incident] }),
    incidentChart: async (actor) => (may(actor, 'see_alerts') ? alerts.alertChart : null),
    ackAlert: (actor) => when(actor, 'manage_alerts', changed),
    resolveAlert: (actor) => when(actor, 'manage_alerts', changed),
    silenceAlert: (actor) => when(actor, 'manage_alerts', silenced),
    silenceAlerts: (actor) => when(actor, 'manage_alerts', silenced),
    unsilenceAlerts: (actor) => when(actor, 'manage_alerts', silenced),
    lastAlertCheck: (actor) => when(actor, 'see_reports', { ok: true, check: alerts.alertCheck }),
    backtestAlerts: (actor) => when(actor, 'see_reports', { ok: true, backtest: alerts.alertBacktest }),
  };
}

/** The API's own memory, and what only the API asks. */
function apiFlows(): Partial<Flows> {
  const keys = new Map<string, { bodyHash: string; status: number | null; answer: string }>();
  const locked = new Map<string, Instant>();
  return {
    takeKey: async (key, bodyHash) => {
      const known = keys.get(key);
      if (known && known.bodyHash !== bodyHash) return { state: 'other_body' };
      if (known && known.status !== null) return { state: 'answered', status: known.status, answer: known.answer };
      if (known) return { state: 'running' };
      keys.set(key, { bodyHash, status: null, answer: '' });
      return { state: 'fresh' };
    },
    keepAnswer: async (key, status, answer) =>
      void keys.set(key, { bodyHash: keys.get(key)?.bodyHash ?? '', status, answer }),
    dropKey: async (key) => void keys.delete(key),
    findLockout: async (address) => locked.get(address) ?? null,
    lockOut: async (address, until) => void locked.set(address, until),
    lockouts: async () => [],
    touchToken: () => undefined,
    syncState: (actor) =>
      when(actor, 'see_status', {
        ok: true,
        sync: {
          configured: true,
          on: true,
          intervalMinutes: 5,
          underWay: false,
          completeUntil: canned.at('13:00:00'),
          nextAt: canned.at('13:05:00'),
        },
      }),
    syncLocks: (actor) =>
      when(actor, 'see_status', { ok: true, locks: { leases: [], sweep: { underWay: false }, slots: [] } }),
    examine: (actor) => when(actor, 'see_status', { ok: true, findings: canned.findings }),
    geo: (actor) =>
      when(actor, 'look_up', {
        ok: true,
        geo: { since: canned.at('00:00:00'), countries: [{ country: 'US', payments: 3 }], withoutCountry: [] },
      }),
    reachAll: (actor) =>
      when(actor, 'see_status', { ok: true, reached: [{ name: 'telegram', reachable: true, code: null }] }),
    testNotifications: (actor) =>
      when(actor, 'manage_queue', { ok: true, routes: [{ destination: 'telegram', address: '-100' }] }),
    changeSetting: (actor, name) =>
      when(actor, 'manage_settings', {
        ok: true,
        setting: { name, value: [], fallback: [], changed: { by: 'Olga', at: canned.at('13:00:00') } },
        previous: 'null',
      }),
    backups: (actor) => when(actor, 'back_up', { ok: true, backups: [] }),
    erasePerson: (actor) =>
      when(actor, 'erase', {
        ok: true,
        counts: { customers: 1, payments: 3, purchases: 1, rows: 1, webhooks: 6, messages: 2, orders: 0, tickets: 0 },
      }),
    showSettings: (actor) =>
      when(actor, 'manage_settings', {
        ok: true,
        settings: [{ name: 'digest' as const, value: 20, fallback: 20, changed: null }],
      }),
    testTelegram: (actor) =>
      when(actor, 'manage_queue', { ok: true, result: { outcome: 'delivered', code: null, detail: null } }),
  };
}

/** Findings, comparisons and their runs. */
function mendingFlows(): Partial<Flows> {
  const run = (actor: Actor, action: Parameters<typeof may>[1], state: 'planned' | 'done' | 'undone' | 'cancelled') =>
    when(actor, action, { ok: true as const, run: { ...canned.run, state } });
  const cache = { rows: 12, complete: true };
  return {
    findDuplicates: (actor) => when(actor, 'see_duplicates', { ok: true, scan: canned.scan }),
    keptDuplicates: (actor) => when(actor, 'see_duplicates', { ok: true, scan: canned.scan }),
    isLargeRefund: () => false,
    rowCache: (actor) => when(actor, 'see_duplicates', { ok: true, cache }),
    refreshRowCache: (actor) => when(actor, 'clean_duplicates', { ok: true, cache }),
    planClean: (actor) => run(actor, 'clean_duplicates', 'planned'),
    reconcile: (actor) => run(actor, 'reconcile', 'planned'),
    findRun: (actor) => run(actor, 'reconcile', 'planned'),
    listRunSteps: (actor) => when(actor, 'reconcile', { ok: true, steps: canned.runSteps }),
    startRun: (actor) => run(actor, 'clean_duplicates', 'done'),
    cancelRun: (actor) => run(actor, 'clean_duplicates', 'cancelled'),
    undoRun: (actor) => run(actor, 'clean_duplicates', 'undone'),
    refundPayment: (actor) =>
      when(actor, 'refund', { ok: true, refundId: 're_1', amount: { amountMinor: 999, currency: 'USD' as Currency } }),
    mergeCustomers: (actor) =>
      when(actor, 'merge_customers', { ok: true, runId: 'run_1', keys: ['cus_1', 'cus_2'] as const }),
    lastReconcile: (actor) => when(actor, 'reconcile', { ok: true, run: canned.run }),
    loadExisting: (actor, window, dryRun) =>
      when(actor, 'resync', { ok: true, window, events: 1, newPayments: 0, changedPayments: 0, dryRun, sheetRows: 12 }),
  };
}

function facesFlows(people: People): Partial<Flows> {
  const handles = new Map<string, HandleSubject>();
  const actions = new Map<string, { personId: string; chatId: string; verb: string; argument: string }>();
  const locales = new Map<string, 'ru' | 'en'>();
  let offered = 0;
  return {
    findRole: async (id) => people[id] ?? null,
    findLocale: async (chatId) => locales.get(chatId) ?? 'en',
    setLocale: async (chatId, locale) => void locales.set(chatId, locale),
    guessLocale: async (chatId, locale) => locales.get(chatId) ?? locale,
    bindHandle: async (handle, subject) => void handles.set(handle, subject),
    findHandle: async (handle, chatId) => {
      const subject = handles.get(handle);
      return subject?.chatId === chatId ? subject : null;
    },
    findHandleByMessage: async (chatId, messageId) =>
      [...handles.values()].find((subject) => subject.chatId === chatId && subject.messageId === messageId) ?? null,
    noteRefusedPress: async () => undefined,
    offerAction: async (action) => {
      const id = `action${++offered}`;
      actions.set(id, action);
      return id;
    },
    takeAction: async ({ id, personId, chatId }) => {
      const action = actions.get(id);
      if (action?.personId !== personId || action.chatId !== chatId) return null;
      actions.delete(id);
      return action;
    },
  };
}
