import { priorities, type Route } from '../domain/deliveries.ts';
import { said } from '../domain/said.ts';
import type { Instant } from '../domain/time.ts';
import type { HealthCheck } from '../domain/views.ts';
import type { Reader, Tx } from '../store/database.ts';
import { enqueueDeliveries } from '../store/enqueue.ts';
import { isGivenUp, isOwedTo, keepOpenRoutes, listWaitingNotices } from '../store/notices.ts';
import type { FlowDeps } from './deps.ts';

type Deps = Pick<FlowDeps, 'policy'>;

/** So many of the notices that waited for a lost chat are told to the owners; the rest waits for the chat. */
const forwardedAtMost = 10;

/** The owners' private chats; those who never started the bot turn out to be unreachable. */
function ownerRoutes({ policy }: Deps): readonly Route[] {
  const configured = new Set(policy.routes.notices.map(({ address }) => address));
  return policy.ownerIds.filter((id) => !configured.has(id)).map((address) => ({ destination: 'telegram', address }));
}

/** Where the system's own troubles are told: the configured places, and the owners when each of those is lost. */
export function findNoticeRoutes(db: Reader, deps: Deps): Promise<readonly Route[]> {
  return openOrOwners(db, deps, deps.policy.routes.notices);
}

/** Where the business's troubles are told, in the same way. */
export function findAlertRoutes(db: Reader, deps: Deps): Promise<readonly Route[]> {
  return openOrOwners(db, deps, deps.policy.routes.alerts);
}

async function openOrOwners(db: Reader, deps: Deps, routes: readonly Route[]): Promise<readonly Route[]> {
  return (await isAnyOpen(db, routes)) ? routes : [...routes, ...ownerRoutes(deps)];
}

/** Nothing is lost where nothing is to be told: no place is configured, or notifications are off. */
async function isAnyOpen(db: Reader, routes: readonly Route[]): Promise<boolean> {
  if (routes.every(({ off }) => off)) return true;
  return (await keepOpenRoutes(db, routes)).length > 0;
}

/** An owner who cannot be reached is given up quietly: to tell of it is what failed. */
export function isLastResort(deps: Deps, { kind, address }: Readonly<{ kind: string; address: string }>): boolean {
  return kind === 'notice' && ownerRoutes(deps).some((route) => route.address === address);
}

/** What the lost place should have been told goes to the owners, once each, where nobody else is left to tell. */
export async function forwardNotices(tx: Tx, deps: FlowDeps, from: Route, now: Instant): Promise<void> {
  if (await isAnyOpen(tx, deps.policy.routes.notices)) return;
  for (const { subjectId, notice } of await listWaitingNotices(tx, from, forwardedAtMost)) {
    for (const route of ownerRoutes(deps)) {
      if (await isOwedTo(tx, subjectId, route)) continue;
      const delivery = { route, kind: 'notice', subjectId, priority: priorities.alert, dueAt: now, notice } as const;
      await enqueueDeliveries(tx, [delivery], { now, newId: deps.newId });
    }
  }
}

/** Null while troubles are told where they should be. */
export async function noticesCheck(db: Reader, deps: Deps): Promise<HealthCheck | null> {
  if (await isAnyOpen(db, deps.policy.routes.notices)) return null;
  const owners = await keepOpenRoutes(db, ownerRoutes(deps));
  const lost = await Promise.all(owners.map((route) => isGivenUp(db, route)));
  if (lost.includes(false))
    return {
      status: 'warn',
      detail: 'the operations chat is lost; the owners are told privately',
      said: said('notices-owners'),
      facts: { kind: 'notices', told: 'owners' },
    };
  return {
    status: 'fail',
    detail: 'nobody can be told of troubles: neither the operations chat nor an owner can be reached',
    said: said('notices-nobody'),
    facts: { kind: 'notices', told: 'nobody' },
  };
}
