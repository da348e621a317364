import type { RuleField, TeamRule } from '../domain/teams/rule.ts';
import type { Reader, Tx } from './database.ts';
import { type UpsertSpec, upsertRows } from './upsert.ts';

const spec: UpsertSpec<'team_rules'> = {
  table: 'team_rules',
  columns: ['place', 'team', 'field', 'pattern', 'match', 'priority'],
  key: ['place'],
  onConflict: 'update',
};

/** In their order. */
export async function listTeamRules(db: Reader): Promise<readonly TeamRule[]> {
  const rows = await db.selectFrom('team_rules').selectAll().orderBy('place').execute();
  return rows.map(({ team, field, pattern, match, priority }) => {
    return { team, field: field as RuleField, pattern, match, priority: Number(priority) };
  });
}

/** These rules take the place of all that there were. */
export async function replaceTeamRules(tx: Tx, rules: readonly TeamRule[]): Promise<void> {
  await tx.deleteFrom('team_rules').execute();
  await upsertRows(
    tx,
    spec,
    rules.map((rule, place) => ({ place, ...rule })),
  );
}
