import { contestOfWon } from '../domain/contests/won.ts';
import type { PurchaseId } from '../domain/ids.ts';
import type { Content } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import type { Notice, PurchaseView } from '../domain/views.ts';
import { findAccessContent } from './access/contents.ts';
import { findBody } from './broadcasts.ts';
import { findWon } from './contests/winners.ts';
import type { Reader } from './database.ts';
import type { ClaimedDelivery } from './deliveries.ts';
import { listOfGroup } from './incidents.ts';
import { readSheetRows } from './lines.ts';
import { findMadeReport } from './made-reports.ts';
import { findOrderView } from './shop/order-view.ts';

async function findPurchaseView(db: Reader, id: string): Promise<PurchaseView | null> {
  const row = await db.selectFrom('purchases').select('view').where('id', '=', id).executeTakeFirst();
  return row ? (JSON.parse(row.view) as PurchaseView) : null;
}

/** In the order of the ids; those that are gone are left out. */
export async function listPurchaseViews(db: Reader, ids: readonly PurchaseId[]): Promise<readonly PurchaseView[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('purchases').select(['id', 'view']).where('id', 'in', ids).execute();
  const views = new Map(rows.map((row) => [row.id, JSON.parse(row.view) as PurchaseView]));
  return ids.map((id) => views.get(id)).filter((view) => view !== undefined);
}

/** A reminder's subject is the message's with its time after it; it has nothing to say once they are taken. */
async function findIncidents(db: Reader, kind: 'incidents' | 'reminder', subjectId: string): Promise<Content | null> {
  const [groupId = ''] = subjectId.split('~');
  const all = await listOfGroup(db, groupId);
  const incidents = kind === 'reminder' ? all.filter(({ state }) => state === 'firing') : all;
  return incidents.length === 0 ? null : { kind, incidents };
}

/** What a delivery has to say now, whatever was true when it was owed; null where its subject is gone. */
export async function findContent(db: Reader, delivery: ClaimedDelivery): Promise<Content | null> {
  switch (delivery.kind) {
    case 'purchase':
    case 'vip': {
      const purchase = await findPurchaseView(db, delivery.subjectId);
      return purchase && { kind: delivery.kind, purchase };
    }
    case 'row': {
      const [row] = await readSheetRows(db, [delivery.subjectId]);
      return row ? { kind: 'row', row: row.view } : null;
    }
    case 'digest': {
      const ids = JSON.parse(delivery.content ?? '[]') as PurchaseId[];
      return { kind: 'digest', purchases: await listPurchaseViews(db, ids) };
    }
    case 'notice':
      return {
        kind: 'notice',
        notice: JSON.parse(delivery.content ?? 'null') as Notice,
        at: delivery.createdAt as Instant,
      };
    case 'incidents':
    case 'reminder':
      return findIncidents(db, delivery.kind, delivery.subjectId);
    case 'report': {
      const made = await findMadeReport(db, delivery.subjectId);
      return made && { kind: 'report', made };
    }
    case 'broadcast': {
      const text = await findBody(db, delivery.subjectId);
      return text === null ? null : { kind: 'broadcast', text };
    }
    case 'order': {
      const order = await findOrderView(db, delivery.subjectId);
      return order && { kind: 'order', order };
    }
    case 'order_reminder': {
      const order = await findOrderView(db, delivery.subjectId);
      return order?.order.status === 'waiting' ? { kind: 'order_reminder', order } : null;
    }
    case 'won': {
      const won = await findWon(db, contestOfWon(delivery.subjectId), delivery.address);
      return won && { kind: 'won', won };
    }
    case 'invite':
    case 'join':
    case 'removal':
    case 'link_end':
    case 'access':
    case 'access_news':
    case 'event':
      return findAccessContent(db, delivery, delivery.kind);
    case 'probe':
      return { kind: 'probe', n: Number(delivery.subjectId) };
  }
}

export type Shown = Readonly<{ remoteId: string | null; shownHash: string | null; handle: string }>;

/** What this subject's message shows already, if there is one. Notices and reminders are always messages of their own. */
export async function findShown(db: Reader, destination: string, delivery: ClaimedDelivery): Promise<Shown | null> {
  if (delivery.kind === 'notice' || delivery.kind === 'reminder') return null;
  const row = await db
    .selectFrom('sent_messages')
    .select(['remote_id', 'shown_hash', 'handle'])
    .where('destination', '=', destination)
    .where('address', '=', delivery.address)
    .where('kind', '=', delivery.kind)
    .where('subject_id', '=', delivery.subjectId)
    .executeTakeFirst();
  return row ? { remoteId: row.remote_id, shownHash: row.shown_hash, handle: row.handle } : null;
}
