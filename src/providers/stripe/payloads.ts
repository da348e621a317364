import { z } from 'zod';
import { metadata, text } from '../payload.ts';

/**
 * Stripe's objects as far as payops reads them (API 2026-10-28.endive; older renderings differ only in what is absent).
 * Enums are open: unknown words are allowed and handled as "not yet" by the normaliser. Unknown keys are dropped, not
 * copied (measured: copying them took longer than reading the known ones).
 */
const reference = z
  .union([z.string(), z.object({ id: z.string() })])
  .nullish()
  .transform((value) =>
    value === null || value === undefined ? undefined : typeof value === 'string' ? value : value.id,
  );

const amount = z.number().int().nonnegative();
const seconds = z.number().int().nonnegative();
const address = z
  .looseObject({ city: text, country: text })
  .nullish()
  .transform((value) => value ?? undefined);
const currencyCode = z.string().regex(/^[a-zA-Z]{3}$/);

export const customerPayload = z.object({
  id: z.string().min(1),
  deleted: z.boolean().optional(),
  email: text,
  name: text,
  phone: text,
  metadata,
});

const expandedCustomer = z.union([z.string(), customerPayload]).nullish();

/** Only where it is asked for with the charge; its amount is before the fee. */
const balanceTransaction = z
  .union([z.string(), z.object({ amount: z.number().int(), currency: currencyCode })])
  .nullish();

export const chargePayload = z.object({
  id: z.string().min(1),
  amount,
  amount_captured: amount.optional(),
  amount_refunded: amount.optional(),
  balance_transaction: balanceTransaction,
  captured: z.boolean().optional(),
  created: seconds,
  currency: currencyCode,
  customer: expandedCustomer,
  payment_intent: reference,
  status: z.string(),
  failure_code: text,
  receipt_email: text,
  metadata,
  billing_details: z.object({ email: text, name: text, phone: text, address }).nullish(),
  payment_method_details: z
    .looseObject({
      type: text,
      card: z.object({ country: text, last4: text, fingerprint: text }).nullish(),
    })
    .nullish(),
  refunds: z.object({ data: z.array(z.unknown()) }).nullish(),
});

export const intentPayload = z.object({
  id: z.string().min(1),
  amount,
  amount_received: amount.optional(),
  amount_capturable: amount.optional(),
  created: seconds,
  currency: currencyCode,
  customer: expandedCustomer,
  latest_charge: z.union([z.string(), chargePayload]).nullish(),
  charges: z.object({ data: z.array(z.unknown()) }).nullish(),
  status: z.string(),
  receipt_email: text,
  metadata,
  last_payment_error: z.object({ code: text, decline_code: text }).nullish(),
  payment_details: z.object({ order_reference: text }).nullish(),
});

export const sessionPayload = z.object({
  id: z.string().min(1),
  amount_total: amount.nullish(),
  created: seconds,
  currency: currencyCode.nullish(),
  customer: expandedCustomer,
  customer_email: text,
  customer_details: z.object({ email: text, name: text, phone: text, address }).nullish(),
  metadata,
  payment_intent: reference,
  payment_status: z.string(),
  status: text,
});

export const refundPayload = z.object({
  id: z.string().min(1),
  amount,
  charge: reference,
  created: seconds,
  currency: currencyCode,
  payment_intent: reference,
  reason: text,
  status: text,
});

export const disputePayload = z.object({
  id: z.string().min(1),
  amount,
  charge: reference,
  created: seconds,
  currency: currencyCode,
  payment_intent: reference,
  reason: text,
  status: z.string(),
  evidence_details: z.object({ due_by: seconds.nullish() }).nullish(),
});

export type ChargePayload = z.infer<typeof chargePayload>;
export type IntentPayload = z.infer<typeof intentPayload>;
export type SessionPayload = z.infer<typeof sessionPayload>;
export type RefundPayload = z.infer<typeof refundPayload>;
export type DisputePayload = z.infer<typeof disputePayload>;
export type CustomerPayload = z.infer<typeof customerPayload>;
