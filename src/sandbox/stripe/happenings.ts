import type { Book } from './book.ts';
import type { ChargeRecord, CustomerRecord, DisputeRecord, EventRecord, RefundRecord } from './records.ts';
import { toCharge } from './render-charge.ts';
import { toCustomer } from './render-intent.ts';
import { toDispute, toRefund } from './render-money-back.ts';

type Subject = readonly ['pi' | 'ch' | 'cs', number];

/** Writes events into the book: as they will be shown when that is how they stay, else as a snapshot of now. */
export function createHappenings(book: Book) {
  function add(type: string, created: number, content: Pick<EventRecord, 'snapshot' | 'subject'>): EventRecord {
    return book.events.add({ created, type, ...content, deliverySuccess: true });
  }

  function snapshot(type: string, created: number, object: unknown, previous?: object): EventRecord {
    const data = { object, ...(previous ? { previous_attributes: previous } : {}) };
    return add(type, created, { snapshot: JSON.stringify(data), subject: undefined });
  }

  return {
    /** About an object that will look the same whenever it is asked for as it was when paid. */
    lasting: (type: string, created: number, subject: Subject) => add(type, created, { snapshot: undefined, subject }),
    snapshot,
    charge: (type: string, created: number, charge: ChargeRecord, previous?: object) =>
      snapshot(type, created, toCharge(book, charge), previous),
    refund: (type: string, created: number, refund: RefundRecord, previous?: object) =>
      snapshot(type, created, toRefund(book, refund), previous),
    dispute: (type: string, created: number, dispute: DisputeRecord, previous?: object) =>
      snapshot(type, created, toDispute(book, dispute), previous),
    customer: (type: string, created: number, customer: CustomerRecord, previous?: object) =>
      snapshot(type, created, toCustomer(book, customer), previous),
  };
}

export type Happenings = ReturnType<typeof createHappenings>;
