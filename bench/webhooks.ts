import { createHmac } from 'node:crypto';

/** The secret that benchmarks sign with. */
export const benchSecret = 'whsec_benchmark';

/** A charge.succeeded event of Stripe's shape and size; every number another payment of another customer. */
export function chargeEvent(n: number, paidAtMs: number, customer = n): string {
  const seconds = Math.floor(paidAtMs / 1_000);
  const id = String(n).padStart(14, '0');
  const charge = {
    id: `ch_bench${id}`,
    object: 'charge',
    amount: 999,
    amount_captured: 999,
    amount_refunded: 0,
    balance_transaction: `txn_bench${id}`,
    billing_details: {
      address: { city: 'New York City', country: 'US', line1: null, line2: null, postal_code: '10001', state: 'NY' },
      email: `buyer${customer}@example.com`,
      name: 'Jenny Rosen',
      phone: null,
    },
    captured: true,
    created: seconds,
    currency: 'usd',
    customer: `cus_bench${customer}`,
    description: 'Quiz result',
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {
      campaign_name: `Testora_WEB_US_Core-00${n % 40}-ABO_cpi_fcb_12.11.2025`,
      adset_name: 'WEB_EN_US_Broad_testora-myiq_LC_12.10.2025_Testora_ABO_60',
      ad_name: '6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En',
      creative_link: 'https://quiz.testora.pro/iq1',
      utm_source: 'fb',
    },
    outcome: {
      network_status: 'approved_by_network',
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: `pi_bench${id}`,
    payment_method: `pm_bench${id}`,
    payment_method_details: {
      card: {
        brand: 'visa',
        country: 'US',
        exp_month: 8,
        exp_year: 2030,
        funding: 'credit',
        last4: '4242',
        network: 'visa',
      },
      type: 'card',
    },
    receipt_email: null,
    receipt_url: 'https://pay.stripe.com/receipts/payment/test',
    refunded: false,
    status: 'succeeded',
  };
  return JSON.stringify({
    id: `evt_bench${id}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: seconds,
    data: { object: charge },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'charge.succeeded',
  });
}

export function signatureOf(body: string, atMs: number): string {
  const t = Math.floor(atMs / 1_000);
  return `t=${t},v1=${createHmac('sha256', benchSecret).update(`${t}.${body}`).digest('hex')}`;
}
