import type { Backup } from '../domain/backups.ts';
import type { Finding } from '../domain/checks.ts';
import { may } from '../domain/permissions.ts';
import { forgetBanner, keepBanner, listBanners } from '../store/banners.ts';
import { bindAccess } from './access/bind.ts';
import { bindAlerts } from './alerts/bind.ts';
import { createApiMemory } from './api-memory.ts';
import { decideApproval, type Executors, listApprovals } from './approvals.ts';
import { auditMark, auditNames, auditOf, listAudit, verifyAudit } from './audit.ts';
import { backups, checkBackup, createBackup } from './backup.ts';
import type { BroadcastFlows } from './broadcast-types.ts';
import {
  broadcastNow,
  listBroadcasts,
  listSegments,
  noteBlocked,
  notePerson,
  startBroadcast,
  steerBroadcast,
} from './broadcasts.ts';
import { makeChatCode, takeChatCode, testChat } from './chat-codes.ts';
import { useTopics } from './chat-topics.ts';
import { bindContests } from './contests/bind.ts';
import { type FlowDeps, isSyncHeld } from './deps.ts';
import { examineFor } from './doctor/examine.ts';
import { eraseAllowed, erasePerson } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { createForeignCallNotes } from './foreign-calls.ts';
import { health, status } from './health.ts';
import { geo, reachAll, syncLocks, syncState } from './inspect.ts';
import {
  createInvite,
  createWrongTries,
  inviteOwner,
  listInvites,
  offerFirstOwner,
  revokeInvite,
  takeCode,
} from './invites.ts';
import { loadExisting } from './load-existing.ts';
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
import { createMending } from './mend.ts';
import {
  bindHandle,
  findHandle,
  findHandleByMessage,
  findLocale,
  findRole,
  guessLocale,
  offerAction,
  setLocale,
  takeAction,
} from './people.ts';
import { takeWebhook } from './record-event.ts';
import { createRefusalNotes } from './refused-presses.ts';
import { discardQuarantined, replayQuarantined } from './replay-quarantined.ts';
import { bindReports } from './reports/bind.ts';
import { exportAllowed } from './reports/export-payments.ts';
import { resyncAll } from './resync.ts';
import { forgetRevealed, listRevealed, notePassing, reveal } from './reveal.ts';
import { grantRole, listRoles, removeRole } from './roles.ts';
import { testNotifications, testTelegram } from './send-test.ts';
import { changeChat, changeSetting, showChat, showSettings } from './settings.ts';
import { bindShop } from './shop/bind.ts';
import { heldBack, operationsChats, resumeSystem, stopSystem } from './stop-system.ts';
import { sweepAll } from './sweep-all.ts';
import type { TellProgress } from './sync-tally.ts';
import { tellUpdateGivenUp } from './tell-update-given-up.ts';
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

function bindTakeWebhook(deps: FlowDeps): Flows['takeWebhook'] {
  const noteForeign = createForeignCallNotes(deps);
  return async (provider, raw) => {
    const startedMs = performance.now();
    const outcome = await takeWebhook(deps, provider, raw).catch((): WebhookOutcome => 'unavailable');
    if (outcome === 'foreign_network') noteForeign(provider, raw.remoteAddress);
    deps.meters.webhook(provider, outcome, (performance.now() - startedMs) / 1_000);
    return outcome;
  };
}

/** Who asks while a sweep is under way waits for it and is told what it found; null while a resync reads. */
function createSweep(deps: FlowDeps, alone: ReturnType<typeof createGate>, signal: AbortSignal) {
  let running: Promise<SyncResult | null> | null = null;
  return async (tell?: TellProgress): Promise<SyncResult | null> => {
    if (deps.sources.size === 0) return null;
    running ??= alone
      .run<SyncResult | null>(() => sweepAll(deps, signal, tell), null)
      .finally(() => {
        running = null;
      });
    return running;
  };
}

type LookUpFlows = Pick<
  Flows,
  'lookUp' | 'trace' | 'findPurchase' | 'findCustomer' | 'reveal' | 'notePassing' | 'listRevealed' | 'forgetRevealed'
>;

