import type { IncomingHttpHeaders } from 'node:http';

/** One request as it came off the wire. `signal` is aborted when the caller goes away. */
export type WireRequest = Readonly<{
  method: string;
  url: URL;
  /** Percent-decoded only where a stand-in asks for it: this is the raw path. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  signal: AbortSignal;
}>;

export type WireReply = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body: string | Buffer }>;

export type Fields = Record<string, unknown>;

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): WireReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** The text of a header that came once; the first where it came several times. */
export function headerText(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in `text`, or undefined where it is not one. */
export function parseFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
