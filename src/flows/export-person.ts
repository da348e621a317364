import { type Actor, may } from '../domain/permissions.ts';
import { listHeld } from '../store/export-person.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findPerson } from './find-person.ts';
import type { PersonExport, Result } from './types.ts';

/** Everything that is held about one person, as JSON, with the texts of webhooks that are about his payments. */
export async function exportPerson(
  deps: FlowDeps,
  actor: Actor,
  query: string,
): Promise<Result<{ person: PersonExport }>> {
  if (!may(actor, 'export_person')) return { ok: false, reason: 'forbidden' };
  const found = await findPerson(deps.store.scanner, query);
  if (found === 'none') return { ok: false, reason: 'not_found' };
  if (found === 'many') return { ok: false, reason: 'invalid' };
  const held = await listHeld(deps.store.scanner, found);
  await auditAction(deps, actor, 'export_person', found.customers.map(({ id }) => id).join(' ') || null, null);
  return { ok: true, person: { exportedAt: nowOf(deps), ...held } };
}
