import { type Fields, isFields } from '../wire.ts';
import type { Book, Table } from './book.ts';
import { listOf } from './form.ts';
import { StripeRefusal } from './refusal.ts';
import { toBooking, toCharge, toRefundList } from './render-charge.ts';
import { toCustomer, toIntent } from './render-intent.ts';
import { toDispute, toRefund } from './render-money-back.ts';
import { toSession } from './render-session.ts';

type Finder = (id: string) => unknown;

function finder<R extends { n: number; created: number }>(
  book: Book,
  table: Table<R>,
  render: (b: Book, r: R) => unknown,
): Finder {
  return (id) => {
    const row = table.find(id);
    return row && render(book, row);
  };
}

/** Replaces ids by their objects along the paths of `expand`. */
export function createExpander(book: Book) {
  const finders: Finder[] = [
    (id) => {
      const charge = id.startsWith('txn_3') ? book.charges.find(`ch_3${id.slice(5)}`) : undefined;
      return charge && toBooking(book, charge);
    },
    finder(book, book.charges, (b, r) => toCharge(b, r)),
    finder(book, book.intents, toIntent),
    finder(book, book.customers, toCustomer),
    finder(book, book.sessions, toSession),
    finder(book, book.refunds, toRefund),
    finder(book, book.disputes, toDispute),
  ];

  function resolve(id: string): unknown {
    for (const find of finders) {
      const found = find(id);
      if (found) return found;
    }
    return undefined;
  }

  function refundsOf(object: Fields): unknown {
    const charge = object['object'] === 'charge' ? book.charges.find(String(object['id'])) : undefined;
    return charge && toRefundList(book, charge);
  }

  function expandPath(object: unknown, [key, ...rest]: readonly string[], whole: string): void {
    if (key === undefined || !isFields(object)) return;
    const value = key === 'refunds' ? (object[key] ?? refundsOf(object)) : object[key];
    const canBeAbsent = ['line_items', 'balance_transaction', 'dispute', 'sources', 'subscriptions'].includes(key);
    if (value === undefined && !canBeAbsent) {
      throw new StripeRefusal(400, `This property cannot be expanded (${whole}).`, { param: 'expand' });
    }
    if (typeof value === 'string') object[key] = resolve(value) ?? value;
    else if (key === 'refunds') object[key] = value;
    if (Array.isArray(object[key])) for (const item of object[key] as unknown[]) expandPath(item, rest, whole);
    else expandPath(object[key], rest, whole);
  }

  return {
    object<T>(object: T, expand: unknown): T {
      for (const path of listOf(expand)) expandPath(object, path.split('.'), path);
      return object;
    },
    list(data: unknown[], expand: unknown): unknown[] {
      for (const path of listOf(expand)) {
        const [head, ...rest] = path.split('.');
        if (head !== 'data') {
          throw new StripeRefusal(400, `This property cannot be expanded (${path}).`, { param: 'expand' });
        }
        for (const object of data) expandPath(object, rest, path);
      }
      return data;
    },
  };
}

export type Expander = ReturnType<typeof createExpander>;
