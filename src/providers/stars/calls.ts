import type { TelegramClient } from '../../clients/telegram.ts';
import { judge } from '../../domain/outcomes.ts';
import { SourceError } from '../../domain/ports.ts';
import { type StarTransaction, starTransaction, starTransactions } from './payloads.ts';

/** What `refundStarPayment` says of a charge that went back before. */
const alreadyRefunded = /CHARGE_ALREADY_REFUNDED/i;
export const fullPage = 100;

export type StarCalls = Readonly<{
  createInvoiceLink: (invoice: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<string>;
  /** The oldest first (core.telegram.org/bots/api#getstartransactions); those of no known shape are left out. */
  list: (offset: number, limit: number, signal: AbortSignal) => Promise<readonly StarTransaction[]>;
  /** Given back before is given back. */
  refund: (personId: number, chargeId: string, signal: AbortSignal) => Promise<void>;
  probe: (signal: AbortSignal) => Promise<void>;
}>;

/** Answers only; everything else is thrown as SourceError. */
export function createStarCalls(client: TelegramClient): StarCalls {
  const call = async (method: string, payload: Readonly<Record<string, unknown>>, signal: AbortSignal) => {
    const { wire, result } = await client.call(method, payload, signal);
    signal.throwIfAborted();
    if (wire.kind === 'answer' && wire.ok) return result;
    if (wire.kind === 'answer' && alreadyRefunded.test(wire.text)) return true;
    const { outcome, code, detail } = judge('telegram', wire);
    const retryAfterMs = wire.kind === 'answer' ? wire.retryAfterMs : null;
    const said = wire.kind === 'answer' ? { code, words: detail } : null;
    throw new SourceError(`stars: ${code}: ${detail}`, outcome, retryAfterMs, { said });
  };
  return {
    createInvoiceLink: async (invoice, signal) => {
      const link = await call('createInvoiceLink', invoice, signal);
      if (typeof link === 'string') return link;
      throw new SourceError('stars: no link came', 'unrecognised', null);
    },
    list: async (offset, limit, signal) => {
      const answer = starTransactions.safeParse(await call('getStarTransactions', { offset, limit }, signal));
      if (!answer.success) throw new SourceError('stars: the list is not of the known shape', 'unrecognised', null);
      return answer.data.transactions.map((one) => starTransaction.parse(one));
    },
    refund: async (personId, chargeId, signal) => {
      await call('refundStarPayment', { user_id: personId, telegram_payment_charge_id: chargeId }, signal);
    },
    probe: async (signal) => {
      await call('getStarTransactions', { offset: 0, limit: 1 }, signal);
    },
  };
}
