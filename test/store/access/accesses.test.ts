import { expect } from 'vitest';
import type { Access } from '../../../src/domain/access/access.ts';
import type { OrderId } from '../../../src/domain/shop/order.ts';
import type { Instant } from '../../../src/domain/time.ts';
import {
  changeAccess,
  findAccess,
  forgetLinks,
  insertAccessOnce,
  isOurLink,
  listAccessesDue,
  listAccessesTo,
  takeKey,
} from '../../../src/store/access/accesses.ts';
import { inTransaction } from '../../../src/store/database.ts';
import { addKeys } from '../../../src/store/shop/plans.ts';
import { onEveryStore } from '../../support/stores.ts';

const at = (text: string) => `2026-11-${text}T12:00:00.000Z` as Instant;
const link = 'https://t.me/+one';

function accessOf(id: string, changes: Partial<Access> = {}): Access {
  return {
    ...{ orderId: `ord_${id}` as OrderId, planCode: 'club', telegramId: '900', type: 'invite_link', place: '-100' },
    ...{ state: 'granted', inviteLink: link, since: at('01'), periodDays: 30, grantedAt: at('01'), until: at('30') },
    ...{ toldDays: null, endedAt: null, lookAt: at('27') },
    ...changes,
  };
}
