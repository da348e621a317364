import { stands } from '../../domain/access/access.ts';
import type { AccessNews, AccessView } from '../../domain/access/view.ts';
import { oneLine } from '../../lib/html.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { timedLine, utcMoment } from '../moment.ts';
import type { CardOptions } from '../purchase-card.ts';
import { type Locale, text } from '../text.ts';

/** What Telegram copies at a press; a longer key is selected by hand. */
const longestCopy = 256;

/** Owed is not yet there: what is said then is that it comes. */
function headline({ access, order }: AccessView, locale: Locale): Block {
  const id = stands(access) ? `access-${access.state === 'owed' ? 'owed' : 'granted'}` : `access-${access.state}`;
  return { kind: 'lines', lines: [[bold(text(locale, id)), plain(` · ${oneLine(order.plan.title[locale])}`)]] };
}

function untilLine({ access: { until } }: AccessView, locale: Locale): Line | null {
  return until === null ? null : timedLine(locale, 'access-until', utcMoment(until));
}

/** What was bought itself; nothing of it once it is over, but for a key, which is his. */
function goods({ access, order, key }: AccessView, locale: Locale): readonly Block[] {
  const { fulfilment } = order.plan;
  const isThere = stands(access) && access.state !== 'owed';
  if (key !== null) return [textBlock(text(locale, 'access-key')), { kind: 'lines', lines: [[code(key)]] }];
  if (!isThere) return [];
  switch (fulfilment.type) {
    case 'text':
      return [textBlock(...fulfilment.text[locale].split('\n'))];
    case 'invite_link':
      return [textBlock(text(locale, 'access-link'))];
    case 'webhook':
      return [textBlock(text(locale, 'access-webhook'))];
    case 'keys':
      return [];
  }
}

function accessButtons({ access, key }: AccessView, locale: Locale): Message['buttons'] {
  if (key !== null && key.length <= longestCopy)
    return [[{ label: text(locale, 'button-copy-key'), intent: { kind: 'copy', text: key } }]];
  const { inviteLink, orderId } = access;
  if (!stands(access) || access.state === 'owed' || inviteLink === null) return [];
  const join: Button = {
    label: text(locale, 'button-access-join'),
    intent: { kind: 'url', url: inviteLink },
    style: 'success',
  };
  return [
    [join],
    [{ label: text(locale, 'button-access_enter'), intent: { kind: 'open', verb: 'access_enter', about: orderId } }],
  ];
}

/** One message per order, edited to how it stands: on its way, there, over, taken back. */
export function accessMessage(view: AccessView, { locale, mayRepeat = false }: CardOptions): Message {
  return {
    blocks: [
      headline(view, locale),
      ...goods(view, locale),
      textBlock(
        stands(view.access) ? untilLine(view, locale) : null,
        text(locale, 'order-number', { id: view.order.id }),
      ),
      ...(mayRepeat ? [textBlock(text(locale, 'may-repeat'))] : []),
    ],
    buttons: accessButtons(view, locale),
  };
}

/** His time is nearly over, over, or over for good, with the way to go on. A trial is for once. */
export function accessNewsMessage({ view, what, days, removalAt }: AccessNews, { locale }: CardOptions): Message {
  const { order, access } = view;
  const title = oneLine(order.plan.title[locale]);
  const isChat = access.place !== null;
  const stay = removalAt !== null && isChat ? timedLine(locale, 'access-news-stay', utcMoment(removalAt)) : null;
  const renew: Button = {
    label: text(locale, 'button-access_renew'),
    intent: { kind: 'open', verb: 'access_renew', about: order.id },
    style: 'primary',
  };
  const carried = what === 'soon' ? text(locale, 'access-news-carried') : null;
  return {
    blocks: [
      textBlock(
        timedLine(locale, `access-news-${what}`, utcMoment(access.until ?? access.since), { title, days }),
        stay,
        order.plan.trial ? null : carried,
      ),
    ],
    buttons: order.plan.trial ? [] : [[renew]],
  };
}