function bindLookUp(deps: FlowDeps): LookUpFlows {
  return {
    lookUp: (actor, query) => lookUp(deps, actor, query),
    trace: (actor, query) => trace(deps, actor, query),
    findPurchase: (actor, id) => findPurchase(deps, actor, id),
    findCustomer: (actor, id) => findCustomer(deps, actor, id),
    reveal: (actor, subject, reason, place) => reveal(deps, actor, subject, reason, place),
    notePassing: (subject, place) => notePassing(deps, subject, place),
    listRevealed: () => listRevealed(deps),
    forgetRevealed: (place) => forgetRevealed(deps, place),
  };
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

/** Which chats and topics are told what. */
function chatFlows(
  deps: FlowDeps,
): Pick<Flows, 'showChat' | 'changeChat' | 'makeChatCode' | 'takeChatCode' | 'testChat' | 'useTopics'> {
  const wrongTries = createWrongTries();
  return {
    showChat: (actor, address) => showChat(deps, actor, address),
    changeChat: (actor, address, change) => changeChat(deps, actor, address, change),
    makeChatCode: (actor) => makeChatCode(deps, actor),
    takeChatCode: (taker, taken) => takeChatCode(deps, wrongTries, taker, taken),
    testChat: (actor, address) => testChat(deps, actor, address),
    useTopics: (actor, chat, topics) => useTopics(deps, actor, chat, topics),
  };
}

/** Who belongs to the team, and what may act for it. */
function teamFlows(
  deps: FlowDeps,
): Pick<
  Flows,
  | 'grantRole'
  | 'removeRole'
  | 'createInvite'
  | 'listInvites'
  | 'revokeInvite'
  | 'inviteOwner'
  | 'offerFirstOwner'
  | 'takeCode'
  | 'listRoles'
  | 'createToken'
  | 'listTokens'
  | 'revokeToken'
> {
  const wrongTries = createWrongTries();
  return {
    grantRole: (actor, person) => grantRole(deps, actor, person),
    removeRole: (actor, telegramId) => removeRole(deps, actor, telegramId),
    createInvite: (actor, role) => createInvite(deps, actor, role),
    listInvites: (actor) => listInvites(deps, actor),
    revokeInvite: (actor, id) => revokeInvite(deps, actor, id),
    inviteOwner: (actor) => inviteOwner(deps, actor),
    offerFirstOwner: () => offerFirstOwner(deps),
    takeCode: (person, code) => takeCode(deps, wrongTries, person, code),
    listRoles: (actor) => listRoles(deps, actor),
    createToken: (actor, name, scopes) => createToken(deps, actor, name, scopes),
    listTokens: (actor) => listTokens(deps, actor),
    revokeToken: (actor, idOrName) => revokeToken(deps, actor, idOrName),
  };
}

/** Who somebody is, and what a button means. */
function buttonFlows(
  deps: FlowDeps,
): Pick<
  Flows,
  | 'findRole'
  | 'findLocale'
  | 'setLocale'
  | 'guessLocale'
  | 'bindHandle'
  | 'findHandle'
  | 'findHandleByMessage'
  | 'offerAction'
  | 'takeAction'
  | 'noteRefusedPress'
> {
  const noteRefusal = createRefusalNotes(deps);
  return {
    findRole: (telegramId) => findRole(deps, telegramId),
    findLocale: (chatId) => findLocale(deps, chatId),
    setLocale: (chatId, locale) => setLocale(deps, chatId, locale),
    guessLocale: (chatId, locale) => guessLocale(deps, chatId, locale),
    bindHandle: (handle, subject) => bindHandle(deps, handle, subject),
    findHandle: (handle, chatId) => findHandle(deps, handle, chatId),
    findHandleByMessage: (chatId, messageId) => findHandleByMessage(deps, chatId, messageId),
    offerAction: (offer) => offerAction(deps, offer),
    takeAction: (asked) => takeAction(deps, noteRefusal, asked),
    noteRefusedPress: noteRefusal,
  };
}

/** The kill switch, and where it shows. */
function stopFlows(
  deps: FlowDeps,
): Pick<
  Flows,
  'stop' | 'resume' | 'operationsChats' | 'destinationNames' | 'banners' | 'keepBanner' | 'forgetBanner' | 'heldBack'
> {
  return {
    stop: (actor, reason, options) => stopSystem(deps, actor, reason, options),
    resume: (actor, mode, options) => resumeSystem(deps, actor, mode, options),
    operationsChats: () => operationsChats(deps),
    destinationNames: () => [...deps.destinations.keys()],
    banners: () => listBanners(deps.store.reader),
    keepBanner: (banner) => deps.commits.submit((tx) => keepBanner(tx, banner)),
    forgetBanner: (chatId) => deps.commits.submit((tx) => forgetBanner(tx, chatId)),
    heldBack: (actor, scope) => heldBack(deps, actor, scope),
  };
}

/** To everybody who started the bot. */
function broadcastFlows(deps: FlowDeps): BroadcastFlows {
  return {
    notePerson: (telegramId, locale) => notePerson(deps, telegramId, locale),
    noteBlocked: (telegramId, isBlocked) => noteBlocked(deps, telegramId, isBlocked),
    listSegments: (actor) => listSegments(deps, actor),
    startBroadcast: (actor, wish) => startBroadcast(deps, actor, wish),
    steerBroadcast: (actor, id, how) => steerBroadcast(deps, actor, id, how),
    listBroadcasts: () => listBroadcasts(deps),
    findBroadcast: (id) => broadcastNow(deps, id),
  };
}

/** Binds every use case once; the faces receive functions and never see the database, a provider or a destination. */
export function createFlows(deps: FlowDeps, signal: AbortSignal): Flows {
  const alone = createGate();
  const sweep = createSweep(deps, alone, signal);
  const resync: Flows['resync'] = async (actor, window, dryRun, { tell, cancelled } = {}) => {
    if (isSyncHeld(deps) && !dryRun) return stopped;
    const run = { signal: cancelled ? AbortSignal.any([signal, cancelled]) : signal, tell };
    return alone.run<Result<SyncResult>>(() => resyncAll(deps, actor, window, dryRun, run), busy);
  };
  /** What a second person may allow. */
  const mending = createMending(deps, signal);
  const shop = bindShop(deps, signal);
  const contests = bindContests(deps);
  const executors: Executors = {
    ...mending.executors,
    ...shop.executors,
    ...contests.executors,
    erase: (asker, argument) => eraseAllowed(deps, asker, argument),
    export_all: (asker, argument) => exportAllowed(deps, asker, argument),
  };
  return {
    ...bindAlerts(deps),
    ...createApiMemory(deps),
    ...createCare(deps),
    ...teamFlows(deps),
    ...chatFlows(deps),
    ...buttonFlows(deps),
    ...stopFlows(deps),
    ...broadcastFlows(deps),
    ...mending.flows,
    ...shop.flows,
    ...bindAccess(deps),
    ...contests.flows,
    ...bindLookUp(deps),
    ...bindReports(deps),
    takeWebhook: bindTakeWebhook(deps),
    sweep: async (actor, tell) => (may(actor, 'sync') && !isSyncHeld(deps) ? sweep(tell) : null),
    resync,
    loadExisting: (actor, window, dryRun) => loadExisting(deps, actor, window, dryRun, resync, signal),
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
    tellUpdateGivenUp: (updateId) => tellUpdateGivenUp(deps, updateId),
    showSettings: (actor) => showSettings(deps, actor),
    changeSetting: (actor, name, change) => changeSetting(deps, actor, name, change),
    auditOf: (action, subject) => auditOf(deps, action, subject),
    auditMark: (actor, action, since) => auditMark(deps, actor, action, since),
    listAudit: (actor, filter, before, limit) => listAudit(deps, actor, filter, before, limit),
    auditNames: (actor) => auditNames(deps, actor),
    verifyAudit: (actor, knownHead) => verifyAudit(deps, actor, knownHead),
    listApprovals: (actor) => listApprovals(deps, actor),
    decideApproval: (actor, id, isAllowed) => decideApproval(deps, executors, actor, id, isAllowed),
  };
}
