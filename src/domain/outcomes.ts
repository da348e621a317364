/** What a call to the outside came to (reference §1.5b with DESIGN §3's changes). */
export const outcomes = [
  'delivered',
  'not_sent',
  'told_when',
  'ambiguous',
  'ours',
  'config',
  'gone',
  'unrecognised',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What came back over the wire, before anybody judged it. Made by clients/. */
export type WireAnswer = Readonly<
  /** DNS, refused, TLS, or aborted before the first byte of the request: the other side knows nothing. */
  | { kind: 'not_connected'; code: string }
  /** Written, then time-out, reset or closed: nobody knows. */
  | { kind: 'no_answer'; code: string }
  /** An answer that is not of the protocol: HTML, truncated, too large. */
  | { kind: 'unreadable'; status: number }
  /** A redirect: never followed. */
  | { kind: 'redirect'; status: number }
  /** The protocol's own answer; `code` and `text` are the provider's. */
  | { kind: 'answer'; status: number; ok: boolean; code: string; text: string; retryAfterMs: number | null }
>;
