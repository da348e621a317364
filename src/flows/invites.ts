import { createHash, randomBytes } from 'node:crypto';
import { priorities } from '../domain/deliveries.ts';
import { type Actor, actorName, may, mayGive, type Role, roleReaches } from '../domain/permissions.ts';
import { dayMs, hourMs, type Instant, minuteMs, plusMs } from '../domain/time.ts';
import { createQuota, type Quota } from '../lib/quota.ts';
import type { Tx } from '../store/database.ts';
import { enqueueDeliveries } from '../store/enqueue.ts';
import {
  findOpenInvite,
  type Invite,
  insertInvite,
  listOpenInvites,
  revokeFirstOwnerCodes,
  revokeInviteRow,
  takeInviteOnce,
} from '../store/invites.ts';
import { findOperatorRole, listOperators, upsertOperator } from '../store/people.ts';
import { auditAction, auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findRole } from './people.ts';
import type { Result } from './types.ts';

const inviteLifeMs = 10 * minuteMs;
const ownerCodeLifeMs = dayMs;
const mostShown = 20;
/** 128 random bits: nobody guesses one. */
const codeBytes = 16;
const wrongTriesAnHour = 5;
const rememberedPersons = 1_000;

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;

/** What can be given by a link; an owner is made from the list of roles, or on the host. */
export const invitable: readonly Role[] = ['admin', 'operator', 'analyst', 'ad_buyer'];

export type NewInvite = Readonly<{ invite: Invite; code: string }>;
type Person = Readonly<{ telegramId: string; name: string }>;

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

type Wanted = Pick<Invite, 'role' | 'purpose'> & Readonly<{ lifeMs: number; prefix: 'inv_' | 'own_' }>;

async function makeIn(tx: Tx, deps: FlowDeps, actor: Actor, wanted: Wanted): Promise<NewInvite> {
  const { role, purpose, lifeMs, prefix } = wanted;
  const madeAt = nowOf(deps);
  const code = `${prefix}${randomBytes(codeBytes).toString('base64url')}`;
  const madeById = actor.kind === 'operator' ? actor.telegramId : null;
  const times = { madeAt, expiresAt: plusMs(madeAt, lifeMs) };
  const invite: Invite = { id: deps.newId('inv'), role, purpose, madeBy: actorName(actor), madeById, ...times };
  await insertInvite(tx, invite, hashOf(code));
  await auditIn(tx, deps, actor, 'manage_roles', invite.id, `invite ${role}`);
  return { invite, code };
}

/** A link for the first person who takes it, within ten minutes. Nobody gives more than he has. */
export async function createInvite(deps: FlowDeps, actor: Actor, role: Role): Promise<Result<NewInvite>> {
  if (!may(actor, 'manage_roles') || !mayGive(actor, role)) return forbidden;
  if (!invitable.includes(role)) return { ok: false, reason: 'invalid' };
  const wanted = { role, purpose: 'invite', lifeMs: inviteLifeMs, prefix: 'inv_' } as const;
  return { ok: true, ...(await deps.commits.submit((tx) => makeIn(tx, deps, actor, wanted))) };
}

export async function listInvites(deps: FlowDeps, actor: Actor): Promise<Result<{ invites: readonly Invite[] }>> {
  if (!may(actor, 'manage_roles')) return forbidden;
  return { ok: true, invites: await listOpenInvites(deps.store.reader, nowOf(deps), mostShown) };
}

export async function revokeInvite(deps: FlowDeps, actor: Actor, id: string): Promise<Result> {
  if (!may(actor, 'manage_roles')) return forbidden;
  const isRevoked = await deps.commits.submit(async (tx) => {
    const done = await revokeInviteRow(tx, id, nowOf(deps));
    if (done) await auditIn(tx, deps, actor, 'manage_roles', id, 'invite revoked');
    return done;
  });
  return isRevoked ? { ok: true } : notFound;
}

async function hasOwner(deps: FlowDeps): Promise<boolean> {
  if (deps.policy.ownerIds.length > 0) return true;
  return (await listOperators(deps.store.reader)).some(({ role }) => role === 'owner');
}

const system: Actor = { kind: 'job', name: 'start' };

