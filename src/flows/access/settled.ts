import { planOfAddress } from '../../domain/access/business-event.ts';
import type { DeliveryResult } from '../../domain/ports.ts';
import { changeAccess, findAccess, forgetLinks, movePlace } from '../../store/access/accesses.ts';
import type { Tx } from '../../store/database.ts';
import type { ClaimedDelivery } from '../../store/deliveries.ts';
import type { FlowDeps } from '../deps.ts';
import { markGranted } from './grant.ts';

/**
 * What follows from a step that was taken, in the transaction that says so: a kill in between takes the step again, and
 * what follows is still owed once.
 */
export async function followAccess(
  tx: Tx,
  deps: FlowDeps,
  { address, kind, subjectId }: ClaimedDelivery,
  result: DeliveryResult,
): Promise<void> {
  if (result.movedTo && kind !== 'access' && kind !== 'access_news') await movePlace(tx, address, result.movedTo);
  if (result.outcome !== 'delivered') return;
  if (kind === 'invite' && result.remoteId !== null) await keepLink(tx, deps, subjectId, result.remoteId);
  if (kind === 'removal' || kind === 'link_end') await forgetLinks(tx, address, subjectId);
  const [what, orderId = ''] = subjectId.split(':');
  if (kind === 'event' && what === 'grant' && planOfAddress(address) !== null) {
    const access = await findAccess(tx, orderId);
    if (access?.state === 'owed') await markGranted(tx, deps, access);
  }
}

/** Withdrawn while the link was made: it is kept, so that it is ended with the others. */
async function keepLink(tx: Tx, deps: FlowDeps, orderId: string, link: string): Promise<void> {
  const access = await findAccess(tx, orderId);
  if (!access) return;
  await changeAccess(tx, access.orderId, { inviteLink: link });
  if (access.state === 'owed') await markGranted(tx, deps, { ...access, inviteLink: link });
}
