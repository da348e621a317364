import { type Access, isOutlived, stands } from '../../domain/access/access.ts';
import { type BusinessEvent, planOfAddress } from '../../domain/access/business-event.ts';
import type { AccessNews, AccessView } from '../../domain/access/view.ts';
import type { AccessDeliveryKind } from '../../domain/deliveries.ts';
import type { Content } from '../../domain/ports.ts';
import type { Reader } from '../database.ts';
import type { ClaimedDelivery } from '../deliveries.ts';
import { findOrder } from '../shop/orders.ts';
import { findPlan } from '../shop/plans.ts';
import { findAccess, findKey, listAccesses, listAccessesTo } from './accesses.ts';

async function findView(db: Reader, orderId: string): Promise<AccessView | null> {
  const [access, order] = await Promise.all([findAccess(db, orderId), findOrder(db, orderId)]);
  return access && order && { access, order, key: await findKey(db, orderId) };
}

/** Null where it is no longer so: renewed, given back, or ended meanwhile. */
async function findNews(db: Reader, subjectId: string): Promise<AccessNews | null> {
  const [orderId = '', what, days] = subjectId.split(':');
  const view = await findView(db, orderId);
  if (!view) return null;
  const { access } = view;
  const states = { soon: 'granted', grace: 'grace', ended: 'ended' } as const;
  if (what !== 'soon' && what !== 'grace' && what !== 'ended') return null;
  if (access.state !== states[what] || isOutlived(access, await listAccesses(db, access))) return null;
  return { view, what, days: Number(days ?? 0), removalAt: what === 'grace' ? access.lookAt : null };
}

async function findRemoval(db: Reader, { address, subjectId, kind }: ClaimedDelivery): Promise<Content | null> {
  const accesses = await listAccessesTo(db, address, subjectId);
  if (accesses.some(stands)) return null;
  const links = [...new Set(accesses.map(({ inviteLink }) => inviteLink).filter((link) => link !== null))];
  return { kind: 'removal', telegramId: subjectId, links, isPutOut: kind === 'removal' };
}

async function findEvent(db: Reader, { address, content }: ClaimedDelivery): Promise<Content | null> {
  const event = JSON.parse(content ?? 'null') as BusinessEvent | null;
  const planCode = planOfAddress(address);
  if (event === null) return null;
  if (planCode === null) return { kind: 'event', event, url: null };
  const fulfilment = (await findPlan(db, planCode))?.fulfilment;
  return fulfilment?.type === 'webhook' ? { kind: 'event', event, url: fulfilment.url } : null;
}

const isOwedLink = (access: Access | null) => access?.state === 'owed' && access.inviteLink === null;

/** What a delivery about access says or does now, whatever was true when it was owed; null where nothing is left to do. */
export async function findAccessContent(
  db: Reader,
  delivery: ClaimedDelivery,
  kind: AccessDeliveryKind,
): Promise<Content | null> {
  const { subjectId, address } = delivery;
  switch (kind) {
    case 'invite':
      return isOwedLink(await findAccess(db, subjectId)) ? { kind: 'invite', name: subjectId.slice(0, 32) } : null;
    case 'join': {
      const accesses = await listAccessesTo(db, address, subjectId);
      return { kind: 'join', telegramId: subjectId, isAdmitted: accesses.some(stands) };
    }
    case 'removal':
    case 'link_end':
      return findRemoval(db, delivery);
    case 'access': {
      const view = await findView(db, subjectId);
      return view && { kind: 'access', view };
    }
    case 'access_news': {
      const news = await findNews(db, subjectId);
      return news && { kind: 'access_news', news };
    }
    case 'event':
      return findEvent(db, delivery);
  }
}
