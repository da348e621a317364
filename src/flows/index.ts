import type { Backup } from '../domain/backups.ts';
import type { Finding } from '../domain/checks.ts';
import { may } from '../domain/permissions.ts';
import type { PaymentSource, RawWebhook } from '../domain/ports.ts';
import { createApiMemory } from './api-memory.ts';
import { decideApproval, type Executors, listApprovals } from './approvals.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { backups, checkBackup, createBackup } from './backup.ts';
import type { FlowDeps } from './deps.ts';
import { examineFor } from './doctor/examine.ts';
import { eraseAllowed, erasePerson } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { health, status } from './health.ts';
import { geo, reachAll, syncLocks, syncState } from './inspect.ts';
import { findCustomer, findPurchase, lookUp, trace } from './look-up.ts';
import {
  clearDestination,
  discard,
  discardGroup,
  failures,
  pauseDestination,
  queue,
  replay,
  replayGroup,
  resumeDestination,
  undoClear,
} from './manage-queue.ts';
import {
  bindHandle,
  findHandle,
  findHandleByMessage,
  findLocale,
  findRole,
  offerAction,
  setLocale,
  takeAction,
} from './people.ts';
import { takeWebhook } from './record-event.ts';
import { discardQuarantined, replayQuarantined } from './replay-quarantined.ts';
import { campaignWeek } from './report-campaign.ts';
import { reportDay } from './report-day.ts';
import { resyncStripe } from './resync-stripe.ts';
import { grantRole, listRoles, removeRole } from './roles.ts';
import { testNotifications, testTelegram } from './send-test.ts';
import { changeChat, changeSetting, showChat, showSettings } from './settings.ts';
import { resumeSystem, stopSystem } from './stop-system.ts';
import { sweepStripe } from './sync-stripe.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import type { Flows, Result, SyncResult, WebhookOutcome } from './types.ts';

/** Only one at a time: a second sweep or resync would read the same pages, a second backup copy the same file. */
function createGate() {
  let isTaken = false;
  return {
    isTaken: () => isTaken,
    run: async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
      if (isTaken) return otherwise;
      isTaken = true;
      try {
        return await work();
      } finally {
        isTaken = false;
      }
    },
  };
}

const busy = { ok: false, reason: 'busy' } as const;
const stopped = { ok: false, reason: 'stopped' } as const;

async function takeMetered(deps: FlowDeps, provider: string, raw: RawWebhook): Promise<WebhookOutcome> {
  const startedMs = performance.now();
  const outcome = await takeWebhook(deps, raw).catch((): WebhookOutcome => 'unavailable');
  deps.meters.webhook(provider, outcome, (performance.now() - startedMs) / 1_000);
  return outcome;
}

function sweepMetered(deps: FlowDeps, source: PaymentSource, signal: AbortSignal): Promise<SyncResult> {
  return sweepStripe(deps, source, signal).catch((error: unknown) => {
    deps.meters.sweep('failed');
    throw error;
  });
}

type Care = Pick<Flows, 'examine' | 'createBackup' | 'backups' | 'checkBackup' | 'exportPerson' | 'erasePerson'>;

/** What keeps the data safe, and what is done with one person's. */
function createCare(deps: FlowDeps): Care {
  const oneBackup = createGate();
  const oneLook = createGate();
  return {
    examine: (actor, options) =>
      oneLook.run<Result<{ findings: readonly Finding[] }>>(() => examineFor(deps, actor, options), busy),
    createBackup: (actor) => oneBackup.run<Result<{ backup: Backup }>>(() => createBackup(deps, actor), busy),
    backups: (actor) => backups(deps, actor),
    checkBackup: (actor, name) => checkBackup(deps, actor, name),
    exportPerson: (actor, query) => exportPerson(deps, actor, query),
    erasePerson: (actor, query, dryRun) => erasePerson(deps, actor, query, dryRun),
  };
}

