import type { ReturnOfMoney, Sale } from '../metrics/tally.ts';
import type { UtcHour } from '../metrics/touched-hours.ts';
import { utcHourOf } from '../metrics/touched-hours.ts';
import type { Currency, Money } from '../money.ts';
import type { Attribute } from './attribute.ts';

/** Sales that go from one team to another by new rules; null: nobody's. */
export type Move = Readonly<{ from: string | null; to: string | null; payments: number; sums: readonly Money[] }>;

export type Moves = Readonly<{
  moves: readonly Move[];
  payments: number;
  /** Payments that two teams' rules match equally: nobody's. */
  conflicts: readonly Readonly<{ teams: readonly string[]; payments: number }>[];
  /** Payments that no rule matches. */
  unmatched: number;
}>;

type Growing = { from: string | null; to: string | null; payments: number; sums: Map<Currency, number> };

/** What new rules move, sale by sale, and the hours whose sums differ then. */
export class MoveCount {
  readonly hours = new Set<UtcHour>();
  readonly #before: Attribute;
  readonly #after: Attribute;
  readonly #moves = new Map<string, Growing>();
  readonly #conflicts = new Map<string, { teams: readonly string[]; payments: number }>();
  #payments = 0;
  #unmatched = 0;

  constructor(before: Attribute, after: Attribute) {
    this.#before = before;
    this.#after = after;
  }

  addSale({ at, amountMinor, currency, traits }: Sale): void {
    const was = this.#before(traits.campaign).team;
    const { team, conflict } = this.#after(traits.campaign);
    if (conflict.length > 0) this.#countConflict(conflict);
    else if (team === null) this.#unmatched += 1;
    if (was === team) return;
    this.hours.add(utcHourOf(at));
    this.#payments += 1;
    const key = JSON.stringify([was, team]);
    const move = this.#moves.get(key) ?? { from: was, to: team, payments: 0, sums: new Map() };
    this.#moves.set(key, move);
    move.payments += 1;
    move.sums.set(currency, (move.sums.get(currency) ?? 0) + amountMinor);
  }

  addReturn({ at, traits }: ReturnOfMoney): void {
    if (this.#before(traits.campaign).team !== this.#after(traits.campaign).team) this.hours.add(utcHourOf(at));
  }

  /** The largest first. */
  result(): Moves {
    const byPayments = (a: Readonly<{ payments: number }>, b: typeof a) => b.payments - a.payments;
    return {
      moves: [...this.#moves.values()].sort(byPayments).map(({ sums, ...move }) => ({
        ...move,
        sums: [...sums].map(([currency, amountMinor]) => ({ currency, amountMinor })),
      })),
      payments: this.#payments,
      conflicts: [...this.#conflicts.values()].sort(byPayments),
      unmatched: this.#unmatched,
    };
  }

  #countConflict(teams: readonly string[]): void {
    const key = JSON.stringify(teams);
    const known = this.#conflicts.get(key) ?? { teams, payments: 0 };
    this.#conflicts.set(key, known);
    known.payments += 1;
  }
}
