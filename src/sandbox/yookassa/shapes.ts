import { z } from 'zod';
import { hundredthsOf } from './records.ts';
import { invalid } from './refusal.ts';

/** What the API takes (OpenAPI of API v3, the parts that payops may send); anything else is refused by name. */
const currencies = ['RUB', 'EUR', 'USD', 'KZT', 'BYN', 'UAH', 'UZS', 'TRY', 'INR', 'MDL', 'AZN', 'AMD'] as const;

const amount = z.strictObject({
  value: z.string().regex(/^\d{1,10}\.\d{2}$/, 'must have two decimals'),
  currency: z.enum(currencies),
});

const metadata = z
  .record(z.string().max(32), z.string().max(512))
  .refine((values) => Object.keys(values).length <= 16, { error: 'at most 16 keys' });

const receipt = z.strictObject({
  customer: z
    .strictObject({
      email: z.string().includes('@').optional(),
      phone: z
        .string()
        .regex(/^\d{10,15}$/)
        .optional(),
    })
    .refine(({ email, phone }) => email || phone, { error: 'an e-mail or a phone is needed' }),
  items: z
    .array(
      z.strictObject({
        description: z.string().min(1).max(128),
        quantity: z.number().positive(),
        amount,
        vat_code: z.number().int().min(1).max(12),
        payment_subject: z.enum(['service', 'commodity', 'payment']).optional(),
        payment_mode: z.enum(['full_payment', 'full_prepayment']).optional(),
      }),
    )
    .min(1)
    .max(80),
  tax_system_code: z.number().int().min(1).max(6).optional(),
});
type Receipt = z.infer<typeof receipt>;

const payment = z.strictObject({
  amount,
  capture: z.boolean().optional(),
  confirmation: z.strictObject({ type: z.literal('redirect'), return_url: z.url().max(2048) }),
  description: z.string().max(128).optional(),
  merchant_customer_id: z.string().max(200).optional(),
  metadata: metadata.optional(),
  payment_method_data: z.strictObject({ type: z.enum(['bank_card', 'sbp', 'yoo_money', 'sberbank']) }).optional(),
  receipt: receipt.optional(),
});

const refund = z.strictObject({
  payment_id: z.string().length(36),
  amount,
  description: z.string().max(250).optional(),
  metadata: metadata.optional(),
  receipt: receipt.optional(),
});

export type PaymentAsked = z.infer<typeof payment>;
export type RefundAsked = z.infer<typeof refund>;

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue?.message ?? 'Incorrect request', issue?.path.join('.') || 'body');
}

/** The tax office gets the same sum as the buyer pays. */
function demandSum(wanted: Receipt | undefined, sum: number): void {
  if (!wanted) return;
  const items = wanted.items.reduce((total, item) => total + hundredthsOf(item.amount) * item.quantity, 0);
  if (items !== sum) throw invalid('Receipt amount does not match payment amount', 'receipt.items');
}

/** `demandReceipt`: the shop sends receipts, so a payment without one is refused. */
export function paymentAsked(body: unknown, demandReceipt: boolean): PaymentAsked {
  const asked = checked(payment, body);
  if (hundredthsOf(asked.amount) === 0) throw invalid('Amount must be greater than zero', 'amount.value');
  if (demandReceipt && !asked.receipt) throw invalid('Receipt is missing or illegal', 'receipt');
  demandSum(asked.receipt, hundredthsOf(asked.amount));
  return asked;
}

export function refundAsked(body: unknown): RefundAsked {
  const asked = checked(refund, body);
  demandSum(asked.receipt, hundredthsOf(asked.amount));
  return asked;
}
