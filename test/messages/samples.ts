import type { CustomerId, PurchaseId } from '../../src/domain/ids.ts';
import { currency } from '../../src/domain/money.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Notice, PurchaseView } from '../../src/domain/views.ts';
import type { Message } from '../../src/messages/message.ts';
import { renderTelegram } from '../../src/messages/telegram-html.ts';

export const usd = currency('USD');
export const eur = currency('EUR');
const at = '2026-11-20T21:25:00.000Z' as Instant;

/** The purchase of INTERFACE §5. */
export const purchase: PurchaseView = {
  id: 'pur_1' as PurchaseId,
  name: 'purchase_cus_TDrpXlZEj8RbBo',
  revision: 1,
  state: 'paid',
  mergedInto: null,
  vip: false,
  totals: [{ currency: usd, capturedMinor: 999, reversedMinor: 0 }],
  paymentCount: 1,
  firstPaidAt: at,
  lastPaidAt: at,
  method: 'card',
  email: 'anna@gmail.com',
  country: 'US',
  city: 'New York City',
  campaign: {
    creative_link: 'https://quiz.testora.pro/iq1',
    campaign_name: 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025',
    adset_name: 'WEB_EN_US_Broad_testora-myiq_LC_12.10.2025_Testora_ABO_60',
    ad_name: '6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En',
    utm_campaign: 'c',
    utm_term: 't',
    utm_content: 'a',
    product_tag: 'iq',
  },
  customerId: 'cst_1' as CustomerId,
  customerKey: 'cus_TDrpXlZEj8RbBo',
};

/** One of every kind. */
export const notices: readonly Notice[] = [
  { kind: 'update_given_up', update: 700_000_001 },
  { kind: 'payment_conflict', payment: 'pi_1', valuesMinor: [999, 1099], currency: usd },
  { kind: 'conflicting_event', event: 'evt_1' },
  { kind: 'quarantined', provider: 'stripe', event: 'evt_1', type: 'charge.succeeded' },
  { kind: 'breaker_open', destination: 'telegram', code: 'ECONNREFUSED', waiting: 3 },
  { kind: 'breaker_closed', destination: 'slack', waiting: 0 },
  { kind: 'buyer_away', telegramId: '504', code: 'blocked' },
  { kind: 'destination_paused', destination: 'sheets', code: 'header_missing', detail: 'no column Purchase ID' },
  { kind: 'sheet_columns_missing', columns: ['Team'] },
  { kind: 'sheet_columns_added', columns: ['Refunded', 'Status'] },
  { kind: 'delivery_dead', destination: 'slack', delivery: 'dlv_1', code: 'invalid_blocks' },
  { kind: 'history_loaded', payments: 1_234, purchases: 1_001 },
  { kind: 'catch_up', payments: 22, since: at },
  { kind: 'other_mode', livemode: true, event: 'evt_1' },
  { kind: 'not_confirmed', provider: 'yookassa', event: '2d8f0a3c-000f-5000-9000-145f6df21d6f:payment.succeeded' },
  { kind: 'foreign_call', provider: 'yookassa', address: '198.51.100.7' },
  { kind: 'chat_moved', from: '-100', to: '-1001' },
  { kind: 'stopped', by: 'Anna', reason: 'wrong prices', held: 5 },
  { kind: 'resumed', by: 'Anna', mode: 'digest', held: 21 },
  { kind: 'backup_failed', detail: 'the disk has no room for another copy of the database', newest: at },
  { kind: 'backup_failed', detail: 'the copy is not sound: row 3 missing from index', newest: null },
  { kind: 'drill_passed', made: at, payments: 1_234 },
  { kind: 'drill_failed', made: at, problem: 'row 3 missing from index' },
  { kind: 'drill_failed', made: null, problem: 'there is no backup' },
  { kind: 'restored', by: 'cli', from: at },
  { kind: 'sweep_failing', provider: 'stripe', code: 'more_permissions_required' },
  { kind: 'duplicates_found', cleaned: 3, left: 2 },
];

/** What one sees, buttons included. */
export function shown(message: Message): string {
  const lines = renderTelegram(message, 'h').flatMap((part) => part.plain.split('\n'));
  const rows = message.buttons.map((row) => row.map((button) => `[${button.label}]`).join(' '));
  return [...lines, ...rows].join('\n');
}
