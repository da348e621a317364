import { type Actor, actorName, may } from '../domain/permissions.ts';
import { deleteOperator, listOperators, type Operator, upsertOperator } from '../store/people.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;

/** Identity is the numeric Telegram id and nothing else; the name is only for reading. */
export async function grantRole(deps: FlowDeps, actor: Actor, person: Operator): Promise<Result> {
  if (!may(actor, 'manage_roles')) return forbidden;
  if (!/^\d{1,16}$/.test(person.telegramId)) return { ok: false, reason: 'invalid' };
  await deps.commits.submit(async (tx) => {
    await upsertOperator(tx, person, actorName(actor), nowOf(deps));
    await auditIn(tx, deps, actor, 'manage_roles', person.telegramId, person.role);
  });
  return { ok: true };
}

/** Ends with the person's next update, old buttons included. Owners of the environment stay. */
export async function removeRole(deps: FlowDeps, actor: Actor, telegramId: string): Promise<Result> {
  if (!may(actor, 'manage_roles')) return forbidden;
  const isGone = await deps.commits.submit(async (tx) => {
    await auditIn(tx, deps, actor, 'manage_roles', telegramId, 'removed');
    return deleteOperator(tx, telegramId);
  });
  return isGone ? { ok: true } : { ok: false, reason: 'not_found' };
}

export async function listRoles(deps: FlowDeps, actor: Actor): Promise<Result<{ operators: readonly Operator[] }>> {
  if (!may(actor, 'manage_roles')) return forbidden;
  return { ok: true, operators: await listOperators(deps.store.reader) };
}
