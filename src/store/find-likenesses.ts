import type { LikeCustomers } from '../domain/like-customers.ts';
import type { Reader } from './database.ts';
import { selectRows } from './select.ts';

/** More people than this under one number or mailbox are a company, or a test. */
const mostAlike = 5;

type Row = Readonly<{ value: string; a: string; b: string; key_a: string; key_b: string }>;

/** Two customers who are not pinned apart, for each value that they share. */
const pairs = (shared: string) => `select t.value, t.a, t.b, ca.key as key_a, cb.key as key_b
  from (select value, min(customer_id) as a, max(customer_id) as b from (${shared}) as s
    group by value having count(distinct customer_id) between 2 and ${mostAlike}) as t
  join customers as ca on ca.id = t.a join customers as cb on cb.id = t.b
  where not exists (select 1 from customer_pins as x where x.kind = 'apart'
    and x.payer_id = ca.origin_payer_id and x.other_id = cb.origin_payer_id)
  order by t.value limit ?`;

const phones = pairs(`select c.value, p.customer_id from contacts as c join payments as p on p.id = c.holder_id
    where c.kind = 'phone' and p.customer_id is not null
  union select c.value, y.customer_id from contacts as c join payers as y on y.id = c.holder_id where c.kind = 'phone'`);

/** Google delivers `a.nna@` and `anna@` into one mailbox. */
const mailboxes = pairs(`select replace(substr(i.value, 1, length(i.value) - 10), '.', '') as value, y.customer_id
  from payer_identifiers as i join payers as y on y.id = i.payer_id
  where i.kind = 'email' and i.value like '%@gmail.com'`);

export async function findLikeCustomers(db: Reader, limit: number): Promise<readonly LikeCustomers[]> {
  const found: LikeCustomers[] = [];
  for (const [by, text] of [
    ['phone', phones],
    ['mailbox', mailboxes],
  ] as const) {
    const rows = await selectRows<Row>(db, text, limit);
    found.push(...rows.map(({ a, b, key_a: keyA, key_b: keyB }) => ({ by, a, b, keyA, keyB })));
  }
  return found;
}
