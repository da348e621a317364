import type { CampaignKey } from '../domain/facts.ts';
import type { PurchaseView } from '../domain/views.ts';
import { oneLine } from '../lib/html.ts';
import { maskEmail, methodText, withoutScheme } from './format.ts';
import { type Block, type Button, type Message, plain, type Span } from './message.ts';
import { purchaseLine, stateMark } from './purchase-line.ts';
import { type Locale, text } from './text.ts';

export type CardOptions = Readonly<{
  locale: Locale;
  /** An earlier try may have arrived. */
  mayRepeat?: boolean;
  /** Of a file that goes with the message; absent where the channel takes none. */
  maxFileBytes?: number;
}>;

/** One purchase as it is now: at most seven lines, the first of which stands for all on a locked phone. */
export function purchaseCard(purchase: PurchaseView, { locale, mayRepeat = false }: CardOptions): Message {
  const isMerged = purchase.state === 'merged' && purchase.mergedInto !== null;
  const lines = isMerged ? mergedLines(purchase, locale) : cardLines(purchase, locale);
  return { blocks: [linesBlock(lines), ...repeatBlocks(locale, mayRepeat)], buttons: [buttons(purchase, locale)] };
}

function cardLines(purchase: PurchaseView, locale: Locale): readonly string[] {
  return [
    purchaseLine(purchase, locale),
    payerLine(purchase, locale),
    productLine(purchase),
    named(locale, 'card-campaign', fact(purchase, 'campaign_name', 'utm_campaign')),
    named(locale, 'card-adset', fact(purchase, 'adset_name', 'utm_term')),
    named(locale, 'card-ad', fact(purchase, 'ad_name', 'utm_content')),
  ];
}

/** `Card · a…@gmail.com · purchase_cus_…` */
export function payerLine({ method, email, name }: PurchaseView, locale: Locale): string {
  const parts = [method === null ? '' : methodText(locale, method), email === null ? '' : maskEmail(email), name];
  return parts.filter((part) => part !== '').join(' · ');
}

function mergedLines(purchase: PurchaseView, locale: Locale): readonly string[] {
  const older = purchase.mergedInto ?? '';
  const title = text(locale, 'card-merged', { name: older });
  return [`${stateMark.merged} ${title}`, text(locale, 'card-merged-why', { name: purchase.name })];
}

function productLine({ campaign }: PurchaseView): string {
  const link = withoutScheme(campaign.creative_link ?? '');
  return link === '' ? oneLine(campaign.product_tag ?? '').trim() : link;
}

/** The first of these keys that says something. */
function fact({ campaign }: PurchaseView, ...keys: readonly CampaignKey[]): string {
  return keys.map((key) => oneLine(campaign[key] ?? '').trim()).find((value) => value !== '') ?? '';
}

function named(locale: Locale, id: string, name: string): string {
  return name === '' ? '' : text(locale, id, { name });
}

function linesBlock(lines: readonly string[]): Block {
  return { kind: 'lines', lines: lines.filter((line) => line !== '').map((line) => [plain(line)]) };
}

/** Stands last, so that the first line stays what it is. */
export function repeatBlocks(locale: Locale, mayRepeat: boolean): readonly Block[] {
  const note: Span = { style: 'italic', text: text(locale, 'may-repeat') };
  return mayRepeat ? [{ kind: 'lines', lines: [[note]] }] : [];
}

function buttons(purchase: PurchaseView, locale: Locale): readonly Button[] {
  const verbs = ['details', 'customer', ...(fact(purchase, 'campaign_name', 'utm_campaign') ? ['campaign'] : [])];
  return verbs.map((verb) => ({ label: text(locale, `button-${verb}`), intent: { kind: 'open', verb } }));
}
