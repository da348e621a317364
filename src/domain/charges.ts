import type { Fact, PaymentFact } from './facts.ts';
import type { ProviderName } from './ids.ts';
import type { Currency } from './money.ts';
import type { Instant } from './time.ts';

/** One decided try to pay: a payment may have had several, and only the last is in its row. */
export type DecidedCharge = Readonly<{
  provider: ProviderName;
  externalId: string;
  at: Instant;
  succeeded: boolean;
  currency: Currency;
  method: string | null;
  country: string | null;
  failureCode: string | null;
}>;

function chargeOf(fact: PaymentFact): DecidedCharge {
  return {
    provider: fact.provider,
    externalId: fact.chargeId ?? fact.externalId,
    at: fact.createdAt,
    succeeded: fact.status === 'captured' || fact.status === 'authorised',
    currency: fact.amount.currency,
    method: fact.method ?? null,
    country: fact.campaign.country ?? fact.cardCountry ?? fact.billingCountry ?? null,
    failureCode: fact.failureCode ?? null,
  };
}

/** The charges among the facts that are decided: what is still pending may yet become either. */
export function decidedCharges(facts: readonly Fact[]): readonly DecidedCharge[] {
  const charges = facts.filter((fact) => fact.kind === 'payment' && fact.object === 'charge') as PaymentFact[];
  return charges.filter(({ status }) => status !== 'pending').map(chargeOf);
}
