import { expect } from 'vitest';
import { acknowledged, type Sale, type Scene, sheetRows, slackTexts, telegramTexts } from './scene.ts';

type Told = Readonly<{ never: readonly string[]; extra: number }>;

/** From what stands in the chat alone. `extra`: messages that name somebody who had been told before. */
function told(texts: readonly string[], sales: readonly Sale[]): Told {
  const named = new Set<string>();
  const known = new Set(sales.map(({ purchase }) => purchase));
  let extra = 0;
  for (const text of texts) {
    const names = [...text.matchAll(/purchase_\w+/g)].map(([name]) => name).filter((name) => known.has(name));
    if (names.some((name) => named.has(name))) extra += 1;
    for (const name of names) named.add(name);
  }
  return { never: [...known].filter((name) => !named.has(name)), extra };
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

/** Every purchase was told; what was told again was in doubt before: so often at most, by payops' own count where not given. */
export function expectTold(
  scene: Scene,
  sales: readonly Sale[],
  chats: readonly ('telegram' | 'slack')[],
  doubts?: number,
): void {
  for (const chat of chats) {
    const texts = chat === 'slack' ? slackTexts(scene) : telegramTexts(scene);
    const { never, extra } = told(texts, sales);
    expect(never, `${chat}: never told`).toEqual([]);
    expect(extra, `${chat}: told again`).toBeLessThanOrEqual(doubts ?? inDoubt(scene, chat));
  }
}
