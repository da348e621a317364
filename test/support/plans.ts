import type { Plan } from '../../src/domain/shop/plan.ts';

export const usd = 'USD' as Plan['prices'][number]['currency'];
export const rub = 'RUB' as Plan['prices'][number]['currency'];
export const xtr = 'XTR' as Plan['prices'][number]['currency'];

/** A month of a club, in all three ways to pay. */
export function planOf(changes: Partial<Plan> = {}): Plan {
  return {
    code: 'club',
    title: { ru: 'Клуб', en: 'Club' },
    description: { ru: 'Месяц клуба', en: 'A month of the club' },
    kind: 'digital',
    prices: [
      { currency: usd, amountMinor: 1_000, methods: ['stripe'] },
      { currency: rub, amountMinor: 99_000, methods: ['yookassa'] },
      { currency: xtr, amountMinor: 500, methods: ['stars'] },
    ],
    periodDays: 30,
    stock: null,
    tickets: 1,
    trial: false,
    fulfilment: { type: 'text', text: { ru: 'Вот он', en: 'Here it is' } },
    active: true,
    ...changes,
  };
}
