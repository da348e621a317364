import { type Actor, actorName, may, mayGive } from '../domain/permissions.ts';
import type { Tx } from '../store/database.ts';
import { deleteOperator, listOperators, type Operator, upsertOperator } from '../store/people.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Refusal, Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const lastOwner = { ok: false, reason: 'last_owner' } as const;

/** Owners of the environment are owners whatever is stored; without them, one stored owner has to stay. */
async function isLastOwner(tx: Tx, deps: FlowDeps, telegramId: string): Promise<boolean> {
  if (deps.policy.ownerIds.length > 0) return false;
  const owners = (await listOperators(tx)).filter(({ role }) => role === 'owner');
  return owners.length === 1 && owners[0]?.telegramId === telegramId;
}

/**
 * Identity is the numeric Telegram id and nothing else; the name is only for reading. Nobody gives more than he has,
 * and the last owner stays one.
 */
export async function grantRole(deps: FlowDeps, actor: Actor, person: Operator): Promise<Result> {
  if (!may(actor, 'manage_roles') || !mayGive(actor, person.role)) return forbidden;
  if (!/^\d{1,16}$/.test(person.telegramId)) return { ok: false, reason: 'invalid' };
  return deps.commits.submit(async (tx): Promise<Result> => {
    if (person.role !== 'owner' && (await isLastOwner(tx, deps, person.telegramId))) return lastOwner;
    await upsertOperator(tx, person, actorName(actor), nowOf(deps));
    await auditIn(tx, deps, actor, 'manage_roles', person.telegramId, person.role);
    return { ok: true };
  });
}

/** Ends with the person's next update, old buttons included. Owners of the environment stay. */
export async function removeRole(deps: FlowDeps, actor: Actor, telegramId: string): Promise<Result> {
  if (!may(actor, 'manage_roles')) return forbidden;
  return deps.commits.submit(async (tx): Promise<Result> => {
    const refusal = await refusalToRemove(tx, deps, actor, telegramId);
    if (refusal) return refusal;
    await deleteOperator(tx, telegramId);
    await auditIn(tx, deps, actor, 'manage_roles', telegramId, 'removed');
    return { ok: true };
  });
}

async function refusalToRemove(tx: Tx, deps: FlowDeps, actor: Actor, telegramId: string): Promise<Refusal | null> {
  const person = (await listOperators(tx)).find((one) => one.telegramId === telegramId);
  if (!person) return { ok: false, reason: 'not_found' };
  if (!mayGive(actor, person.role)) return forbidden;
  return (await isLastOwner(tx, deps, telegramId)) ? lastOwner : null;
}

type Roles = { operators: readonly Operator[]; environmentOwners: readonly string[] };

export async function listRoles(deps: FlowDeps, actor: Actor): Promise<Result<Roles>> {
  if (!may(actor, 'manage_roles')) return forbidden;
  const { ownerIds } = deps.policy;
  const operators = await listOperators(deps.store.reader);
  return {
    ok: true,
    operators: operators.filter(({ telegramId }) => !ownerIds.includes(telegramId)),
    environmentOwners: ownerIds,
  };
}
