import { randomBytes } from 'node:crypto';
import { type BindingRefusal, whyNotBound } from '../../domain/contests/contest.ts';
import { hourMs } from '../../domain/time.ts';
import { createQuota, type Quota } from '../../lib/quota.ts';
import {
  findBinding,
  findCodeOf,
  findOwnerOfCode,
  hasPaidOrder,
  insertBinding,
  insertCodeOnce,
  loadLine,
} from '../../store/contests/referrals.ts';
import { auditAction } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';

/** What stands before the code in a link. */
export const referralPrefix = 'ref_';
/** 72 random bits: links are shared in the open, but nobody guesses another's. */
const codeBytes = 9;
const codeShape = /^[A-Za-z0-9_-]{8,32}$/;

export type BindingOutcome = 'bound' | BindingRefusal | 'unknown' | 'too_many';

/** Everybody has one, made when it is asked for first; it never changes. */
export async function referralCode(deps: FlowDeps, telegramId: string): Promise<string> {
  const known = await findCodeOf(deps.store.reader, telegramId);
  if (known !== null) return known;
  const code = randomBytes(codeBytes).toString('base64url');
  return deps.commits.submit((tx) => insertCodeOnce(tx, code, telegramId, nowOf(deps)));
}

export type WrongCodes = Readonly<{ ofOne: Quota; ofAll: Quota }>;

/** One person may be wrong so often an hour; of all together so many are remarkable. */
export function createWrongCodes(): WrongCodes {
  return {
    ofOne: createQuota({ perWindow: 5, windowMs: hourMs, maxKeys: 1_000 }),
    ofAll: createQuota({ perWindow: 50, windowMs: hourMs, maxKeys: 1 }),
  };
}

/**
 * `/start ref_<code>`: notes who brought this person. The first link counts, of a person without a paid order; never his
 * own, never one that would close a ring. Who guesses codes is sent away for an hour, and the team is told.
 */
export async function bindReferral(
  deps: FlowDeps,
  wrong: WrongCodes,
  inviteeId: string,
  code: string,
): Promise<BindingOutcome> {
  if (!wrong.ofOne.hasRoom(inviteeId, deps.clock.nowMs())) return 'too_many';
  const referrerId = codeShape.test(code) ? await findOwnerOfCode(deps.store.reader, code) : null;
  if (referrerId === null) return refuseCode(deps, wrong, inviteeId);
  return deps.commits.submit(async (tx) => {
    const refusal = whyNotBound(inviteeId, referrerId, {
      isBound: (await findBinding(tx, inviteeId)) !== null,
      hasPaid: await hasPaidOrder(tx, inviteeId),
      referrerOf: await loadLine(tx, referrerId),
    });
    if (refusal !== null) return refusal;
    await insertBinding(tx, { inviteeId, referrerId, boundAt: nowOf(deps) });
    return 'bound';
  });
}

async function refuseCode(deps: FlowDeps, { ofOne, ofAll }: WrongCodes, personId: string): Promise<BindingOutcome> {
  const nowMs = deps.clock.nowMs();
  ofOne.use(personId, nowMs);
  ofAll.use('all', nowMs);
  await auditAction(deps, { kind: 'stranger', telegramId: personId }, 'code_refused', null, 'referral');
  const isRemarkable = !ofOne.hasRoom(personId, nowMs) || !ofAll.hasRoom('all', nowMs);
  if (isRemarkable) {
    await deps.commits.submit((tx) => enqueueNotice(tx, deps, { kind: 'codes_guessed' }, 'referral', nowOf(deps)));
    deps.wake();
  }
  return 'unknown';
}
