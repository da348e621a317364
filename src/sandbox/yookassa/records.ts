/** The objects as the API writes them; amounts are decimal text with two digits. */
export type Amount = { value: string; currency: string };
export type Meta = Record<string, string>;

export type PaymentMethod = {
  type: string;
  id: string;
  saved: boolean;
  status: 'active' | 'inactive' | 'pending';
  title?: string;
  card?: {
    first6: string;
    last4: string;
    expiry_month: string;
    expiry_year: string;
    card_type: string;
    issuer_country: string;
  };
  sbp_operation_id?: string;
};

export type PaymentRecord = {
  id: string;
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  paid: boolean;
  amount: Amount;
  income_amount?: Amount;
  refunded_amount?: Amount;
  confirmation?: { type: 'redirect'; return_url: string; confirmation_url: string };
  created_at: string;
  captured_at?: string;
  expires_at?: string;
  description?: string;
  metadata: Meta;
  merchant_customer_id?: string;
  payment_method?: PaymentMethod;
  recipient: { account_id: string; gateway_id: string };
  refundable: boolean;
  receipt_registration?: 'pending' | 'succeeded';
  authorization_details?: { rrn: string; auth_code: string; three_d_secure: { applied: boolean } };
  cancellation_details?: { party: 'yoo_money' | 'payment_network' | 'merchant'; reason: string };
  test: boolean;
};

export type RefundRecord = {
  id: string;
  payment_id: string;
  status: 'pending' | 'succeeded' | 'canceled';
  amount: Amount;
  created_at: string;
  description?: string;
  receipt_registration?: 'pending' | 'succeeded';
};

export type SavedYookassa = { payments: PaymentRecord[]; refunds: RefundRecord[] };

/** Kopecks, or any currency's hundredths. */
export function hundredthsOf({ value }: Amount): number {
  const [whole = '0', fraction = ''] = value.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

export function amountOf(hundredths: number, currency: string): Amount {
  const digits = String(hundredths).padStart(3, '0');
  return { value: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency };
}
