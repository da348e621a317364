import { z } from 'zod';
import type { CustomerView } from '../../domain/views.ts';
import type { Flows } from '../../flows/types.ts';
import { hasScope } from '../auth.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { alsoReading } from './control.ts';
import { count, instant } from './shapes.ts';
import { paymentBody, purchaseBody, shownEmail } from './trace.ts';

/** For finding out what is wrong: who answers, whether messages arrive, what is known of one customer. */
export function debugRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/test',
      scope: 'read:ops',
      summary: 'Ask the provider and every destination with a read-only call',
      costly: true,
      answer: z.object({
        items: z.array(z.object({ name: z.string(), reachable: z.boolean(), code: z.string().nullable() })),
        nextCursor: z.null(),
      }),
      run: async ({ actor }) => ({ items: must(await flows.reachAll(actor)).reached, nextCursor: null }),
    }),
    operation({
      method: 'post',
      path: '/api/test-notifications',
      scope: 'write:ops',
      summary: 'Send a marked test message on every way that notices go',
      costly: true,
      answer: z.object({ routes: z.array(z.object({ destination: z.string(), address: z.string() })) }),
      run: async ({ actor }) => ({ routes: must(await flows.testNotifications(actor)).routes }),
    }),
    operation({
      method: 'post',
      path: '/api/test-telegram',
      scope: 'write:ops',
      summary: 'Send one marked test message to the Telegram chat now, and say what Telegram answered',
      costly: true,
      answer: z.object({ outcome: z.string(), code: z.string().nullable(), detail: z.string().nullable() }),
      run: async ({ actor }) => must(await flows.testTelegram(actor)).result,
    }),
    operation({
      method: 'get',
      path: '/api/debug-customer/:customerId',
      scope: 'read:ops',
      summary: 'What is known of one customer; e-mails are masked without read:pii',
      params: z.object({ customerId: z.string().max(200) }),
      answer: z.looseObject({ key: z.string(), emails: z.array(z.string()) }),
      run: async ({ actor, params }) => {
        const { hit } = must(await flows.lookUp(actor, params.customerId));
        if (hit.kind !== 'customer') throw new Problem('not_found');
        return customerBody(hit.customer, hasScope(actor, 'read:pii'));
      },
    }),
    operation({
      method: 'get',
      path: '/api/debug-geo',
      scope: 'read:ops',
      summary: "How well the geography of the last seven days' payments is known",
      answer: z.object({
        since: instant,
        countries: z.array(z.object({ country: z.string().nullable(), payments: count })),
        withoutCountry: z.array(z.string()),
      }),
      run: async ({ actor }) => must(await flows.geo(alsoReading(actor))).geo,
    }),
  ];
}

function customerBody(customer: CustomerView, unmasked: boolean) {
  return {
    key: customer.key,
    emails: customer.emails.map((email) => shownEmail(email, unmasked)),
    names: unmasked ? customer.names : [],
    payerIds: customer.payerIds,
    purchases: customer.purchases.map((purchase) => purchaseBody(purchase, unmasked)),
    payments: customer.payments.map((payment) => paymentBody(payment, unmasked)),
    totals: customer.totals.map(({ currency, capturedMinor, reversedMinor }) => ({
      captured: { amountMinor: capturedMinor, currency },
      reversed: { amountMinor: reversedMinor, currency },
    })),
  };
}
