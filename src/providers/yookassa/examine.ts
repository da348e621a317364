import { recordOf, stringOf } from '../../clients/wire.ts';
import type { YookassaClient } from '../../clients/yookassa.ts';
import { type Check, doubtful, fine, judged, unasked } from '../../domain/checks.ts';
import { type Expected, SourceError } from '../../domain/ports.ts';
import { said } from '../../domain/said.ts';

type Wanted = Expected & Readonly<{ receipts: boolean }>;
type Fields = Readonly<Record<string, unknown>>;

function shopCheck(me: Fields): Check {
  const mode = said(me['test'] === true ? 'mode-test' : 'mode-live');
  return judged('yookassa shop', said('yookassa-shop', { id: stringOf(me['account_id']), mode }), [
    me['status'] !== 'enabled',
    'fail',
    said('yookassa-off'),
  ]);
}

/** A shop that is bound to send receipts refuses every payment without one. */
function receiptsCheck(me: Fields, receipts: boolean): Check {
  const theirs = recordOf(me['fiscalization'])['enabled'] === true || me['fiscalization_enabled'] === true;
  return judged('yookassa receipts', receipts ? said('receipts') : said('receipts-not'), [
    theirs !== receipts,
    'warn',
    theirs ? said('receipts-set') : said('receipts-unset'),
  ]);
}

/** With a shop's own key YooKassa does not tell where its notifications go: that is set in its cabinet only. */
function notificationsCheck(callsTo: string | null): Check {
  const name = 'yookassa webhook';
  if (callsTo === null) return doubtful(name, said('yookassa-address-none'), said('yookassa-address'));
  const port = new URL(callsTo).port;
  const isTaken = callsTo.startsWith('https:') && ['', '443', '8443'].includes(port);
  if (isTaken) return fine(name, said('yookassa-cabinet', { url: callsTo }));
  return doubtful(name, said('yookassa-port'), said('yookassa-proxy'));
}

/** How the shop is set up for us. */
export async function examineYookassa(
  client: YookassaClient,
  { callsTo, receipts }: Wanted,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  try {
    const me = await client.read('me', signal);
    return [shopCheck(me), receiptsCheck(me, receipts), notificationsCheck(callsTo)];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const asked = unasked('yookassa shop', error.outcome, said('yookassa-key'));
    return [asked, notificationsCheck(callsTo)];
  }
}
