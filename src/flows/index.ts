import type { Backup } from '../domain/backups.ts';
import { may } from '../domain/permissions.ts';
import type { PaymentSource } from '../domain/ports.ts';
import { backups, checkBackup, createBackup } from './backup.ts';
import type { FlowDeps } from './deps.ts';
import { erasePerson } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { health, status } from './health.ts';
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
import { reportDay } from './report-day.ts';
import { resyncStripe } from './resync-stripe.ts';
import { grantRole, listRoles, removeRole } from './roles.ts';
import { resumeSystem, stopSystem } from './stop-system.ts';
import { sweepStripe } from './sync-stripe.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import type { Flows, Result, SyncResult } from './types.ts';

/** Only one at a time: a second sweep or resync would read the same pages, a second backup copy the same file. */
function createGate(): <T>(run: () => Promise<T>, otherwise: T) => Promise<T> {
  let isTaken = false;
  return async (run, otherwise) => {
    if (isTaken) return otherwise;
    isTaken = true;
    try {
      return await run();
    } finally {
      isTaken = false;
    }
  };
}

const busy = { ok: false, reason: 'busy' } as const;
const stopped = { ok: false, reason: 'stopped' } as const;

function sweepMetered(deps: FlowDeps, source: PaymentSource, signal: AbortSignal): Promise<SyncResult> {
  return sweepStripe(deps, source, signal).catch((error: unknown) => {
    deps.meters.sweep('failed');
    throw error;
  });
}

/** Binds every use case once; the faces receive functions and never see the database, a provider or a destination. */
export function createFlows(deps: FlowDeps, signal: AbortSignal): Flows {
  const alone = createGate();
  const oneBackup = createGate();
  const sweep = async () =>
    deps.source ? alone(() => sweepMetered(deps, deps.source as PaymentSource, signal), null) : null;
  const resync: Flows['resync'] = async (actor, window, dryRun) => {
    if (deps.stopLatch.isStopped && !dryRun) return stopped;
    return alone<Result<SyncResult>>(() => resyncStripe(deps, actor, window, dryRun, signal), busy);
  };
  return {
    takeWebhook: (_provider, raw) => takeWebhook(deps, raw),
    sweep: async (actor) => (may(actor, 'sync') && !deps.stopLatch.isStopped ? sweep() : null),
    resync,
    findRole: (telegramId) => findRole(deps, telegramId),
    findLocale: (chatId) => findLocale(deps, chatId),
    setLocale: (chatId, locale) => setLocale(deps, chatId, locale),
    reportDay: (actor, date) => reportDay(deps, actor, date),
    lookUp: (actor, query) => lookUp(deps, actor, query),
    trace: (actor, query) => trace(deps, actor, query),
    findPurchase: (actor, id) => findPurchase(deps, actor, id),
    findCustomer: (actor, id) => findCustomer(deps, actor, id),
    health: () => health(deps),
    status: async () => status(deps),
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
    stop: (actor, reason) => stopSystem(deps, actor, reason),
    resume: (actor, mode) => resumeSystem(deps, actor, mode),
    grantRole: (actor, person) => grantRole(deps, actor, person),
    removeRole: (actor, telegramId) => removeRole(deps, actor, telegramId),
    listRoles: (actor) => listRoles(deps, actor),
    createToken: (actor, name, scopes) => createToken(deps, actor, name, scopes),
    listTokens: (actor) => listTokens(deps, actor),
    revokeToken: (actor, idOrName) => revokeToken(deps, actor, idOrName),
    createBackup: (actor) => oneBackup<Result<{ backup: Backup }>>(() => createBackup(deps, actor), busy),
    backups: (actor) => backups(deps, actor),
    checkBackup: (actor, name) => checkBackup(deps, actor, name),
    exportPerson: (actor, query) => exportPerson(deps, actor, query),
    erasePerson: (actor, query, dryRun) => erasePerson(deps, actor, query, dryRun),
    bindHandle: (handle, subject) => bindHandle(deps, handle, subject),
    findHandle: (handle, chatId) => findHandle(deps, handle, chatId),
    findHandleByMessage: (chatId, messageId) => findHandleByMessage(deps, chatId, messageId),
    offerAction: (offer) => offerAction(deps, offer),
    takeAction: (asked) => takeAction(deps, asked),
  };
}
