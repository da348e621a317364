import { z } from 'zod';
import { instantOf } from '../../domain/time.ts';
import { metadata, text } from '../payload.ts';

/** YooKassa's objects (API v3) as far as payops reads them. Enums are open: unknown words count as "not yet". */
const amount = z.object({
  value: z.string().regex(/^\d{1,15}(\.\d{1,6})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

const instant = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), { error: 'is no time' })
  .transform((value) => instantOf(Date.parse(value)));

const id = z.string().min(1).max(64);

const cancellation = z.object({ party: text, reason: text }).nullish();

export const paymentPayload = z.object({
  id,
  status: z.string(),
  amount,
  refunded_amount: amount.nullish(),
  created_at: instant,
  captured_at: instant.nullish(),
  expires_at: instant.nullish(),
  metadata,
  merchant_customer_id: text,
  payment_method: z
    .looseObject({ type: text, card: z.object({ last4: text, issuer_country: text }).nullish() })
    .nullish(),
  cancellation_details: cancellation,
  confirmation: z.looseObject({ confirmation_url: text }).nullish(),
});

export const refundPayload = z.object({
  id,
  payment_id: id,
  status: z.string(),
  amount,
  created_at: instant,
  description: text,
  cancellation_details: cancellation,
});

export type PaymentPayload = z.infer<typeof paymentPayload>;
export type RefundPayload = z.infer<typeof refundPayload>;
export type AmountPayload = z.infer<typeof amount>;
