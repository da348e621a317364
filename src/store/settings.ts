import { scheduledKinds } from '../domain/reports/report.ts';
import type { RouteFilter } from '../domain/route-filter.ts';
import { isSettingName, type SettingName, type SettingValue, storedSetting } from '../domain/settings.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** What people set stands beside what the system notes of itself in one table; this tells them apart. */
const prefix = 'set:';

export type StoredSetting = Readonly<{ value: SettingValue; changedBy: string; changedAt: Instant }>;

/** Only what was set in the chat; a value that is none any more counts as unset. */
export async function listSettings(db: Reader): Promise<ReadonlyMap<SettingName, StoredSetting>> {
  const rows = await db.selectFrom('settings').selectAll().where('name', 'like', `${prefix}%`).execute();
  const found = new Map<SettingName, StoredSetting>();
  for (const row of rows) {
    const name = row.name.slice(prefix.length);
    if (!isSettingName(name)) continue;
    const value = storedSetting(name, JSON.parse(row.value));
    if (value !== null) found.set(name, { value, changedBy: row.changed_by, changedAt: row.changed_at as Instant });
  }
  return found;
}

type Change = Readonly<{ by: string; now: Instant }>;

/** Null: back to the default. */
export async function writeSetting(
  tx: Tx,
  name: SettingName,
  value: SettingValue | null,
  { by, now }: Change,
): Promise<void> {
  const key = `${prefix}${name}`;
  if (value === null) {
    await tx.deleteFrom('settings').where('name', '=', key).execute();
    return;
  }
  const row = { name: key, value: JSON.stringify(value), changed_by: by, changed_at: now };
  await tx
    .insertInto('settings')
    .values(row)
    .onConflict((c) => c.column('name').doUpdateSet(row))
    .execute();
}

export const streams = ['cards', 'vip', 'notices', 'alerts', ...scheduledKinds] as const;
export type Stream = (typeof streams)[number];

export type ChatRoute = Readonly<{
  address: string;
  streams: readonly Stream[];
  filter: RouteFilter;
  quiet: Readonly<{ from: string; to: string }> | null;
}>;

export async function listChatRoutes(db: Reader): Promise<readonly ChatRoute[]> {
  const rows = await db.selectFrom('chat_routes').selectAll().orderBy('address').execute();
  return rows.map((row) => ({
    address: row.address,
    streams: JSON.parse(row.streams) as readonly Stream[],
    filter: JSON.parse(row.filter) as RouteFilter,
    quiet: row.quiet_from === null || row.quiet_to === null ? null : { from: row.quiet_from, to: row.quiet_to },
  }));
}

export async function upsertChatRoute(tx: Tx, route: ChatRoute, { by, now }: Change): Promise<void> {
  const row = {
    address: route.address,
    streams: JSON.stringify(route.streams),
    filter: JSON.stringify(route.filter),
    quiet_from: route.quiet?.from ?? null,
    quiet_to: route.quiet?.to ?? null,
    changed_by: by,
    changed_at: now,
  };
  await tx
    .insertInto('chat_routes')
    .values(row)
    .onConflict((c) => c.column('address').doUpdateSet(row))
    .execute();
}

export async function deleteChatRoute(tx: Tx, address: string): Promise<boolean> {
  const result = await tx.deleteFrom('chat_routes').where('address', '=', address).executeTakeFirst();
  return result.numDeletedRows === 1n;
}
