import type { StoredFile } from '../../domain/stored-file.ts';
import { newSha256 } from '../../lib/hash.ts';
import { readEntriesPart } from '../../store/contests/draws.ts';
import type { Reader } from '../../store/database.ts';

/** Short enough that hashing it holds up nobody. */
const partLength = 2_000_000;

/**
 * The bytes that were hashed when the entries froze, held once; null where those that are kept are others, so nothing
 * else is ever sent under that hash. A million entrants are 28 MB: it is read in parts by the scanner's thread.
 */
export async function readEntriesBytes(
  scanner: Reader,
  { contest, sha256, bytes }: StoredFile,
): Promise<Buffer | null> {
  const file = Buffer.allocUnsafe(bytes);
  const hash = newSha256();
  let at = 0;
  while (at < bytes) {
    const part = await readEntriesPart(scanner, contest, { from: at, length: partLength });
    if (part === '' || at + part.length > bytes) return null;
    hash.update(file.subarray(at, at + file.write(part, at, 'latin1')));
    at += part.length;
  }
  return hash.digest('hex') === sha256 ? file : null;
}
