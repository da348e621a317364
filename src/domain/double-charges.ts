import type { Finding } from './findings.ts';
import type { ProviderName } from './ids.ts';
import { type Currency, money } from './money.ts';
import { type Instant, minuteMs, msOf, secondMs } from './time.ts';

/** Two equal charges within this time of each other are probably one that was made twice. */
export const doubleChargeMs = 10 * minuteMs;

export type ChargeLine = Readonly<{
  provider: ProviderName;
  externalId: string;
  customerId: string;
  customerKey: string;
  amountMinor: number;
  reversedMinor: number;
  currency: Currency;
  paidAt: Instant;
  /** What was sold, as far as anybody said. */
  product: string | null;
  cardLast4: string | null;
}>;

function clock(line: ChargeLine): string {
  return `${line.externalId} · ${line.paidAt.slice(0, 10)} ${line.paidAt.slice(11, 19)} UTC`;
}

function judgePair(first: ChargeLine, second: ChargeLine): Finding {
  const gapSeconds = Math.round((msOf(second.paidAt) - msOf(first.paidAt)) / secondMs);
  const isOneProvider = first.provider === second.provider;
  const isOneCard = first.cardLast4 !== null && first.cardLast4 === second.cardLast4;
  const card = isOneCard ? [`•••• ${first.cardLast4}`] : [];
  const kind = isOneProvider ? 'double_charge' : 'two_providers';
  return {
    kind,
    id: `${kind}:${first.externalId}:${second.externalId}`,
    strength: isOneCard ? 'strong' : 'weak',
    reason: isOneProvider ? (isOneCard ? 'same_card_twice' : 'same_amount_twice') : 'two_providers_ids',
    evidence: [first.customerKey, clock(first), clock(second), `${gapSeconds} s`, ...card],
    amount: money(second.amountMinor - second.reversedMinor, second.currency),
    subjects: [first.externalId, second.externalId],
    removals: [],
  };
}

/**
 * Equal amounts of one customer for one product, each within the time of the one before. An upsell is another product;
 * what went back already needs nobody.
 */
export function judgeCharges(lines: readonly ChargeLine[], withinMs: number = doubleChargeMs): readonly Finding[] {
  const open = lines.filter((line) => line.reversedMinor < line.amountMinor);
  const alike = Map.groupBy(open, ({ customerId, currency, amountMinor, product }) =>
    JSON.stringify([customerId, currency, amountMinor, product]),
  );
  return [...alike.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => msOf(a.paidAt) - msOf(b.paidAt) || (a.externalId < b.externalId ? -1 : 1));
    return sorted.flatMap((second, index) => {
      const first = sorted[index - 1];
      return first && msOf(second.paidAt) - msOf(first.paidAt) <= withinMs ? [judgePair(first, second)] : [];
    });
  });
}
