import type { YookassaClient, YookassaPage, YookassaParams } from '../../clients/yookassa.ts';
import type { DomainEvent, Fact } from '../../domain/facts.ts';
import {
  type Confirmation,
  type DeliveryResult,
  type ObjectKind,
  type ObjectPage,
  type PaymentSource,
  SourceError,
  type VerifiedWebhook,
  type Window,
} from '../../domain/ports.ts';
import { hourMs, type Instant } from '../../domain/time.ts';
import { amountOf, type Reading } from './facts.ts';
import { objectEvent, readObject, type YookassaObject } from './read.ts';
import { type ReceiptOptions, receiptOf } from './receipt.ts';
import { notifiedOf } from './verify.ts';

/** A pay page lives about an hour: what nobody paid is met once more when it has ended. */
const overlapMs = 2 * hourMs;

const objectKinds = ['refunds', 'charges', 'captures'] as const;
type List = Readonly<{ resource: 'payments' | 'refunds'; object: YookassaObject; by: string }>;
const lists: Readonly<Record<(typeof objectKinds)[number], List>> = {
  refunds: { resource: 'refunds', object: 'refund', by: 'created_at' },
  charges: { resource: 'payments', object: 'payment', by: 'created_at' },
  // Nothing tells when a payment changed but this: one that waited for days is met when its money is taken.
  captures: { resource: 'payments', object: 'payment', by: 'captured_at' },
};

const listedSuffix = '.listed';

/** What is kept under this type, where it is an object from a list. */
export function listedObject(type: string): YookassaObject | null {
  return (['payment', 'refund'] as const).find((object) => type === `${object}${listedSuffix}`) ?? null;
}

function listOf(kind: ObjectKind): List | null {
  return kind === 'refunds' || kind === 'charges' || kind === 'captures' ? lists[kind] : null;
}

function within(by: string, { from, to }: Window): YookassaParams {
  return { [`${by}.gte`]: from, [`${by}.lt`]: to };
}

function after(cursor: string | null): YookassaParams {
  return cursor === null ? {} : { cursor };
}

/** What "succeeded" says of a payment, and of a refund. */
function isDone(fact: Fact): boolean {
  return (
    (fact.kind === 'payment' && fact.status === 'captured') || (fact.kind === 'refund' && fact.status === 'succeeded')
  );
}

/** What is kept of an object that could not be read. */
function asWebhook(type: string, body: Readonly<Record<string, unknown>>, asOf: Instant): VerifiedWebhook {
  const externalId = `${String(body['id'])}:${type}`;
  const text = JSON.stringify(body);
  return { provider: 'yookassa', externalId, type, occurredAt: asOf, livemode: null, secretIndex: null, text, body };
}

function pageOf(object: YookassaObject, page: YookassaPage, asOf: Instant): ObjectPage {
  const type = `${object}${listedSuffix}`;
  const events: DomainEvent[] = [];
  const unreadable: ObjectPage['unreadable'][number][] = [];
  for (const body of page.objects) {
    const read = readObject(object, body, { asOf, reread: false });
    if ('issues' in read) unreadable.push({ webhook: asWebhook(type, body, asOf), issues: read.issues });
    else events.push(objectEvent(type, read.facts, asOf, 'sweep'));
  }
  return { events, unreadable, next: page.next };
}

export function factsOf(object: YookassaObject, body: unknown, reading: Reading): readonly Fact[] {
  const read = readObject(object, body, reading);
  if (!('issues' in read)) return read.facts;
  throw new SourceError(`yookassa: ${object} is not of the known shape: ${read.issues}`, 'unrecognised', null);
}

async function probe(client: YookassaClient, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    await client.listPage('payments', { limit: 1 }, signal);
    return { outcome: 'delivered', remoteId: null, shownHash: null };
  } catch (error) {
    if (!(error instanceof SourceError) || error.outcome === 'delivered') throw error;
    return { outcome: error.outcome, code: error.outcome, detail: error.message };
  }
}

export type YookassaSourceOptions = Readonly<{
  client: YookassaClient;
  now: () => Instant;
  /** Null: receipts are off. */
  receipts: ReceiptOptions | null;
}>;

/** All of what is asked for goes back; the same key asked again gives nothing more. */
function refunder({ client, now, receipts }: YookassaSourceOptions): PaymentSource['refund'] {
  return async ({ externalId, amount, key, receipt: wanted }, signal) => {
    const receipt = receipts && wanted ? { receipt: receiptOf(receipts, { ...wanted, amount }) } : {};
    const asked = { payment_id: externalId, amount: amountOf(amount), ...receipt };
    const body = await client.create('refunds', asked, key, signal);
    const asOf = now();
    const event = objectEvent('refund.asked', factsOf('refund', body, { asOf, reread: false }), asOf, 'reread');
    return { refundId: String(body['id']), event };
  };
}

/** The second road into YooKassa, and the only one whose word counts: lists and re-reads. */
export function createYookassaSource(options: YookassaSourceOptions): PaymentSource {
  const { client, now } = options;

  const read = async (object: YookassaObject, id: string, reread: boolean, signal: AbortSignal) => {
    // Before the question: an answer that took its time must not win over a newer one.
    const asOf = now();
    const body = await client.read(`${object}s/${encodeURIComponent(id)}`, signal);
    return { asOf, facts: factsOf(object, body, { asOf, reread }) };
  };

  const listObjects = async (kind: ObjectKind, window: Window, cursor: string | null, signal: AbortSignal) => {
    const list = listOf(kind);
    if (!list) return { events: [], unreadable: [], next: null };
    const asOf = now();
    const page = await client.listPage(list.resource, { ...within(list.by, window), ...after(cursor) }, signal);
    return pageOf(list.object, page, asOf);
  };

  const readPayment = async (externalId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const { facts, asOf } = await read('payment', externalId, true, signal);
    return objectEvent('payment.reread', facts, asOf, 'reread');
  };

  const readNotified = async (externalId: string, signal: AbortSignal): Promise<Confirmation> => {
    const { object, id, saysDone } = notifiedOf(externalId);
    const named = await read(object, id, false, signal);
    const payments = named.facts.flatMap((fact) => (fact.kind === 'refund' ? [fact.paymentExternalId ?? ''] : []));
    const owners = await Promise.all(payments.map((payment) => read('payment', payment, false, signal)));
    const facts = [...owners.flatMap((owner) => owner.facts), ...named.facts];
    const isTrue = !saysDone || named.facts.some(isDone);
    return { event: objectEvent(`${object}.confirmed`, facts, named.asOf, 'webhook'), isTrue };
  };

  const readRefunds = async (paymentId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const asOf = now();
    const facts: Fact[] = [];
    let cursor: string | null = null;
    do {
      const page: YookassaPage = await client.listPage('refunds', { payment_id: paymentId, ...after(cursor) }, signal);
      for (const body of page.objects) facts.push(...factsOf('refund', body, { asOf, reread: false }));
      cursor = page.next;
    } while (cursor !== null);
    return objectEvent('refunds.reread', facts, asOf, 'reread');
  };

  return {
    name: 'yookassa',
    events: null,
    objectKinds,
    overlapMs,
    listObjects,
    readPayment,
    readNotified,
    readRefunds,
    // Nobody asks: YooKassa keeps no customers.
    readCustomer: async () => objectEvent('customer.reread', [], now(), 'reread'),
    refund: refunder(options),
    probe: (signal) => probe(client, signal),
  };
}
