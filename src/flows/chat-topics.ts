import { addressOf } from '../domain/deliveries.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import { scheduledKinds } from '../domain/reports/report.ts';
import { noFilter } from '../domain/route-filter.ts';
import { type ChatRoute, listChatRoutes, type Stream, streams, upsertChatRoute } from '../store/settings.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { mostChats } from './settings.ts';
import type { Result } from './types.ts';

export const topicNames = ['purchases', 'reports', 'alerts'] as const;
export type TopicName = (typeof topicNames)[number];
export type MadeTopics = Readonly<Record<TopicName, number>>;

/** Each stream in one topic; what is neither a purchase nor a report is something to look at. */
export function topicOf(stream: Stream): TopicName {
  if (stream === 'cards' || stream === 'vip') return 'purchases';
  return (scheduledKinds as readonly string[]).includes(stream) ? 'reports' : 'alerts';
}

/**
 * Sends each stream of a group to its topic, and none to the group itself any more. A topic has the filter and the quiet
 * hours that the group had.
 */
export async function useTopics(deps: FlowDeps, actor: Actor, chat: string, topics: MadeTopics): Promise<Result> {
  if (!may(actor, 'manage_settings')) return { ok: false, reason: 'forbidden' };
  const routes = await listChatRoutes(deps.store.reader);
  if (routes.length + topicNames.length + 1 > mostChats) return { ok: false, reason: 'invalid' };
  const own = routes.find(({ address }) => address === chat);
  const base: ChatRoute = own ?? { address: chat, streams: [], filter: noFilter, quiet: null };
  const how = { by: actorName(actor), now: nowOf(deps) };
  await deps.commits.submit(async (tx) => {
    for (const name of topicNames) {
      const address = addressOf({ chat, topic: topics[name] });
      const told = streams.filter((stream) => topicOf(stream) === name);
      await upsertChatRoute(tx, { ...base, address, streams: told }, how);
    }
    await upsertChatRoute(tx, { ...base, streams: [] }, how);
    await auditIn(tx, deps, actor, 'manage_settings', chat, `topics ${Object.values(topics).join(', ')}`);
  });
  await deps.livePolicy.refresh(deps.store.reader);
  return { ok: true };
}
