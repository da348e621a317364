import { expect } from 'vitest';
import { acknowledged, type Sale, type Scene, sheetRows, slackTexts, telegramTexts } from './scene.ts';

type Told = Readonly<{ never: readonly string[]; extra: number }>;

function told(texts: readonly string[], sales: readonly Sale[]): Told {
  const counts = sales.map(({ purchase }) => texts.filter((text) => names(text, purchase)).length);
  return {
    never: sales.filter((_sale, index) => counts[index] === 0).map(({ purchase }) => purchase),
    extra: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}

function names(text: string, purchase: string): boolean {
  return new RegExp(`${purchase}(?![\\w])`).test(text);
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
export function expectTold(scene: Scene, sales: readonly Sale[], chats: readonly ('telegram' | 'slack')[]): void {
  for (const chat of chats) {
    const { never, extra } = told(chat === 'slack' ? slackTexts(scene) : telegramTexts(scene), sales);
    expect(never, `${chat}: never told`).toEqual([]);
    expect(extra, `${chat}: told again`).toBeLessThanOrEqual(inDoubt(scene, chat));
  }
}
