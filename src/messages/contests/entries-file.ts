import type { ContestNotice } from '../../domain/contests/notices.ts';
import type { StoredAttachment } from '../../files/table.ts';
import type { CardOptions } from '../purchase-card.ts';
import { text } from '../text.ts';

type Publication = Extract<ContestNotice, { kind: 'entries_frozen' | 'draw_announced' }>;

/** The very file that was hashed comes along, where the channel takes one so long. */
export function attachedEntries(notice: ContestNotice, { maxFileBytes = 0 }: CardOptions): readonly StoredAttachment[] {
  if (!('entries' in notice) || notice.entries === undefined || notice.entries.bytes > maxFileBytes) return [];
  const { code: contest, entriesHash: sha256, entries } = notice;
  return [{ name: `${contest}-entries.txt`, stored: { kind: 'entries', contest, sha256, bytes: entries.bytes } }];
}

/** Where it stands; that it comes along, or that it is too long for that, where the channel takes files at all. */
export function entriesText(notice: Publication, options: CardOptions): string | null {
  const { entries } = notice;
  if (entries === undefined) return null;
  const said = attachedEntries(notice, options).length > 0 ? 'contest-entries-attached' : 'contest-entries-too-large';
  const id = options.maxFileBytes === undefined ? 'contest-entries-at' : said;
  return text(options.locale, id, { url: entries.url });
}
