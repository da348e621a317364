import { recordOf, stringOf } from '../../clients/wire.ts';
import type { YookassaClient } from '../../clients/yookassa.ts';
import { type Check, doubtful, fine, judged, unasked } from '../../domain/checks.ts';
import { type Expected, SourceError } from '../../domain/ports.ts';

type Wanted = Expected & Readonly<{ receipts: boolean }>;
type Fields = Readonly<Record<string, unknown>>;

function shopCheck(me: Fields): Check {
  const mode = me['test'] === true ? 'test' : 'live';
  return judged('yookassa shop', `${stringOf(me['account_id'])}, ${mode}`, [
    me['status'] !== 'enabled',
    'fail',
    'it takes no payments: see what YooKassa asks for in its cabinet',
  ]);
}

/** A shop that is bound to send receipts refuses every payment without one. */
function receiptsCheck(me: Fields, receipts: boolean): Check {
  const theirs = recordOf(me['fiscalization'])['enabled'] === true || me['fiscalization_enabled'] === true;
  return judged('yookassa receipts', receipts ? 'sent' : 'not sent', [
    theirs !== receipts,
    'warn',
    theirs
      ? 'the shop demands receipts: set YOOKASSA_RECEIPTS=true and YOOKASSA_VAT_CODE'
      : 'the shop has receipts off: switch them on in the cabinet, or set YOOKASSA_RECEIPTS=false',
  ]);
}

/** With a shop's own key YooKassa does not tell where its notifications go: that is set in its cabinet only. */
function notificationsCheck(callsTo: string | null): Check {
  const name = 'yookassa webhook';
  if (callsTo === null)
    return doubtful(name, 'no address', 'set PUBLIC_URL, and name its /v1/payments/webhook in the cabinet of YooKassa');
  const port = new URL(callsTo).port;
  const isTaken = callsTo.startsWith('https:') && ['', '443', '8443'].includes(port);
  if (isTaken) return fine(name, `in its cabinet: ${callsTo}, payment.* and refund.succeeded`);
  return doubtful(name, 'YooKassa calls https on port 443 or 8443 only', 'put such a proxy before payops');
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
    const asked = unasked('yookassa shop', error.outcome, 'see the shop id and the key in the cabinet of YooKassa');
    return [asked, notificationsCheck(callsTo)];
  }
}
