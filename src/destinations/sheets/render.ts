import { majorUnits, money } from '../../domain/money.ts';
import type { Instant } from '../../domain/time.ts';
import type { SheetRowView } from '../../domain/views.ts';
import { oneLine } from '../../lib/html.ts';
import { placeText } from '../../messages/purchase-line.ts';
import type { ColumnName } from './columns.ts';

export type CellValue = string | number;
export type RowCells = Readonly<Record<ColumnName, CellValue>>;

/** Google refuses more than 50,000 characters in a cell. */
const maxCellUnits = 49_000;

/** One row's cells: numbers as numbers, everything else as text that stays text. */
export function renderRow(row: SheetRowView, formatLocal: (instant: Instant) => string): RowCells {
  const { campaign } = row;
  const isMerged = row.status === 'merged';
  const amount = (minor: number) => (isMerged ? 0 : majorUnits(money(minor, row.currency)));
  return {
    'Purchase ID': row.key,
    'Customer ID': row.customerKey,
    Email: textCell(row.email),
    'Total Amount': amount(row.capturedMinor - row.reversedMinor),
    Currency: row.currency,
    'Payment Count': isMerged ? 0 : row.paymentCount,
    'Payment Intent IDs': isMerged ? textCell(row.mergedIntoKey) : idsCell(row.paymentExternalIds),
    'Created Local': formatLocal(row.firstPaidAt),
    'Created UTC': row.firstPaidAt,
    'Last Payment UTC': row.lastPaidAt,
    Refunded: amount(row.reversedMinor),
    Status: row.status,
    'Ad Name': textCell(campaign.ad_name),
    'Adset Name': textCell(campaign.adset_name),
    'Campaign Name': textCell(campaign.campaign_name),
    'Creative Link': textCell(campaign.creative_link),
    GEO: textCell(placeText(row.country, row.city)),
    Country: textCell(row.country),
    City: textCell(row.city),
    'UTM Source': textCell(campaign.utm_source),
    'UTM Medium': textCell(campaign.utm_medium),
    'UTM Campaign': textCell(campaign.utm_campaign),
    'UTM Content': textCell(campaign.utm_content),
    'UTM Term': textCell(campaign.utm_term),
    Team: textCell(row.team),
  };
}

function textCell(value: string | null | undefined): string {
  const text = oneLine(value ?? '');
  return text.length <= maxCellUnits ? text : text.slice(0, maxCellUnits).toWellFormed();
}

/** A customer with thousands of payments: as many as fit, and the number of the others. */
function idsCell(ids: readonly string[]): string {
  const whole = ids.join(', ');
  if (whole.length <= maxCellUnits) return whole;
  const fitting = whole.slice(0, maxCellUnits).split(', ').slice(0, -1);
  return `${fitting.join(', ')}, … +${ids.length - fitting.length}`;
}
