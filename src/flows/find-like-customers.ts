import { type Alike, alikeByCard, alikeBySpelling, type LikeCustomers } from '../domain/like-customers.ts';
import { createNearAddresses, type NearAddresses } from '../domain/near-emails.ts';
import {
  allEmails,
  describeAlike,
  findHolders,
  findNamesakes,
  readCards,
  readEmails,
  sharedPhones,
} from '../store/find-likenesses.ts';
import type { FlowDeps } from './deps.ts';

type Deps = Pick<FlowDeps, 'store'>;
type Found = Readonly<{ pairs: readonly LikeCustomers[]; isCut: boolean }>;
type Part = Readonly<{ alike: readonly Alike[]; isCut: boolean }>;

/** Mailboxes that are looked up at most: some tens of megabytes. */
const mailboxesKept = 100_000;

/** Customers who share a phone, a mailbox, a card under one name, or almost an address. Page by page, in the scanner. */
export async function findLikeCustomers(deps: Deps, limit: number, signal: AbortSignal): Promise<Found> {
  const looks = [byPhone, byName, byAddress];
  const found: LikeCustomers[] = [];
  let isCut = false;
  for (const look of looks) {
    signal.throwIfAborted();
    const part = await look(deps, limit, signal);
    found.push(...(await describeAlike(deps.store.scanner, part.alike)));
    isCut ||= part.isCut;
  }
  return { pairs: found, isCut };
}

function firstOf(alike: readonly Alike[], limit: number): Part {
  return { alike: alike.slice(0, limit), isCut: alike.length > limit };
}

async function byPhone({ store }: Deps, limit: number, signal: AbortSignal): Promise<Part> {
  const alike: Alike[] = [];
  for await (const part of sharedPhones(store.scanner)) {
    signal.throwIfAborted();
    alike.push(...part);
    if (alike.length > limit) break;
  }
  return firstOf(alike, limit);
}

async function byName({ store }: Deps, limit: number): Promise<Part> {
  const groups = await findNamesakes(store.scanner, limit);
  const cards = await readCards(store.scanner, groups.flat());
  const emails = await readEmails(store.scanner, groups.flat());
  const cardsOf = Map.groupBy(cards, ({ customerId }) => customerId);
  const emailsOf = Map.groupBy(emails, ({ customerId }) => customerId);
  const alike = groups.flatMap((ids) => [
    ...alikeByCard(
      ids,
      ids.flatMap((id) => cardsOf.get(id) ?? []),
    ),
    ...alikeBySpelling(
      ids,
      ids.flatMap((id) => emailsOf.get(id) ?? []),
    ),
  ]);
  const { isCut, ...part } = firstOf(alike, limit);
  return { ...part, isCut: isCut || groups.length >= limit };
}

async function byAddress({ store }: Deps, limit: number, signal: AbortSignal): Promise<Part> {
  const addresses = createNearAddresses(mailboxesKept);
  for await (const page of allEmails(store.scanner)) {
    signal.throwIfAborted();
    for (const email of page) addresses.take(email);
  }
  const { near, isCut } = addresses.found();
  const holders = await findHolders(
    store.scanner,
    near.flatMap((one) => one.addresses),
  );
  const part = firstOf(
    near.flatMap((one) => pairsOf(one, holders)),
    limit,
  );
  return { ...part, isCut: part.isCut || isCut };
}

function pairsOf({ by, addresses }: NearAddresses, holders: ReadonlyMap<string, readonly string[]>): readonly Alike[] {
  const ids = [...new Set(addresses.flatMap((address) => holders.get(address) ?? []))].toSorted();
  return ids.flatMap((a, index) => ids.slice(index + 1).map((b) => ({ by, a, b })));
}
