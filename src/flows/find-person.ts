import { maskEmail } from '../domain/erasure.ts';
import { keyedHash } from '../lib/keyed-hash.ts';
import type { Reader } from '../store/database.ts';
import { findErasureKey } from '../store/erasures.ts';
import { listNamedCustomers, loadPerson, type Person } from '../store/persons.ts';
import { listShopIds } from '../store/shop/persons.ts';

/** More customers than this under one address are an office or a family, not a person. */
const onePersonLimit = 5;

/** Somebody who was erased is still found by his address: the same comes to the same mask. */
async function namesOf(db: Reader, query: string): Promise<readonly string[]> {
  const asked = query.trim();
  const lower = asked.toLowerCase();
  const key = lower.includes('@') ? await findErasureKey(db) : null;
  return [...new Set([asked, lower, ...(key ? [maskEmail(lower, keyedHash(key))] : [])])];
}

/**
 * By any id of ours or the provider's, a Telegram id, or an e-mail; who only ordered, or only took part in a contest, too.
 * `many`: it does not say which person is meant.
 */
export async function findPerson(db: Reader, query: string): Promise<Person | 'none' | 'many'> {
  if (query.trim() === '') return 'none';
  const names = await namesOf(db, query);
  const inShop = await listShopIds(db, names);
  const ids = await listNamedCustomers(db, [...names, ...inShop]);
  if (ids.length === 0 && inShop.length === 0) return 'none';
  const person = await loadPerson(db, ids, inShop);
  const isOne = person.customers.filter((one) => one.merged_into === null).length <= onePersonLimit;
  return isOne && person.shop.telegramIds.length <= onePersonLimit ? person : 'many';
}
