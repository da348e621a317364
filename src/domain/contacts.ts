import type { Payer } from './identity.ts';
import type { Payment } from './payment.ts';
import { phoneDigits } from './phone.ts';

/** An address under which somebody is looked for. It is never evidence that two payers are one person. */
export type Contact = Readonly<{ kind: 'email' | 'phone'; value: string }>;

type Addresses = Readonly<{ email?: string; phone?: string }>;

function contactsIn(sources: readonly (Addresses | null | undefined)[]): readonly Contact[] {
  const emails = sources.map((source) => source?.email).filter((email) => email !== undefined);
  const phones = sources.map((source) => phoneDigits(source?.phone ?? '')).filter((phone) => phone !== null);
  return [
    ...[...new Set(emails)].map((value): Contact => ({ kind: 'email', value })),
    ...[...new Set(phones)].map((value): Contact => ({ kind: 'phone', value })),
  ];
}

/** What the payment's own objects tell, whether it succeeded or not. */
export function contactsOfPayment({ charge, intent, session }: Payment): readonly Contact[] {
  return contactsIn([charge?.payer, intent?.payer, session?.payer]);
}

/** What the provider says of the customer apart from payments. */
export function contactsOfPayer({ fact }: Pick<Payer, 'fact'>): readonly Contact[] {
  return contactsIn([fact]);
}
