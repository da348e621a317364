import type { WireAnswer } from '../domain/outcomes.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { joinUrl, readAnswer, stringOf, wireFailure } from './wire.ts';

export type SlackMethod = 'auth.test' | 'chat.postMessage' | 'chat.update' | 'chat.delete' | 'conversations.info';

export type SlackAnswer = Readonly<{ wire: WireAnswer; body: Readonly<Record<string, unknown>> }>;

export type SlackClient = Readonly<{
  /** One call, never repeated; every failure is a value. The token travels in a header only. */
  call: (method: SlackMethod, payload: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<SlackAnswer>;
}>;

export type SlackClientOptions = Readonly<{
  /** `https://slack.com/api/`, with or without the last slash. */
  apiBase: string;
  token: string;
  fetch: typeof fetch;
  clock?: Clock;
}>;

/** Reading methods take no JSON (docs.slack.dev/apis/web-api: "Methods supporting JSON bodies"). */
const formMethods: ReadonlySet<SlackMethod> = new Set(['conversations.info']);

function bodyOf(method: SlackMethod, payload: Readonly<Record<string, unknown>>) {
  if (!formMethods.has(method)) {
    return { type: 'application/json; charset=utf-8', body: JSON.stringify(payload) };
  }
  const fields = Object.entries(payload).map(([name, value]) => [name, String(value)] as [string, string]);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

export function createSlackClient(options: SlackClientOptions): SlackClient {
  const clock = options.clock ?? systemClock;
  return {
    call: async (method, payload, signal) => {
      try {
        const url = joinUrl(options.apiBase, method);
        const { type, body } = bodyOf(method, payload);
        const headers = { 'content-type': type, authorization: `Bearer ${options.token}` };
        const response = await options.fetch(url, { method: 'POST', headers, body, signal });
        return await answerOf(response, clock.nowMs());
      } catch (error) {
        return { wire: wireFailure(error), body: {} };
      }
    },
  };
}

async function answerOf(response: Response, nowMs: number): Promise<SlackAnswer> {
  const read = await readAnswer(response, nowMs);
  if ('wire' in read) return { wire: read.wire, body: {} };
  const { status } = response;
  const { ok, error, response_metadata: meta } = read.body;
  // A gateway may answer JSON of its own: only Slack's envelope counts.
  if (typeof ok !== 'boolean') return { wire: { kind: 'unreadable', status }, body: {} };
  const code = ok ? 'ok' : stringOf(error) || String(status);
  const text = ok || meta === undefined ? '' : JSON.stringify(meta).slice(0, 300);
  return { wire: { kind: 'answer', status, ok, code, text, retryAfterMs: read.retryAfterMs }, body: read.body };
}
