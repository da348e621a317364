import { createHash } from 'node:crypto';
import { type Fields, headerText, type WireReply, type WireRequest } from '../wire.ts';
import type { Book } from './book.ts';
import type { Checkout } from './checkout.ts';
import type { Expander } from './expand.ts';
import { metadataOf, textOf } from './form.ts';
import type { MoneyBack, RefundInput } from './money-back.ts';
import { StripeRefusal } from './refusal.ts';
import { toRefund } from './render-money-back.ts';
import { toSession } from './render-session.ts';

type Write = (fields: Fields, id: string) => unknown;

function refundInput(fields: Fields): RefundInput {
  const amount = textOf(fields, 'amount');
  const charge = textOf(fields, 'charge');
  const paymentIntent = textOf(fields, 'payment_intent');
  if (!charge && !paymentIntent) {
    throw new StripeRefusal(
      400,
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const reason = textOf(fields, 'reason');
  return {
    ...(charge ? { charge } : {}),
    ...(paymentIntent ? { paymentIntent } : {}),
    ...(amount ? { amount: Number(amount) } : {}),
    ...(reason ? { reason } : {}),
    metadata: metadataOf(fields['metadata']),
  };
}

/** The writes of the API by path; `:id` stands for one path segment. */
export function createWrites(book: Book, checkout: Checkout, moneyBack: MoneyBack, expander: Expander) {
  const writes = new Map<string, Write>([
    ['/v1/checkout/sessions', (fields) => expander.object(toSession(book, checkout.create(fields)), fields['expand'])],
    ['/v1/checkout/sessions/:id/expire', (_, id) => toSession(book, checkout.expire(id))],
    [
      '/v1/refunds',
      (fields) => {
        const row = book.refunds.find(moneyBack.refund(refundInput(fields)).refund);
        return row && expander.object(toRefund(book, row), fields['expand']);
      },
    ],
  ]);
  return writes;
}

type Stored = { hash: string; answer: WireReply | StripeRefusal };

/** Idempotency keys of POSTs: the stored answer comes again, a refusal, too; other parameters under the same key are refused. */
export function createIdempotency() {
  const stored = new Map<string, Stored>();
  return {
    run(request: WireRequest, answer: () => WireReply): WireReply {
      const key = headerText(request.headers, 'idempotency-key');
      if (key === '') return answer();
      if (key.length > 255) throw new StripeRefusal(400, 'Idempotency-Key is too long.', { type: 'idempotency_error' });
      const hash = createHash('sha256').update(`${request.path}\n`).update(request.body).digest('hex');
      const known = stored.get(key);
      if (known && known.hash !== hash) {
        const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
        throw new StripeRefusal(400, message, { type: 'idempotency_error' });
      }
      if (known?.answer instanceof StripeRefusal) throw known.answer;
      if (known) return { ...known.answer, headers: { ...known.answer.headers, 'idempotent-replayed': 'true' } };
      try {
        const reply = answer();
        stored.set(key, { hash, answer: reply });
        return reply;
      } catch (error) {
        if (error instanceof StripeRefusal) stored.set(key, { hash, answer: error });
        throw error;
      }
    },
  };
}
