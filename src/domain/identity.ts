import type { CustomerFact } from './facts.ts';
import type { CustomerId, PayerId } from './ids.ts';
import { compareText } from './payment.ts';

/** An e-mail shared by more provider customers than this is no evidence that they are one person. */
export const sharedEmailLimit = 5;

export type Identifier = Readonly<{ kind: 'email' | 'telegram'; value: string }>;

/** One payer as a provider sees him, with all that identifies him. */
export type Payer = Readonly<{
  id: PayerId;
  /** The provider's customer id; null for a guest. */
  customerExternalId: string | null;
  identifiers: readonly Identifier[];
  /** What the provider says of the customer apart from payments. */
  fact: CustomerFact | null;
  customerId: CustomerId | null;
}>;

/** What a person decided of two payers: it stands above all evidence. */
export type Pin = Readonly<{ kind: 'together' | 'apart'; payerId: PayerId; otherId: PayerId }>;

export function identifierKey({ kind, value }: Identifier): string {
  return `${kind}:${value}`;
}

export function withIdentifiers(payer: Payer, identifiers: readonly Identifier[]): Payer {
  const known = new Set(payer.identifiers.map(identifierKey));
  const added = identifiers.filter((identifier) => !known.has(identifierKey(identifier)));
  return added.length === 0 ? payer : { ...payer, identifiers: [...payer.identifiers, ...added] };
}

export function newerCustomerFact(known: CustomerFact | null, fact: CustomerFact): CustomerFact {
  if (known === null) return fact;
  const order = compareText(known.asOf, fact.asOf) || compareText(JSON.stringify(known), JSON.stringify(fact));
  return order >= 0 ? known : fact;
}

/** Groups that can be joined, each with the Telegram ids in it; never across two who were taken apart. */
class Groups {
  readonly #groupOf = new Map<PayerId, Set<Payer>>();
  readonly #apart = new Map<PayerId, Set<PayerId>>();

  constructor(payers: readonly Payer[], pins: readonly Pin[]) {
    for (const payer of payers) this.#groupOf.set(payer.id, new Set([payer]));
    for (const { kind, payerId, otherId } of pins) {
      if (kind !== 'apart') continue;
      this.#apart.set(payerId, new Set([...(this.#apart.get(payerId) ?? []), otherId]));
      this.#apart.set(otherId, new Set([...(this.#apart.get(otherId) ?? []), payerId]));
    }
  }

  of(payers: readonly Payer[]): Set<Set<Payer>> {
    return new Set(payers.map((payer) => this.#groupOf.get(payer.id) as Set<Payer>));
  }

  /** Those who may be one; who was taken apart from some of them joins the next that he may, in the order of ids. */
  join(payers: readonly Payer[]): void {
    if (this.#apart.size === 0) {
      this.#unite(payers);
      return;
    }
    const firsts: Payer[] = [];
    for (const payer of payers.toSorted((a, b) => compareText(a.id, b.id))) {
      const first = firsts.find((one) => this.#mayJoin(one, payer));
      if (first) this.#unite([first, payer]);
      else firsts.push(payer);
    }
  }

  joinIds(a: PayerId, b: PayerId): void {
    const both = [this.#groupOf.get(a), this.#groupOf.get(b)];
    if (both.every((group) => group !== undefined)) this.#unite(both.flatMap((group) => [...(group ?? [])]));
  }

  #mayJoin(a: Payer, b: Payer): boolean {
    const [own, others] = [this.#groupOf.get(a.id) ?? [], this.#groupOf.get(b.id) ?? []];
    const ids = new Set([...others].map(({ id }) => id));
    return ![...own].some(({ id }) => [...(this.#apart.get(id) ?? [])].some((other) => ids.has(other)));
  }

  #unite(payers: readonly Payer[]): void {
    const joined = new Set([...this.of(payers)].flatMap((group) => [...group]));
    for (const payer of joined) this.#groupOf.set(payer.id, joined);
  }

  all(): readonly (readonly Payer[])[] {
    return [...new Set(this.#groupOf.values())].map((group) => [...group].sort((a, b) => compareText(a.id, b.id)));
  }
}

function holdersOf(payers: readonly Payer[], kind: Identifier['kind']): Map<string, Payer[]> {
  const holders = new Map<string, Payer[]>();
  for (const payer of payers) {
    for (const identifier of payer.identifiers) {
      if (identifier.kind !== kind) continue;
      holders.set(identifier.value, [...(holders.get(identifier.value) ?? []), payer]);
    }
  }
  return new Map([...holders].sort(([a], [b]) => compareText(a, b)));
}

function telegramIdsIn(groups: Iterable<Iterable<Payer>>): Set<string> {
  const ids = new Set<string>();
  for (const group of groups) {
    for (const payer of group) {
      for (const { kind, value } of payer.identifiers) if (kind === 'telegram') ids.add(value);
    }
  }
  return ids;
}

/**
 * Who is one person (DESIGN §6): the same provider customer is one payer already; the same Telegram id joins; the same
 * e-mail joins unless it is shared by more than five provider customers or would put two Telegram ids together.
 * A pure function of the whole neighbourhood: e-mails are taken in alphabetical order, so arrival does not matter.
 * Whom a person joined are one whatever they say; whom a person took apart are never joined by evidence.
 */
export function groupPayers(
  payers: readonly Payer[],
  sharedEmails: ReadonlySet<string>,
  pins: readonly Pin[] = [],
): readonly (readonly Payer[])[] {
  const groups = new Groups(payers, pins);
  for (const { kind, payerId, otherId } of pins) if (kind === 'together') groups.joinIds(payerId, otherId);
  for (const holders of holdersOf(payers, 'telegram').values()) groups.join(holders);
  for (const [email, holders] of holdersOf(payers, 'email')) {
    if (holders.length < 2 || sharedEmails.has(email)) continue;
    if (telegramIdsIn(groups.of(holders)).size <= 1) groups.join(holders);
  }
  return groups.all();
}
