import { z } from 'zod';

const seconds = z.int().nonnegative();
const stars = z.literal('XTR');
const person = z.object({ id: z.int() });

/** A message of the bot's own chat, as far as payops reads it (core.telegram.org/bots/api#message). */
export const starMessage = z.object({
  date: seconds,
  from: person.optional(),
  chat: z.object({ id: z.int() }),
  successful_payment: z
    .object({
      currency: stars,
      total_amount: z.int().positive(),
      invoice_payload: z.string(),
      telegram_payment_charge_id: z.string().min(1),
    })
    .optional(),
  refunded_payment: z
    .object({
      currency: stars,
      total_amount: z.int().positive(),
      invoice_payload: z.string(),
      telegram_payment_charge_id: z.string().min(1),
    })
    .optional(),
});

const partner = z.object({
  type: z.string(),
  transaction_type: z.string().optional(),
  user: person.optional(),
  invoice_payload: z.string().optional(),
});

/** What came has a source, what went has a receiver; a refund has the id of the charge that it gives back. */
export const starTransaction = z.object({
  id: z.string().min(1),
  amount: z.int().nonnegative(),
  date: seconds,
  source: partner.optional(),
  receiver: partner.optional(),
});
export type StarTransaction = z.infer<typeof starTransaction>;

export const starTransactions = z.object({ transactions: z.array(z.unknown()) });
