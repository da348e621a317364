import type { Content } from '../domain/ports.ts';
import { accessMessage, accessNewsMessage } from './access/access.ts';
import { incidentsMessage, reminderMessage } from './alerts/incident.ts';
import { broadcastMessage } from './bot/broadcast.ts';
import { wonMessage } from './contests/won.ts';
import { digestMessage } from './digest.ts';
import type { Message } from './message.ts';
import { noticeMessage } from './notice.ts';
import { type CardOptions, purchaseCard } from './purchase-card.ts';
import { madeReportMessage } from './reports/made.ts';
import { orderMessage, orderReminder } from './shop/order.ts';
import { vipMessage } from './vip.ts';

/** What a chat is told of a delivery's content; null for what is not for people to read (a row, a probe). */
export function messageOf(content: Content, options: CardOptions): Message | null {
  switch (content.kind) {
    case 'purchase':
      return purchaseCard(content.purchase, options);
    case 'vip':
      return vipMessage(content.purchase, options);
    case 'digest':
      return digestMessage(content.purchases, options);
    case 'notice':
      return noticeMessage(content.notice, options);
    case 'incidents':
      return incidentsMessage(content.incidents, options);
    case 'reminder':
      return reminderMessage(content.incidents, options);
    case 'report':
      return madeReportMessage(content.made, options);
    case 'broadcast':
      return broadcastMessage(content.text);
    case 'order':
      return orderMessage(content.order, options);
    case 'order_reminder':
      return orderReminder(content.order);
    case 'won':
      return wonMessage(content.won, options);
    case 'access':
      return accessMessage(content.view, options);
    case 'access_news':
      return accessNewsMessage(content.news, options);
    case 'invite':
    case 'join':
    case 'removal':
    case 'event':
    case 'row':
    case 'probe':
      return null;
  }
}
