/** Compact rows: what a full Stripe object is rendered from. Times are unix seconds, amounts minor units. */
export type Meta = Readonly<Record<string, string>>;

export type CustomerRecord = {
  n: number;
  created: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  country: string | null;
  city: string | null;
  metadata: Meta;
  /** Payment intents, oldest first. */
  intents: number[];
  deleted?: true;
};

export type Decline = { code: string; declineCode: string; message: string };
export type IntentStatus = 'succeeded' | 'requires_payment_method' | 'requires_capture' | 'processing' | 'canceled';

export type IntentRecord = {
  n: number;
  created: number;
  amount: number;
  received: number;
  currency: string;
  customer: number | undefined;
  status: IntentStatus;
  isManualCapture: boolean;
  metadata: Meta;
  description: string | null;
  receiptEmail: string | null;
  charges: number[];
  session: number | undefined;
  decline: Decline | undefined;
  canceledAt: number | null;
};

export type ChargeRecord = {
  n: number;
  created: number;
  intent: number;
  amount: number;
  captured: number;
  isCaptured: boolean;
  status: 'succeeded' | 'failed' | 'pending';
  decline: Decline | undefined;
  email: string | null;
  name: string | null;
  country: string | null;
  city: string | null;
  cardCountry: string | null;
  refunds: number[] | undefined;
  dispute: number | undefined;
};

export type SessionRecord = {
  n: number;
  created: number;
  intent: number | undefined;
  customer: number | undefined;
  amount: number;
  currency: string;
  email: string | null;
  metadata: Meta;
  intentMetadata: Meta;
  status: 'open' | 'complete' | 'expired';
  paymentStatus: 'paid' | 'unpaid';
  productName: string;
  clientReferenceId: string | null;
  successUrl: string | null;
  cancelUrl: string | null;
  expiresAt: number;
  /** Where this stand-in shows its page; Stripe's own where left out. */
  pageBase?: string;
};

export type RefundStatus = 'succeeded' | 'pending' | 'requires_action' | 'failed' | 'canceled';
export type RefundRecord = {
  n: number;
  created: number;
  charge: number;
  amount: number;
  status: RefundStatus;
  reason: string | null;
  failureReason: string | null;
  metadata: Meta;
};

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost';
export type DisputeRecord = {
  n: number;
  created: number;
  charge: number;
  amount: number;
  status: DisputeStatus;
  reason: string;
  isWithdrawn: boolean;
  metadata: Meta;
};

export type EventRecord = {
  n: number;
  created: number;
  type: string;
  /** The rendered `data`, where the object has moved on since; otherwise `subject` is rendered as it was when paid. */
  snapshot: string | undefined;
  subject: readonly ['pi' | 'ch' | 'cs', number] | undefined;
  deliverySuccess: boolean;
};