/** Where nobody owns the bot yet: a code for the console, which makes its first user the owner. Null where somebody does. */
export async function offerFirstOwner(deps: FlowDeps): Promise<NewInvite | null> {
  if (await hasOwner(deps)) return null;
  const wanted = { role: 'owner', purpose: 'first_owner', lifeMs: ownerCodeLifeMs, prefix: 'own_' } as const;
  return deps.commits.submit(async (tx) => {
    await revokeFirstOwnerCodes(tx, nowOf(deps));
    return makeIn(tx, deps, system, wanted);
  });
}

/** Asked for on the host, which counts as owner. */
export async function inviteOwner(deps: FlowDeps, actor: Actor): Promise<Result<NewInvite>> {
  if (actor.kind !== 'cli') return forbidden;
  const wanted = { role: 'owner', purpose: 'host_owner', lifeMs: ownerCodeLifeMs, prefix: 'own_' } as const;
  return { ok: true, ...(await deps.commits.submit((tx) => makeIn(tx, deps, actor, wanted))) };
}

export function createWrongTries(): Quota {
  return createQuota({ perWindow: wrongTriesAnHour, windowMs: hourMs, maxKeys: rememberedPersons });
}

/** `by`: the colleague who invited; null for a code from the console. */
export type Taken = Readonly<{ role: Role; by: string | null }>;

/**
 * Makes the person what the code says, once. Wrong, old, used and revoked codes look alike; who tries many is sent away
 * (`busy`) for an hour. A role is never lowered by a link.
 */
export async function takeCode(deps: FlowDeps, tries: Quota, person: Person, code: string): Promise<Result<Taken>> {
  const nowMs = deps.clock.nowMs();
  if (!tries.hasRoom(person.telegramId, nowMs)) return { ok: false, reason: 'busy' };
  const invite = await findOpenInvite(deps.store.reader, hashOf(code), nowOf(deps));
  const isGood = invite !== null && (await isStillMeant(deps, invite));
  const taken = isGood ? await takeFor(deps, invite, person) : null;
  if (taken) return taken;
  tries.use(person.telegramId, nowMs);
  await auditAction(
    deps,
    { kind: 'stranger', telegramId: person.telegramId },
    'code_refused',
    invite?.id ?? null,
    null,
  );
  return { ok: false, reason: 'expired' };
}

/** An inviter who may not invite any more invites nobody; a bot that has an owner needs no first one. */
async function isStillMeant(deps: FlowDeps, { purpose, madeById, role }: Invite): Promise<boolean> {
  if (purpose === 'first_owner') return !(await hasOwner(deps));
  if (madeById === null) return true;
  const inviter = await findRole(deps, madeById);
  const actor: Actor | null = inviter && { kind: 'operator', telegramId: madeById, role: inviter, name: madeById };
  return actor !== null && may(actor, 'manage_roles') && mayGive(actor, role);
}

async function takeFor(deps: FlowDeps, invite: Invite, person: Person): Promise<Result<Taken> | null> {
  const before = await findRole(deps, person.telegramId);
  if (before !== null && roleReaches(before, invite.role)) return { ok: false, reason: 'invalid' };
  const now = nowOf(deps);
  const isTaken = await deps.commits.submit(async (tx) => {
    const current = await findOperatorRole(tx, person.telegramId);
    if (current !== null && roleReaches(current, invite.role)) return false;
    if (!(await takeInviteOnce(tx, invite.id, person.telegramId, now))) return false;
    await upsertOperator(tx, { ...person, role: invite.role }, invite.madeBy, now);
    const taker: Actor = { kind: 'stranger', telegramId: person.telegramId };
    await auditIn(tx, deps, taker, 'manage_roles', person.telegramId, `took ${invite.id}: ${invite.role}`);
    await tellInviter(tx, deps, invite, person, now);
    return true;
  });
  if (!isTaken) return null;
  deps.wake();
  return { ok: true, role: invite.role, by: invite.purpose === 'invite' ? invite.madeBy : null };
}

async function tellInviter(tx: Tx, deps: FlowDeps, invite: Invite, person: Person, now: Instant): Promise<void> {
  if (invite.madeById === null) return;
  const delivery = {
    route: { destination: 'telegram', address: invite.madeById },
    kind: 'notice',
    subjectId: `notice:invite_taken:${invite.id}`,
    priority: priorities.alert,
    dueAt: now,
    notice: { kind: 'invite_taken', name: person.name, role: invite.role },
  } as const;
  await enqueueDeliveries(tx, [delivery], { now, newId: deps.newId });
}
