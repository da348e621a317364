import { expect, test } from 'vitest';
import { factOf } from '../../src/providers/stars/facts.ts';
import { starTransaction } from '../../src/providers/stars/payloads.ts';

const user = { id: 900 };
const at = { id: 'stxn_1', amount: 500, date: 1_795_000_000 };
const read = (transaction: object) => factOf(starTransaction.parse({ ...at, ...transaction }));

// core.telegram.org/bots/api#transactionpartneruser: the payload "can be available", so it may be absent.
test('Stars that went back to a buyer are a refund, whether the invoice is named or not', () => {
  const receiver = { type: 'user', transaction_type: 'invoice_payment', user };
  const refund = { kind: 'refund', paymentExternalId: 'stxn_1', amount: { amountMinor: 500 } };
  expect(read({ receiver: { ...receiver, invoice_payload: 'ord_1:1' } })).toMatchObject(refund);
  expect(read({ receiver })).toMatchObject(refund);
});

test('what is no payment of a buyer is passed over', () => {
  expect(read({ receiver: { type: 'user', transaction_type: 'gift_purchase', user } })).toBeNull();
  expect(read({ receiver: { type: 'fragment' } })).toBeNull();
  expect(read({ source: { type: 'user', transaction_type: 'paid_media_payment', user } })).toBeNull();
});