/** Binds every use case once; the faces receive functions and never see the database, a provider or a destination. */
export function createFlows(deps: FlowDeps, signal: AbortSignal): Flows {
  const alone = createGate();
  const sweep = async () =>
    deps.source ? alone.run(() => sweepMetered(deps, deps.source as PaymentSource, signal), null) : null;
  const resync: Flows['resync'] = async (actor, window, dryRun) => {
    if (deps.stopLatch.isStopped && !dryRun) return stopped;
    return alone.run<Result<SyncResult>>(() => resyncStripe(deps, actor, window, dryRun, signal), busy);
  };
  /** What a second person may allow. */
  const executors: Executors = { erase: (asker, argument) => eraseAllowed(deps, asker, argument) };
  return {
    ...createApiMemory(deps),
    ...createCare(deps),
    takeWebhook: (provider, raw) => takeMetered(deps, provider, raw),
    sweep: async (actor) => (may(actor, 'sync') && !deps.stopLatch.isStopped ? sweep() : null),
    resync,
    findRole: (telegramId) => findRole(deps, telegramId),
    findLocale: (chatId) => findLocale(deps, chatId),
    setLocale: (chatId, locale) => setLocale(deps, chatId, locale),
    reportDay: (actor, date) => reportDay(deps, actor, date),
    campaignWeek: (actor, name) => campaignWeek(deps, actor, name),
    lookUp: (actor, query) => lookUp(deps, actor, query),
    trace: (actor, query) => trace(deps, actor, query),
    findPurchase: (actor, id) => findPurchase(deps, actor, id),
    findCustomer: (actor, id) => findCustomer(deps, actor, id),
    health: () => health(deps),
    status: async () => status(deps),
    syncState: (actor) => syncState(deps, actor, { autoSync: deps.policy.autoSync, underWay: alone.isTaken() }),
    syncLocks: (actor) => syncLocks(deps, actor, alone.isTaken()),
    geo: (actor) => geo(deps, actor),
    reachAll: (actor) => reachAll(deps, actor),
    testNotifications: (actor) => testNotifications(deps, actor),
    testTelegram: (actor) => testTelegram(deps, actor),
    queue: (actor) => queue(deps, actor),
    pauseDestination: (actor, name, reason) => pauseDestination(deps, actor, name, reason),
    resumeDestination: (actor, name) => resumeDestination(deps, actor, name),
    clearDestination: (actor, name) => clearDestination(deps, actor, name),
    undoClear: (actor, undoId) => undoClear(deps, actor, undoId),
    failures: (actor) => failures(deps, actor),
    replay: (actor, id) => replay(deps, actor, id),
    replayGroup: (actor, destination, code) => replayGroup(deps, actor, destination, code),
    discardGroup: (actor, destination, code) => discardGroup(deps, actor, destination, code),
    discard: (actor, ids) => discard(deps, actor, ids),
    replayQuarantined: (actor, choice) => replayQuarantined(deps, actor, choice),
    discardQuarantined: (actor, choice) => discardQuarantined(deps, actor, choice),
    stop: (actor, reason) => stopSystem(deps, actor, reason),
    resume: (actor, mode) => resumeSystem(deps, actor, mode),
    showSettings: (actor) => showSettings(deps, actor),
    changeSetting: (actor, name, change) => changeSetting(deps, actor, name, change),
    showChat: (actor, address) => showChat(deps, actor, address),
    changeChat: (actor, address, change) => changeChat(deps, actor, address, change),
    listAudit: (actor, filter, before, limit) => listAudit(deps, actor, filter, before, limit),
    verifyAudit: (actor, knownHead) => verifyAudit(deps, actor, knownHead),
    listApprovals: (actor) => listApprovals(deps, actor),
    decideApproval: (actor, id, isAllowed) => decideApproval(deps, executors, actor, id, isAllowed),
    grantRole: (actor, person) => grantRole(deps, actor, person),
    removeRole: (actor, telegramId) => removeRole(deps, actor, telegramId),
    listRoles: (actor) => listRoles(deps, actor),
    createToken: (actor, name, scopes) => createToken(deps, actor, name, scopes),
    listTokens: (actor) => listTokens(deps, actor),
    revokeToken: (actor, idOrName) => revokeToken(deps, actor, idOrName),
    bindHandle: (handle, subject) => bindHandle(deps, handle, subject),
    findHandle: (handle, chatId) => findHandle(deps, handle, chatId),
    findHandleByMessage: (chatId, messageId) => findHandleByMessage(deps, chatId, messageId),
    offerAction: (offer) => offerAction(deps, offer),
    takeAction: (asked) => takeAction(deps, asked),
  };
}
