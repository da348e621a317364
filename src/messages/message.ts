import type { Instant } from '../domain/time.ts';
import type { Picture } from '../files/picture.ts';
import type { Attachment, StoredAttachment } from '../files/table.ts';

/**
 * A channel-neutral message: what is said, not how it is drawn. Destinations and the bot's views turn it into Telegram
 * HTML or Block Kit and escape by type there, so a text from outside can never become markup.
 */
export type Span = Readonly<
  | { style: 'plain' | 'bold' | 'italic' | 'code'; text: string }
  | { style: 'link'; text: string; url: string }
  /** Shown by the reader's own clock where the channel can: `d` date, `t` time, `T` with seconds. */
  | { style: 'moment'; text: string; at: Instant; shows: 't' | 'T' | 'd' | 'dt' | 'dT' }
>;

/** One line; spans stand beside each other without a space. */
export type Line = readonly Span[];

/** Long messages are split between blocks, never inside one that fits. */
export type Block = Readonly<
  | { kind: 'lines'; lines: readonly Line[] }
  | { kind: 'heading'; text: string }
  /** Shown folded where the channel can. */
  | { kind: 'details'; summary: string; lines: readonly Line[] }
  /** At most 4 columns; drawn monospaced where the channel has no tables. */
  | { kind: 'table'; header: readonly string[]; rows: readonly (readonly string[])[] }
>;

/** What pressing does, in the faces' own words; the channel makes callback data or an url of it. */
export type ButtonIntent = Readonly<
  /** Navigation: `verb.handle`, repeatable. `about` stands in the place of the message's own handle. */
  | { kind: 'open'; verb: string; about?: string }
  /** A single-use action row made beforehand. */
  | { kind: 'act'; actionId: string }
  | { kind: 'copy'; text: string }
  | { kind: 'url'; url: string }
>;
export type Button = Readonly<{ label: string; intent: ButtonIntent; style?: 'danger' | 'success' | 'primary' }>;

export type Message = Readonly<{
  blocks: readonly Block[];
  /** Shown with the words, which must say the same without it: some channels have no pictures, and some eyes. */
  picture?: Picture;
  /** Files that come with it, where the channel takes files. */
  attachments?: readonly (Attachment | StoredAttachment)[];
  buttons: readonly (readonly Button[])[];
  /** Delivered without a sound. */
  silent?: boolean;
  /** Cannot be forwarded or saved, also after it is edited. */
  protected?: boolean;
}>;

export const plain = (text: string): Span => ({ style: 'plain', text });
export const bold = (text: string): Span => ({ style: 'bold', text });
export const code = (text: string): Span => ({ style: 'code', text });
/** A block of lines, plain where they are mere text; empty ones are left out. */
export function textBlock(...lines: readonly (string | Line | null)[]): Block {
  const kept = lines.filter((line): line is string | Line => line !== null && line.length > 0);
  return { kind: 'lines', lines: kept.map((line) => (typeof line === 'string' ? [plain(line)] : line)) };
}
