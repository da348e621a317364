import { describe, expect, it } from 'vitest';
import type { PurchaseView } from '../../src/domain/views.ts';
import { purchaseCard } from '../../src/messages/purchase-card.ts';
import { eur, purchase, shown, usd } from './samples.ts';

const card = (changes: Partial<PurchaseView> = {}, locale: 'ru' | 'en' = 'en') =>
  shown(purchaseCard({ ...purchase, ...changes }, { locale }));
const firstLine = (changes: Partial<PurchaseView>, locale: 'ru' | 'en' = 'en') => card(changes, locale).split('\n')[0];

describe('the purchase card', () => {
  it('is the seven lines of the interface in English', () => {
    expect(card()).toBe(
      [
        '🟢 9.99 USD · US, New York City · 1 payment',
        'Card · a…@gmail.com · purchase_cus_TDrpXlZEj8RbBo',
        'quiz.testora.pro/iq1',
        'Campaign: Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025',
        'Adset: WEB_EN_US_Broad_testora-myiq_LC_12.10.2025_Testora_ABO_60',
        'Ad: 6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En',
        '[Details] [Customer] [Campaign]',
      ].join('\n'),
    );
  });

  it('is the same in Russian', () => {
    expect(card({}, 'ru')).toBe(
      [
        '🟢 9.99 USD · US, New York City · 1 платёж',
        'Карта · a…@gmail.com · purchase_cus_TDrpXlZEj8RbBo',
        'quiz.testora.pro/iq1',
        'Кампания: Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025',
        'Группа: WEB_EN_US_Broad_testora-myiq_LC_12.10.2025_Testora_ABO_60',
        'Объявление: 6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En',
        '[Подробнее] [Клиент] [Кампания]',
      ].join('\n'),
    );
  });

  it('shows in its first line what became of the money', () => {
    const back = (reversedMinor: number) => [{ currency: usd, capturedMinor: 999, reversedMinor }];
    expect(firstLine({ state: 'partly_refunded', totals: back(500) })).toBe(
      '🟡 5.00 of 9.99 USD · US, New York City · 1 payment',
    );
    expect(firstLine({ state: 'partly_refunded', totals: back(500) }, 'ru')).toContain('🟡 5.00 из 9.99 USD · ');
    expect(firstLine({ state: 'refunded', totals: back(999) })).toBe('⚪ 9.99 USD · US, New York City · 1 payment');
    expect(firstLine({ state: 'disputed', totals: back(999) })).toBe('🔴 9.99 USD · US, New York City · 1 payment');
    expect(firstLine({ vip: true })).toBe('💎 🟢 9.99 USD · US, New York City · 1 payment');
  });

  it('joins currencies and marks the one of which a part went back', () => {
    const totals = [
      { currency: usd, capturedMinor: 999, reversedMinor: 100 },
      { currency: eur, capturedMinor: 500, reversedMinor: 0 },
    ];
    expect(firstLine({ totals, paymentCount: 2, city: null })).toBe('🟢 9.99 USD + 5.00 EUR · US · 2 payments');
    expect(firstLine({ totals, state: 'partly_refunded' })).toContain('🟡 1.00 of 9.99 USD + 5.00 EUR · ');
  });

  it('falls back to the utm names and the product', () => {
    const campaign = { utm_campaign: 'c', utm_term: 't', utm_content: 'a', product_tag: 'iq' };
    expect(card({ campaign }).split('\n').slice(2)).toEqual([
      'iq',
      'Campaign: c',
      'Adset: t',
      'Ad: a',
      '[Details] [Customer] [Campaign]',
    ]);
  });

  it('leaves absent lines out', () => {
    const changes = { campaign: {}, country: null, city: null, email: null, method: null };
    expect(card(changes)).toBe('🟢 9.99 USD · 1 payment\npurchase_cus_TDrpXlZEj8RbBo\n[Details] [Customer]');
  });

  it('points to the older purchase once merged', () => {
    const lines = card({ state: 'merged', mergedInto: 'purchase_cus_A' }).split('\n');
    expect(lines[0]).toBe('➡️ Now part of purchase_cus_A');
    expect(lines[1]).toContain(purchase.name);
  });

  it('says that it may be a repeat in its last line only', () => {
    const lines = shown(purchaseCard(purchase, { locale: 'ru', mayRepeat: true })).split('\n');
    expect(lines[0]).toBe('🟢 9.99 USD · US, New York City · 1 платёж');
    expect(lines.at(-2)).toBe('Возможно, это повтор: ответ на прошлую попытку отправки не дошёл.');
  });
});
