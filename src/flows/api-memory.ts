import { retention } from '../domain/retention.ts';
import { dayMs, type Instant, minuteMs, plusMs } from '../domain/time.ts';
import {
  dropIdempotencyKey,
  keepIdempotentAnswer,
  type Lockout,
  listLockouts,
  type TakenKey,
  takeIdempotencyKey,
  upsertLockout,
} from '../store/api.ts';
import { touchTokenRow } from '../store/tokens.ts';
import { type FlowDeps, nowOf } from './deps.ts';

/** As long as Stripe keeps its own; they are pruned at night. */
const keepKeysMs = retention.idempotency_keys * dayMs;
/** No request runs longer: who took the key is dead. */
const abandonedMs = 2 * minuteMs;
const touchEveryMs = minuteMs;
/** Addresses under lock-out that are remembered without asking the database. */
const maxAddresses = 1_000;

/** What the HTTP API remembers over a restart. */
export type ApiMemory = Readonly<{
  /** Takes an idempotency key for a body: `fresh` means that the caller may go on. */
  takeKey: (key: string, bodyHash: string) => Promise<TakenKey>;
  keepAnswer: (key: string, status: number, answer: string) => Promise<void>;
  dropKey: (key: string) => Promise<void>;
  /** Until when this address is refused; null: it is not. */
  findLockout: (address: string) => Promise<Instant | null>;
  lockOut: (address: string, until: Instant) => Promise<void>;
  lockouts: () => Promise<readonly Lockout[]>;
  /** Notes that a token was used, at most once a minute each. */
  touchToken: (hash: string) => void;
}>;

export function createApiMemory(deps: FlowDeps): ApiMemory {
  const { commits, store } = deps;
  const touched = new Map<string, number>();
  let locked: Map<string, Instant> | null = null;

  async function known(): Promise<Map<string, Instant>> {
    const rows = locked === null ? await listLockouts(store.reader, nowOf(deps)) : [];
    locked ??= new Map(rows.map((row) => [row.address, row.until]));
    return locked;
  }

  return {
    takeKey: (key, bodyHash) => {
      const now = nowOf(deps);
      const times = { now, abandonedBefore: plusMs(now, -abandonedMs), forgottenBefore: plusMs(now, -keepKeysMs) };
      return commits.submit((tx) => takeIdempotencyKey(tx, key, bodyHash, times));
    },
    keepAnswer: (key, status, answer) => commits.submit((tx) => keepIdempotentAnswer(tx, key, status, answer)),
    dropKey: (key) => commits.submit((tx) => dropIdempotencyKey(tx, key)),
    findLockout: async (address) => {
      const until = (await known()).get(address) ?? null;
      if (until !== null && until <= nowOf(deps)) locked?.delete(address);
      return until !== null && until > nowOf(deps) ? until : null;
    },
    lockOut: async (address, until) => {
      const all = await known();
      if (all.size >= maxAddresses) return;
      all.set(address, until);
      deps.log.warn({ event: 'address_locked_out', address, until });
      await commits.submit((tx) => upsertLockout(tx, { address, since: nowOf(deps), until }));
    },
    lockouts: () => listLockouts(store.reader, nowOf(deps)),
    touchToken: (hash) => {
      const nowMs = deps.clock.nowMs();
      if (nowMs - (touched.get(hash) ?? Number.NEGATIVE_INFINITY) < touchEveryMs) return;
      touched.set(hash, nowMs);
      commits
        .submit((tx) => touchTokenRow(tx, hash, nowOf(deps)))
        .catch((error: unknown) => deps.log.warn({ event: 'token_use_not_noted', error }));
    },
  };
}
