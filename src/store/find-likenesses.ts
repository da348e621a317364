import type { Alike, CustomerCard, CustomerEmail, LikeCustomers } from '../domain/like-customers.ts';
import type { Reader } from './database.ts';
import { isPostgres } from './dialect.ts';
import { selectRows } from './select.ts';

/** More people than this under one number are a company, or a test. */
const mostAlike = 5;
/** So many index entries are looked at in one statement: others have their turn between two. */
const numbersAtOnce = 50_000;
const idsAtOnce = 200;

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += idsAtOnce) yield all.slice(from, from + idsAtOnce);
}

type Shared = Readonly<{ a: string; b: string }>;
const border = `select value from contacts where kind = 'phone' and value > ? order by value limit 1 offset ${numbersAtOnce}`;
const phones = (upTo: string) => `select min(customer_id) as a, max(customer_id) as b from (
    select c.value, p.customer_id from contacts as c join payments as p on p.id = c.holder_id
      where c.kind = 'phone' and c.value > ? ${upTo} and p.customer_id is not null
    union select c.value, y.customer_id from contacts as c join payers as y on y.id = c.holder_id
      where c.kind = 'phone' and c.value > ? ${upTo}
  ) as s group by value having count(distinct customer_id) between 2 and ${mostAlike}`;

/** Two customers for each number that they share, part by part. */
export async function* sharedPhones(db: Reader): AsyncGenerator<readonly Alike[]> {
  let from = '';
  for (;;) {
    const [last] = await selectRows<{ value: string }>(db, border, from);
    const bounds = last ? [from, last.value] : [from];
    const rows = await selectRows<Shared>(db, phones(last ? 'and c.value <= ?' : ''), ...bounds, ...bounds);
    yield rows.map(({ a, b }) => ({ by: 'phone', a, b }));
    if (!last) return;
    from = last.value;
  }
}

const emailsAtOnce = 2_000;
const emails = `select distinct value from payer_identifiers where kind = 'email' and value > ?
  order by value limit ${emailsAtOnce}`;

/** Every address in its order, page by page. */
export async function* allEmails(db: Reader): AsyncGenerator<readonly string[]> {
  let after = '';
  for (;;) {
    const rows = await selectRows<{ value: string }>(db, emails, after);
    yield rows.map(({ value }) => value);
    if (rows.length < emailsAtOnce) return;
    after = rows.at(-1)?.value ?? '';
  }
}

const holders = `select distinct i.value, y.customer_id from payer_identifiers as i
  join payers as y on y.id = i.payer_id where i.kind = 'email' and i.value in (??)`;

/** Whose these addresses are; none where they are too many people's. */
export async function findHolders(
  db: Reader,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const part of parts([...new Set(addresses)])) {
    const rows = await selectRows<{ value: string; customer_id: string }>(db, holders, part);
    for (const { value, customer_id: id } of rows) found.set(value, [...(found.get(value) ?? []), id]);
  }
  return new Map([...found].filter(([, ids]) => ids.length <= mostAlike));
}

/** A name of two words at least; more people of one name than this are told apart by nothing that we know. */
const mostOfName = 20;
const namesakes = (name: string, all: string) => `select ${all} as ids from (
    select distinct lower(trim(${name})) as name, customer_id from payers where fact is not null
  ) as named where name like '_% _%' group by name having count(*) between 2 and ${mostOfName} limit ?`;

/** Groups of customers whom the provider knows by the same name. */
export async function findNamesakes(db: Reader, limit: number): Promise<readonly (readonly string[])[]> {
  const text = isPostgres(db)
    ? namesakes("fact::json ->> 'name'", "string_agg(customer_id, ' ')")
    : namesakes("fact ->> '$.name'", "group_concat(customer_id, ' ')");
  const rows = await selectRows<{ ids: string }>(db, text, limit);
  return rows.map(({ ids }) => ids.split(' '));
}

const cards = (fingerprint: string) => `select distinct customer_id, card_last4, ${fingerprint} as fingerprint
  from payments where customer_id in (??) and card_last4 is not null`;

type CardRow = Readonly<{ customer_id: string; card_last4: string; fingerprint: string | null }>;

export async function readCards(db: Reader, customerIds: readonly string[]): Promise<readonly CustomerCard[]> {
  const text = cards(
    isPostgres(db) ? "facts::json -> 'charge' ->> 'cardFingerprint'" : "facts ->> '$.charge.cardFingerprint'",
  );
  const found: CustomerCard[] = [];
  for (const part of parts([...new Set(customerIds)])) {
    const rows = await selectRows<CardRow>(db, text, part);
    for (const { customer_id: customerId, card_last4: last4, fingerprint } of rows)
      found.push({ customerId, last4, fingerprint });
  }
  return found;
}

const emailsOf = `select distinct y.customer_id, i.value from payers as y
  join payer_identifiers as i on i.payer_id = y.id where i.kind = 'email' and y.customer_id in (??)`;

export async function readEmails(db: Reader, customerIds: readonly string[]): Promise<readonly CustomerEmail[]> {
  const found: CustomerEmail[] = [];
  for (const part of parts([...new Set(customerIds)])) {
    const rows = await selectRows<{ customer_id: string; value: string }>(db, emailsOf, part);
    for (const { customer_id: customerId, value: email } of rows) found.push({ customerId, email });
  }
  return found;
}

const people = 'select id, key, origin_payer_id from customers where merged_into is null and id in (??)';
const pinned = "select payer_id, other_id from customer_pins where kind = 'apart' and payer_id in (??)";
type Person = Readonly<{ id: string; key: string; origin_payer_id: string }>;

/** With their keys; without those whom a person took apart. */
export async function describeAlike(db: Reader, alike: readonly Alike[]): Promise<readonly LikeCustomers[]> {
  const known = new Map<string, Person>();
  const apart = new Set<string>();
  for (const part of parts([...new Set(alike.flatMap(({ a, b }) => [a, b]))])) {
    const rows = await selectRows<Person>(db, people, part);
    for (const row of rows) known.set(row.id, row);
    const payers = rows.map((row) => row.origin_payer_id);
    const pins = await selectRows<{ payer_id: string; other_id: string }>(db, pinned, payers);
    for (const pin of pins) apart.add(`${pin.payer_id} ${pin.other_id}`);
  }
  return alike.flatMap(({ by, a, b }) => {
    const [one, other] = [known.get(a), known.get(b)];
    if (!one || !other || apart.has(`${one.origin_payer_id} ${other.origin_payer_id}`)) return [];
    return [{ by, a, b, keyA: one.key, keyB: other.key }];
  });
}
