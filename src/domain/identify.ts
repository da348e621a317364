import { type Identifier, identifierKey, type Payer } from './identity.ts';
import type { PayerId } from './ids.ts';
import type { Assessed } from './neighbourhood.ts';
import { compareText } from './payment.ts';

function identifiersOf(payer: Payer, own: readonly Assessed[]): readonly Identifier[] {
  const found = new Map<string, Identifier>();
  const add = (kind: Identifier['kind'], value: string | null | undefined) => {
    if (value) found.set(identifierKey({ kind, value }), { kind, value });
  };
  add('email', payer.fact?.email);
  for (const { summary } of own) {
    for (const email of summary.emails) add('email', email);
    add('telegram', summary.telegramId);
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, identifier]) => identifier);
}

/**
 * What identifies each payer: what his captured payments and his customer object say now. An address that was replaced
 * is no evidence any more, so that it does not matter which of the two was heard of first, or whether both were.
 */
export function identifyPayers(payers: Iterable<Payer>, assessed: Iterable<Assessed>): readonly Payer[] {
  const own = new Map<PayerId, Assessed[]>();
  for (const one of assessed) {
    if (one.summary.paidAt === null) continue;
    const known = own.get(one.payment.payerId);
    if (known) known.push(one);
    else own.set(one.payment.payerId, [one]);
  }
  return [...payers].map((payer) => ({ ...payer, identifiers: identifiersOf(payer, own.get(payer.id) ?? []) }));
}
