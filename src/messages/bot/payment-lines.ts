import { type CampaignFacts, campaignNameOf } from '../../domain/facts.ts';
import { money, moneyText } from '../../domain/money.ts';
import type { PaymentView } from '../../domain/views.ts';
import { maskEmail, methodText } from '../format.ts';
import type { Line } from '../message.ts';
import { plain } from '../message.ts';
import { placeText } from '../purchase-line.ts';
import { hasText, type Locale, text } from '../text.ts';
import { dateTimeText, type Reader } from './local-time.ts';

const marks: Readonly<Record<PaymentView['status'], string>> = {
  captured: '🟢',
  authorised: '🔵',
  pending: '⏳',
  canceled: '⚪',
  failed: '🔴',
};

/** `🟢 9.99 USD · paid · 20.11.2026 13:30`: the first line of everything about one payment. */
export function paymentHeadline(payment: PaymentView, { locale, zone }: Reader): string {
  const when = dateTimeText(payment.paidAt ?? payment.createdAt, zone);
  return `${markOf(payment)} ${moneyText(payment.amount)} · ${stateText(payment, locale)} · ${when}`;
}

function markOf({ status, amount, reversedMinor, disputedMinor }: PaymentView): string {
  if (disputedMinor > 0) return '🔴';
  if (reversedMinor === 0) return marks[status];
  return reversedMinor >= amount.amountMinor ? '⚪' : '🟡';
}

/** What was given back and what a dispute took are told apart; of the whole amount no number is repeated. */
function stateText({ status, amount, reversedMinor, disputedMinor }: PaymentView, locale: Locale): string {
  if (reversedMinor === 0) return text(locale, `bot-payment-${status}`);
  const said = (id: string, minor: number) => {
    if (minor === 0) return [];
    if (minor >= amount.amountMinor) return [text(locale, id)];
    return [text(locale, `${id}-partly`, { back: moneyText(money(minor, amount.currency)) })];
  };
  return [
    ...said('bot-payment-refunded', reversedMinor - disputedMinor),
    ...said('bot-payment-disputed', disputedMinor),
  ].join(', ');
}

/** What became of a refund or dispute; a word that is new to us stands as it is. */
export function reversalText(status: string, locale: Locale): string {
  const id = `bot-reversal-${status}`;
  return hasText(locale, id) ? text(locale, id) : status.replaceAll('_', ' ');
}

/** Who paid and how: `Card ···· 4242 · a…@gmail.com · US, New York City`. */
export function payerText(payment: PaymentView, { locale }: Reader): string {
  const method = payment.method === null ? '' : methodText(locale, payment.method);
  const card = payment.cardLast4 === null ? method : `${method} ····${payment.cardLast4}`;
  const email = payment.email === null ? '' : maskEmail(payment.email);
  return [card, email, placeText(payment.country, payment.city)].filter((part) => part !== '').join(' · ');
}

/** Campaign facts by the names operators use, one a line. */
export function campaignLines(campaign: CampaignFacts, { locale }: Reader): readonly Line[] {
  const named: readonly (readonly [string, string | null | undefined])[] = [
    ['card-campaign', campaignNameOf(campaign)],
    ['card-adset', campaign.adset_name ?? campaign.utm_term],
    ['card-ad', campaign.ad_name ?? campaign.utm_content],
    ['bot-campaign-source', campaign.utm_source],
    ['bot-campaign-medium', campaign.utm_medium],
    ['bot-campaign-link', campaign.creative_link],
    ['bot-campaign-product', campaign.product_tag],
  ];
  return named.flatMap(([id, name]) => (name ? [[plain(text(locale, id, { name }))]] : []));
}
