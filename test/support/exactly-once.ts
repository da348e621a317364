import { expect } from 'vitest';
import { acknowledged, type Sale, type Scene, sheetRows, slackTexts, telegramTexts } from './scene.ts';

type Told = Readonly<{ never: readonly string[]; extra: number }>;

/** `extra`: messages beyond those that were owed. */
function told(texts: readonly string[], sales: readonly Sale[], owed: (purchase: string) => number): Told {
  const counts = new Map(sales.map(({ purchase }) => [purchase, 0]));
  let extra = 0;
  for (const text of texts) {
    const all = new Set([...text.matchAll(/purchase_\w+/g)].map(([name]) => name));
    const named = [...all].filter((name) => counts.has(name));
    for (const name of named) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (named.some((name) => (counts.get(name) ?? 0) > owed(name))) extra += 1;
  }
  return { never: [...counts].filter(([, count]) => count === 0).map(([name]) => name), extra };
}

/**
 * How often a purchase was owed to a chat. Once as a rule; a digest counts as told, and a later fact about a purchase
 * in it sends its card, or another digest where many wait.
 */
function owedTo(scene: Scene, chat: string): (purchase: string) => number {
  const rows = scene.rows<{ name: string; n: number }>(
    `select purchases.name, count(*) as n from deliveries join purchases on purchases.id = deliveries.subject_id
     left join deliveries as digest on digest.id = deliveries.merged_into
     where deliveries.destination = ? and deliveries.kind = 'purchase'
     and (deliveries.state <> 'merged' or digest.kind = 'digest') group by purchases.name`,
    chat,
  );
  const counts = new Map(rows.map(({ name, n }) => [name, n]));
  return (purchase) => counts.get(purchase) ?? 0;
}

function inDoubt({ count }: Scene, destination: string): number {
  return count(
    `select count(*) from attempts join deliveries on deliveries.id = attempts.delivery_id
     where deliveries.destination = ? and attempts.outcome = 'ambiguous'`,
    destination,
  );
}

/** Nothing acknowledged is lost: one payment, one purchase. */
export function expectStoredOnce(scene: Scene, sales: readonly Sale[]): void {
  const stored = scene.rows<{ external_id: string; name: string; amount_minor: number }>(
    `select payments.external_id, purchases.name, payments.amount_minor from payments
     join purchases on purchases.id = payments.purchase_id where purchases.merged_into is null order by payments.external_id`,
  );
  const expected = sales
    .map((sale) => ({ external_id: sale.paymentIntent, name: sale.purchase, amount_minor: sale.amountMinor }))
    .sort((a, b) => (a.external_id < b.external_id ? -1 : 1));
  expect(stored).toEqual(expected);
  const done = acknowledged(scene);
  expect(sales.flatMap(({ events }) => events).filter((event) => !done.has(event))).toEqual([]);
}

/** One row a key, with the exact total. */
export function expectRowsExact(scene: Scene, sales: readonly Sale[]): void {
  const shown = sheetRows(scene)
    .map((row) => `${row['Purchase ID']} ${row['Total Amount']} ${row['Payment Count']}`)
    .toSorted();
  expect(shown).toEqual(sales.map(({ purchase, amountMinor }) => `${purchase} ${amountMinor / 100} 1`).toSorted());
}

/** Every purchase was told; what was told again was in doubt before, and is counted. */
export function expectTold(
  scene: Scene,
  sales: readonly Sale[],
  chats: readonly ('telegram' | 'slack')[],
  digests = false,
): void {
  for (const chat of chats) {
    const texts = chat === 'slack' ? slackTexts(scene) : telegramTexts(scene);
    const { never, extra } = told(texts, sales, digests ? owedTo(scene, chat) : () => 1);
    expect(never, `${chat}: never told`).toEqual([]);
    expect(extra, `${chat}: told again`).toBeLessThanOrEqual(inDoubt(scene, chat));
  }
}
