import type { OAuth2Client } from 'google-auth-library';
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { WireAnswer } from '../domain/outcomes.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createGoogleTokens, type GoogleTokens } from './google-token.ts';
import { parseRetryAfter, recordOf, stringOf, underPath, wireFailure } from './wire.ts';

export type GoogleClientOptions = Readonly<{
  /** `https://sheets.googleapis.com/`, with or without the last slash. */
  apiRoot: string;
  /** `https://oauth2.googleapis.com/token`. */
  tokenUrl: string;
  serviceEmail: string;
  privateKey: string;
  fetch: typeof fetch;
  clock?: Clock;
}>;

export type SheetsAnswer<T> = Readonly<{ ok: true; data: T } | { ok: false; wire: WireAnswer }>;

/** How long and with what a call is made; passed on to googleapis. */
export type CallOptions = Readonly<{ signal: AbortSignal }>;
export type SheetsCall<T> = (
  api: sheets_v4.Resource$Spreadsheets,
  options: CallOptions,
) => Promise<Readonly<{ data: T }>>;

export type GoogleClient = Readonly<{
  /** One call to the Sheets API, repeated once only with a fresh token after a 401. Every failure is a value. */
  sheets: <T>(call: SheetsCall<T>, signal: AbortSignal) => Promise<SheetsAnswer<T>>;
}>;

type Session = Readonly<{ auth: OAuth2Client; spreadsheets: sheets_v4.Resource$Spreadsheets }>;

export function createGoogleClient(options: GoogleClientOptions): GoogleClient {
  const clock = options.clock ?? systemClock;
  const tokens = createGoogleTokens({ ...options, clock });
  let session: Promise<Session> | null = null;

  async function once<T>(call: SheetsCall<T>, signal: AbortSignal): Promise<SheetsAnswer<T> & { token?: string }> {
    const given = await tokens.get(signal);
    if (!given.ok) return given;
    session ??= openSession(options);
    const { auth, spreadsheets } = await session;
    auth.setCredentials({ access_token: given.token });
    try {
      const { data } = await call(spreadsheets, { signal });
      // An answer that is not JSON comes as text.
      if (typeof data !== 'object' || data === null) return { ok: false, wire: { kind: 'unreadable', status: 200 } };
      return { ok: true, data };
    } catch (error) {
      return { ok: false, wire: wireOf(error, clock.nowMs()), token: given.token };
    }
  }

  return { sheets: (call, signal) => withFreshToken(tokens, () => once(call, signal)) };
}

async function withFreshToken<T>(
  tokens: GoogleTokens,
  once: () => Promise<SheetsAnswer<T> & { token?: string }>,
): Promise<SheetsAnswer<T>> {
  const first = await once();
  const isRefused = !first.ok && first.wire.kind === 'answer' && first.wire.status === 401;
  if (!isRefused || first.token === undefined) return first;
  tokens.drop(first.token);
  return once();
}

/** Only on the first call: the module is large, and many installations have no sheet. Its retries stay off. */
async function openSession({ apiRoot, fetch }: GoogleClientOptions): Promise<Session> {
  const [{ OAuth2Client }, { sheets_v4: api }] = await Promise.all([
    import('google-auth-library'),
    import('googleapis/build/src/apis/sheets/v4.js'),
  ]);
  const auth = new OAuth2Client();
  const rootUrl = `${apiRoot.replace(/\/+$/, '')}/`;
  const { spreadsheets } = new api.Sheets({
    auth,
    rootUrl,
    retry: false,
    retryConfig: { retry: 0, noResponseRetries: 0 },
    fetchImplementation: underPath(rootUrl, fetch),
  });
  return { auth, spreadsheets };
}

/** gaxios keeps the answer on its error; without one the exchange itself failed. */
function wireOf(error: unknown, nowMs: number): WireAnswer {
  const { response } = error as { response?: { status: number; data: unknown; headers?: Headers } };
  if (!response) return wireFailure(error);
  const body = recordOf(recordOf(response.data)['error']);
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers?.get('retry-after'), nowMs);
  const isGoogles = typeof body['message'] === 'string';
  if (!isGoogles && !(status === 401 || status === 429 || status === 503)) return { kind: 'unreadable', status };
  const reason = Array.isArray(body['errors']) ? stringOf(recordOf(body['errors'][0])['reason']) : '';
  const code = reason.endsWith('ateLimitExceeded') ? reason : stringOf(body['status']) || String(status);
  return { kind: 'answer', status, ok: false, code, text: stringOf(body['message']), retryAfterMs };
}
