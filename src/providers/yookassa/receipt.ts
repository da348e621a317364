import type { Money } from '../../domain/money.ts';
import { amountOf } from './facts.ts';

/** How the shop is taxed: what the tax office is told with every payment (54-FZ). */
export type ReceiptOptions = Readonly<{ vatCode: number; taxSystemCode: number | null }>;

export type ReceiptFor = Readonly<{ title: string; amount: Money; email?: string; phone?: string }>;

/** The longest that a payment's description and a receipt's line may be. */
const longestTitle = 128;

export function titleOf(title: string): string {
  return [...title].slice(0, longestTitle).join('');
}

/** One line, one service, paid in full: its sum is the payment's. */
export function receiptOf({ vatCode, taxSystemCode }: ReceiptOptions, { title, amount, email, phone }: ReceiptFor) {
  return {
    customer: email ? { email } : { phone: (phone ?? '').replace(/\D/g, '') },
    items: [
      {
        description: titleOf(title),
        quantity: 1,
        amount: amountOf(amount),
        vat_code: vatCode,
        payment_subject: 'service',
        payment_mode: 'full_payment',
      },
    ],
    ...(taxSystemCode === null ? {} : { tax_system_code: taxSystemCode }),
  };
}
