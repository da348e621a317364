import type { Fields } from '../wire.ts';
import type { Book, Table } from './book.ts';
import type { Expander } from './expand.ts';
import { listOf, textOf } from './form.ts';
import { PAGING, readPage, refuseUnknown, type Selection } from './paging.ts';
import { invalid, missing } from './refusal.ts';
import { toCharge } from './render-charge.ts';
import { toCustomer, toIntent } from './render-intent.ts';
import { toDispute, toRefund } from './render-money-back.ts';
import { eventJson, toSession } from './render-session.ts';

const EVENTS_KEPT_SECONDS = 30 * 86_400;

type Row = { n: number; created: number };
/** Answers with JSON text: events are kept as text, everything else is rendered for the answer. */
export type Read = (fields: Fields, id: string | undefined) => string;
type Resource<R extends Row> = {
  path: string;
  name: string;
  table: Table<R>;
  filters: readonly string[];
  render: (row: R) => unknown;
  select: (fields: Fields) => Selection<R>;
};

const NONE: readonly number[] = [];

function selectors(book: Book) {
  const intentOf = (fields: Fields) => {
    const id = textOf(fields, 'payment_intent');
    return id === undefined ? undefined : (book.intents.find(id) ?? null);
  };
  const chargeOf = (fields: Fields) => {
    const id = textOf(fields, 'charge');
    return id === undefined ? undefined : (book.charges.find(id) ?? null);
  };
  const customerOf = (fields: Fields) => {
    const id = textOf(fields, 'customer');
    return id === undefined ? undefined : (book.customers.find(id) ?? null);
  };
  const intentsOf = (fields: Fields): readonly number[] | undefined => {
    const intent = intentOf(fields);
    const customer = customerOf(fields);
    if (intent === null || customer === null) return NONE;
    if (intent) return customer && intent.customer !== customer.n ? NONE : [intent.n];
    return customer?.intents;
  };
  const chargesOf = (fields: Fields): readonly number[] | undefined => {
    const charge = chargeOf(fields);
    if (charge !== undefined) return charge ? [charge.n] : NONE;
    return intentsOf(fields)?.flatMap((n) => book.intents.at(n).charges);
  };
  return { intentsOf, chargesOf };
}

function resources(book: Book) {
  const { intentsOf, chargesOf } = selectors(book);
  const charges: Resource<(typeof book.charges.rows)[number]> = {
    path: '/v1/charges',
    name: 'charge',
    table: book.charges,
    filters: ['customer', 'payment_intent', 'transfer_group'],
    render: (row) => toCharge(book, row),
    select: (fields) => ({ candidates: chargesOf(fields) }),
  };
  const intents: Resource<(typeof book.intents.rows)[number]> = {
    path: '/v1/payment_intents',
    name: 'payment_intent',
    table: book.intents,
    filters: ['customer', 'customer_account'],
    render: (row) => toIntent(book, row),
    select: (fields) => ({ candidates: intentsOf(fields) }),
  };
  const sessions: Resource<(typeof book.sessions.rows)[number]> = {
    path: '/v1/checkout/sessions',
    name: 'checkout.session',
    table: book.sessions,
    filters: ['customer', 'payment_intent', 'status', 'payment_link', 'subscription', 'customer_details'],
    render: (row) => toSession(book, row),
    select(fields) {
      const numbers = intentsOf(fields)?.flatMap((n) => book.intents.at(n).session ?? []);
      const status = textOf(fields, 'status');
      return { candidates: numbers, matches: (row) => status === undefined || row.status === status };
    },
  };
  const refunds: Resource<(typeof book.refunds.rows)[number]> = {
    path: '/v1/refunds',
    name: 'refund',
    table: book.refunds,
    filters: ['charge', 'payment_intent'],
    render: (row) => toRefund(book, row),
    select: (fields) => ({ candidates: chargesOf(fields)?.flatMap((n) => book.charges.at(n).refunds ?? []) }),
  };
  const disputes: Resource<(typeof book.disputes.rows)[number]> = {
    path: '/v1/disputes',
    name: 'dispute',
    table: book.disputes,
    filters: ['charge', 'payment_intent'],
    render: (row) => toDispute(book, row),
    select: (fields) => ({ candidates: chargesOf(fields)?.flatMap((n) => book.charges.at(n).dispute ?? []) }),
  };
  const customers: Resource<(typeof book.customers.rows)[number]> = {
    path: '/v1/customers',
    name: 'customer',
    table: book.customers,
    filters: ['email', 'test_clock'],
    render: (row) => toCustomer(book, row),
    select(fields) {
      const email = textOf(fields, 'email');
      return { matches: (row) => !row.deleted && (email === undefined || row.email === email) };
    },
  };
  return { charges, intents, sessions, refunds, disputes, customers };
}

function read<R extends Row>(resource: Resource<R>, expander: Expander): Read {
  const { path, name, table, filters, render, select } = resource;
  return (fields, id) => {
    if (id !== undefined) {
      const row = table.find(id);
      if (!row) throw missing(name, id);
      return JSON.stringify(expander.object(render(row), fields['expand']));
    }
    refuseUnknown(fields, [...PAGING, ...filters]);
    const { rows, hasMore } = readPage(table, fields, select(fields));
    const data = expander.list(rows.map(render), fields['expand']);
    return JSON.stringify({ object: 'list', data, has_more: hasMore, url: path });
  };
}

function typeMatcher(fields: Fields): (type: string) => boolean {
  const types = fields['types'] === undefined ? [] : listOf(fields['types']);
  const one = textOf(fields, 'type');
  if (one && types.length > 0) throw invalid('You may only specify one of these parameters: type, types.', 'types');
  if (types.length > 20) throw invalid('types may hold 20 event types at most.', 'types');
  const wanted = one ? [one] : types;
  const prefixes = wanted.filter((type) => type.endsWith('*')).map((type) => type.slice(0, -1));
  const exact = new Set(wanted);
  return (type) => wanted.length === 0 || exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

function readEvents(book: Book, nowSeconds: () => number): Read {
  return (fields, id) => {
    const oldest = nowSeconds() - EVENTS_KEPT_SECONDS;
    if (id !== undefined) {
      const event = book.events.find(id);
      if (!event || event.created < oldest) throw missing('event', id);
      return eventJson(book, event);
    }
    refuseUnknown(fields, [...PAGING, 'type', 'types', 'delivery_success']);
    const isType = typeMatcher(fields);
    const success = textOf(fields, 'delivery_success');
    const { rows, hasMore } = readPage(book.events, fields, {
      matches: (row) =>
        row.created >= oldest && isType(row.type) && (success === undefined || String(row.deliverySuccess) === success),
    });
    const data = rows.map((row) => eventJson(book, row)).join(',');
    return `{"object":"list","data":[${data}],"has_more":${hasMore},"url":"/v1/events"}`;
  };
}

/** The reads of the API by path, `/:id` included. */
export function createReads(book: Book, expander: Expander, nowSeconds: () => number): ReadonlyMap<string, Read> {
  const { charges, intents, sessions, refunds, disputes, customers } = resources(book);
  return new Map<string, Read>([
    [charges.path, read(charges, expander)],
    [intents.path, read(intents, expander)],
    [sessions.path, read(sessions, expander)],
    [refunds.path, read(refunds, expander)],
    [disputes.path, read(disputes, expander)],
    [customers.path, read(customers, expander)],
    ['/v1/events', readEvents(book, nowSeconds)],
  ]);
}
