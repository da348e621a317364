import { z } from 'zod';
import { isKnownCurrency } from '../../domain/money.ts';

/** Shapes that several routes share, as the contract names them. */
export const instant = z.iso
  .datetime()
  .meta({ id: 'Instant', description: 'UTC', example: '2026-11-20T13:05:00.000Z' });
export const businessDate = z.iso
  .date()
  .meta({ id: 'BusinessDate', description: 'A day in the business time zone', example: '2026-11-20' });
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'must be three letters')
  .refine(isKnownCurrency, 'there is no such currency')
  .transform((code) => code.toUpperCase())
  .meta({ example: 'USD' });
export const money = z.object({ amountMinor: z.int(), currency: z.string() }).meta({
  id: 'Money',
  description: 'In minor units: 999 USD is 9.99 USD',
  example: { amountMinor: 999, currency: 'USD' },
});
export const count = z.int().min(0);
export const reason = z.string().max(200).nullish();
export const dayOrInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .meta({ description: 'A business day, or an instant', example: '2026-11-01' });

/** Lists are paged: `nextCursor` asks for what follows, null says that nothing does. */
export const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[\w-]{1,200}$/, 'must be a nextCursor')
    .optional(),
};
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
export const pending = z
  .object({ approvalId: z.string(), state: z.literal('waiting') })
  .meta({ id: 'Pending', description: 'Another person has to allow it in the chat first' });
