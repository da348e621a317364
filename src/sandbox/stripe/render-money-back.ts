import type Stripe from 'stripe';
import type { Book } from './book.ts';
import type { DisputeRecord, RefundRecord } from './records.ts';

export function toRefund(book: Book, refund: RefundRecord): Stripe.Refund {
  const charge = book.charges.at(refund.charge);
  const intent = book.intents.at(charge.intent);
  const id = book.refunds.id(refund);
  return {
    id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.status === 'succeeded' ? `txn_3${id.slice(4)}` : null,
    charge: book.charges.id(charge),
    created: refund.created,
    currency: intent.currency,
    customer: intent.customer === undefined ? null : book.customers.id({ n: intent.customer }),
    customer_account: null,
    destination_details: {
      card: {
        reference: '7000000000000001',
        reference_status: 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    ...(refund.failureReason ? { failure_reason: refund.failureReason } : {}),
    metadata: { ...refund.metadata },
    payment_intent: book.intents.id(intent),
    payment_method: `pm_1${book.charges.id(charge).slice(4)}`,
    reason: refund.reason as Stripe.Refund.Reason | null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

const EVIDENCE = [
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal',
  'customer_communication customer_email_address customer_name customer_purchase_ip customer_signature',
  'duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt',
  'refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation',
  'shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number',
  'uncategorized_file uncategorized_text',
]
  .join(' ')
  .split(' ');

const DAY_SECONDS = 86_400;

function movement(book: Book, dispute: DisputeRecord, sign: 1 | -1): Stripe.BalanceTransaction {
  const id = book.disputes.id(dispute);
  const intent = book.intents.at(book.charges.at(dispute.charge).intent);
  return {
    id: `txn_1${id.slice(4, 14)}${sign < 0 ? 'W' : 'R'}`,
    object: 'balance_transaction',
    amount: sign * dispute.amount,
    available_on: dispute.created,
    balance_type: 'payments',
    created: dispute.created,
    currency: intent.currency,
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: sign * dispute.amount,
    reporting_category: sign < 0 ? 'dispute' : 'dispute_reversal',
    source: id,
    status: 'available',
    type: 'adjustment',
  } as Stripe.BalanceTransaction;
}

export function toDispute(book: Book, dispute: DisputeRecord): Stripe.Dispute {
  const charge = book.charges.at(dispute.charge);
  const isInquiry = dispute.status.startsWith('warning_');
  const wasWithdrawn = dispute.isWithdrawn || dispute.status === 'won';
  return {
    id: book.disputes.id(dispute),
    object: 'dispute',
    amount: dispute.amount,
    balance_transactions: [
      ...(wasWithdrawn ? [movement(book, dispute, -1)] : []),
      ...(dispute.status === 'won' ? [movement(book, dispute, 1)] : []),
    ],
    charge: book.charges.id(charge),
    created: dispute.created,
    currency: book.intents.at(charge.intent).currency,
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(EVIDENCE.map((name) => [name, null])), enhanced_evidence: {} } as never,
    evidence_details: {
      due_by: dispute.created + 14 * DAY_SECONDS,
      enhanced_eligibility: {},
      has_evidence: dispute.status === 'under_review' || dispute.status === 'won',
      past_due: false,
      submission_method: 'manual',
      submission_count: dispute.status === 'needs_response' || isInquiry ? 0 : 1,
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: book.livemode,
    metadata: { ...dispute.metadata },
    payment_intent: book.intents.id({ n: charge.intent }),
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: isInquiry ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: dispute.reason,
    status: dispute.status,
  };
}
