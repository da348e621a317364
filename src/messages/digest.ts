import { totalsByCurrency } from '../domain/money.ts';
import type { PurchaseView } from '../domain/views.ts';
import { amountsText } from './format.ts';
import { type Message, plain, textBlock } from './message.ts';
import { type CardOptions, repeatBlocks } from './purchase-card.ts';
import { capturedOf, purchaseLine } from './purchase-line.ts';
import { text } from './text.ts';

/** One message that names every purchase, in the order given; the channel splits it between lines where it must. */
export function digestMessage(purchases: readonly PurchaseView[], { locale, mayRepeat = false }: CardOptions): Message {
  const totals = totalsByCurrency(purchases.flatMap((purchase) => purchase.totals.map(capturedOf)));
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'digest-heading', { count: purchases.length }) },
      textBlock(totals.length === 0 ? null : text(locale, 'digest-totals', { amounts: amountsText(totals) })),
      {
        kind: 'lines',
        lines: purchases.map((purchase) => [plain(`${purchaseLine(purchase, locale)} · ${purchase.name}`)]),
      },
      textBlock(text(locale, 'digest-why')),
      ...repeatBlocks(locale, mayRepeat),
    ],
    buttons: [],
  };
}
