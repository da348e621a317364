import type { ProviderName } from './ids.ts';
import type { SourceError } from './ports.ts';

export type RefundWhy =
  | 'already'
  | 'disputed'
  | 'balance'
  | 'impossible'
  | 'unknown'
  | 'key'
  | 'away'
  /** Nobody knows whether it went through. */
  | 'unclear'
  /** In the provider's words. */
  | 'other';

/** Why a provider gave nothing back. */
export type RefundRefusal = Readonly<{ provider: ProviderName; why: RefundWhy; words: string }>;

/** docs.stripe.com/error-codes */
const known: Readonly<Record<string, RefundWhy>> = {
  charge_already_refunded: 'already',
  charge_disputed: 'disputed',
  refund_disputed_payment: 'disputed',
  balance_insufficient: 'balance',
  insufficient_funds: 'balance',
  charge_not_refundable: 'impossible',
};

export function refundRefusal(provider: ProviderName, { outcome, said }: SourceError): RefundRefusal {
  return { provider, why: whyOf(outcome, said?.code ?? null), words: said?.words ?? '' };
}

function whyOf(outcome: SourceError['outcome'], code: string | null): RefundWhy {
  switch (outcome) {
    case 'not_sent':
    case 'told_when':
      return 'away';
    case 'ambiguous':
    case 'delivered':
      return 'unclear';
    case 'config':
      return 'key';
    case 'gone':
      return 'unknown';
    case 'ours':
      return code === null ? 'impossible' : (known[code] ?? 'other');
    case 'unrecognised':
      return code === null ? 'unclear' : (known[code] ?? 'other');
  }
}

/** The provider answered, and said no: asked again it is another question. */
export function isSettledNo({ why }: Pick<RefundRefusal, 'why'>): boolean {
  return why !== 'away' && why !== 'unclear';
}
