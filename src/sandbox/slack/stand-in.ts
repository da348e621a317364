import type { Clock } from '../../lib/clock.ts';
import { type Decoded, type LoopbackServer, startLoopbackServer } from '../server.ts';
import {
  type Fields,
  headerText,
  isFields,
  jsonReply,
  parseFields,
  type WireReply,
  type WireRequest,
} from '../wire.ts';
import { findBlockProblems } from './blocks.ts';

export type SlackChannel = { id: string; name: string; isMember?: boolean; isArchived?: boolean };
export type SlackOptions = {
  clock: Clock;
  token: string;
  channels: readonly SlackChannel[];
  port?: number;
  /** One message a second and channel (bursts of 5), else 429 with Retry-After; off by default. */
  rateLimits?: boolean;
};

/** A message as the channel shows it now, with what it said before its edits. */
export type SlackMessage = {
  ts: string;
  channel: string;
  text: string;
  blocks: Fields[];
  at: number;
  editedAt?: number;
  threadTs?: string;
  metadata?: unknown;
  history: { text: string; blocks: Fields[] }[];
};
export type SavedSlack = { messages: SlackMessage[] };

export type SlackStandIn = LoopbackServer & {
  messages(channel: string): SlackMessage[];
  channels(): SlackChannel[];
  counts(channel: string): { posts: number; updates: number };
  setChannel(id: string, change: Partial<SlackChannel>): void;
  subscribe(listener: () => void): () => void;
  save(): SavedSlack;
  restore(saved: SavedSlack): void;
};

class SlackError extends Error {
  readonly extra: Fields;

  constructor(code: string, extra: Fields = {}) {
    super(code);
    this.extra = extra;
  }
}

const BOT = { user: 'payops', user_id: 'U0SANDBOX1', bot_id: 'B0SANDBOX1', team: 'Sandbox', team_id: 'T0SANDBOX1' };
const MAX_TEXT = 40_000;
const MAX_BLOCK_TEXT = 13_200;

function readArguments(request: WireRequest): Fields {
  const query: Fields = Object.fromEntries(request.url.searchParams);
  const text = request.body.toString('utf8');
  if (headerText(request.headers, 'content-type').startsWith('application/json')) {
    return { ...query, ...parseFields(text) };
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
}

/** An argument that is JSON: itself in a JSON body, its text in a form. */
function structure(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function readBlocks(args: Fields): Fields[] | undefined {
  if (args['blocks'] === undefined || args['blocks'] === '') return undefined;
  const blocks = structure(args['blocks']);
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const problems = findBlockProblems(blocks);
  if (problems.length > 0)
    throw new SlackError('invalid_blocks', { errors: problems, response_metadata: { messages: problems } });
  if (JSON.stringify(blocks).length > MAX_BLOCK_TEXT) throw new SlackError('msg_blocks_too_long');
  return blocks.filter(isFields);
}

function readContent(args: Fields): { text: string; blocks: Fields[] } {
  const blocks = readBlocks(args) ?? [];
  const text = typeof args['text'] === 'string' ? args['text'] : '';
  if (text === '' && blocks.length === 0 && args['attachments'] === undefined) throw new SlackError('no_text');
  if (text.length > MAX_TEXT) throw new SlackError('msg_too_long');
  return { text, blocks };
}

function toWire(message: SlackMessage): Fields {
  return {
    type: 'message',
    subtype: 'bot_message',
    text: message.text,
    ts: message.ts,
    bot_id: BOT.bot_id,
    user: BOT.user_id,
    team: BOT.team_id,
    blocks: message.blocks,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedAt ? { edited: { user: BOT.user_id, ts: `${Math.floor(message.editedAt / 1000)}.000000` } } : {}),
  };
}

class Speech {
  readonly #options: SlackOptions;
  readonly #changed: () => void;
  readonly #nowMs = () => this.#options.clock.nowMs();
  readonly channels: Map<string, SlackChannel>;
  readonly messages: SlackMessage[] = [];
  readonly #counts = new Map<string, { posts: number; updates: number }>();
  readonly #recent = new Map<string, number[]>();
  #last = 0;
  readonly methods: Readonly<Record<string, (args: Fields) => Fields | WireReply>> = {
    'auth.test': () => ({ url: 'https://sandbox.slack.com/', ...BOT }),
    'chat.postMessage': (args) => this.#postMessage(args),
    'chat.update': (args) => this.#update(args),
    'chat.delete': (args) => this.#remove(args),
    'conversations.info': (args) => this.#info(args),
    'conversations.history': (args) => this.#history(args),
  };

  constructor(options: SlackOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.channels = new Map(options.channels.map((channel) => [channel.id, { ...channel }]));
  }

  readonly countOf = (channel: string) => {
    const count = this.#counts.get(channel) ?? { posts: 0, updates: 0 };
    this.#counts.set(channel, count);
    return count;
  };

  #channelOf(args: Fields): SlackChannel {
    const name = String(args['channel'] ?? '');
    const found = this.channels.get(name) ?? [...this.channels.values()].find((c) => `#${c.name}` === name);
    if (!found) throw new SlackError('channel_not_found');
    return found;
  }

  #writable(args: Fields): SlackChannel {
    const channel = this.#channelOf(args);
    if (channel.isArchived) throw new SlackError('is_archived');
    if (channel.isMember === false) throw new SlackError('not_in_channel');
    return channel;
  }

  /** Seconds to wait, or nothing where the message fits the limit. */
  #spend(channel: string): number | undefined {
    const now = this.#nowMs();
    const within = (this.#recent.get(channel) ?? []).filter((at) => at > now - 5000);
    if (this.#options.rateLimits && within.length >= 5)
      return Math.max(1, Math.ceil(((within[0] ?? now) + 5000 - now) / 1000));
    this.#recent.set(channel, [...within, now]);
    return undefined;
  }

  #nextTs(): string {
    this.#last += 1;
    return `${Math.floor(this.#nowMs() / 1000)}.${String(this.#last).padStart(6, '0')}`;
  }

  #find(args: Fields, missing: string): SlackMessage {
    const channel = this.#writable(args);
    const found = this.messages.find((m) => m.channel === channel.id && m.ts === args['ts']);
    if (!found) throw new SlackError(missing);
    return found;
  }

  #limited(args: Fields): Fields | WireReply {
    const seconds = this.#spend(this.#channelOf(args).id);
    if (seconds === undefined) return {};
    return jsonReply(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });
  }

  #postMessage(args: Fields): Fields | WireReply {
    const channel = this.#writable(args);
    const content = readContent(args);
    const wait = this.#limited(args);
    if ('status' in wait) return wait;
    const metadata = structure(args['metadata']);
    const message: SlackMessage = {
      ts: this.#nextTs(),
      channel: channel.id,
      ...content,
      at: this.#nowMs(),
      history: [],
      ...(typeof args['thread_ts'] === 'string' ? { threadTs: args['thread_ts'] } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    };
    this.messages.push(message);
    this.countOf(channel.id).posts += 1;
    this.#changed();
    return { channel: channel.id, ts: message.ts, message: toWire(message) };
  }

  #update(args: Fields): Fields {
    const message = this.#find(args, 'message_not_found');
    const content = readContent(args);
    message.history.push({ text: message.text, blocks: message.blocks });
    Object.assign(message, content, { editedAt: this.#nowMs() });
    this.countOf(message.channel).updates += 1;
    this.#changed();
    return { channel: message.channel, ts: message.ts, text: message.text, message: toWire(message) };
  }

  #remove(args: Fields): Fields {
    const message = this.#find(args, 'message_not_found');
    this.messages.splice(this.messages.indexOf(message), 1);
    this.#changed();
    return { channel: message.channel, ts: message.ts };
  }

  #info(args: Fields): Fields {
    const { id, name, isMember = true, isArchived = false } = this.#channelOf(args);
    return { channel: { id, name, is_channel: true, is_archived: isArchived, is_member: isMember, is_private: false } };
  }

  #history(args: Fields): Fields {
    const channel = this.#channelOf(args);
    const shown = this.messages.filter((m) => m.channel === channel.id).toReversed();
    return { messages: shown.slice(0, Number(args['limit'] ?? 100)).map(toWire), has_more: false };
  }
}

function createSpeech(options: SlackOptions, changed: () => void): Speech {
  return new Speech(options, changed);
}

const methodOf = (request: WireRequest) => /\/api\/([\w.]+)$/.exec(request.path)?.[1] ?? request.path;

/** Slack's Web API on loopback: the API base is `url` + `/api/`. Refusals are `ok: false` with status 200, as Slack's. */
export async function startSlackStandIn(options: SlackOptions): Promise<SlackStandIn> {
  const listeners = new Set<() => void>();
  const speech = createSpeech(options, () => {
    for (const listener of listeners) listener();
  });
  const { messages, channels, countOf } = speech;

  function authorise(request: WireRequest, args: Fields): void {
    const bearer = headerText(request.headers, 'authorization').replace(/^Bearer /, '') || String(args['token'] ?? '');
    if (bearer === '') throw new SlackError('not_authed');
    if (bearer !== options.token) throw new SlackError('invalid_auth');
  }

  function handle(request: WireRequest, decoded: Decoded): WireReply {
    const args = decoded.body as Fields;
    try {
      const method = Object.hasOwn(speech.methods, decoded.name) ? speech.methods[decoded.name] : undefined;
      if (!method) throw new SlackError('unknown_method', { req_method: decoded.name });
      authorise(request, args);
      const result = method(args);
      return 'status' in result && 'body' in result ? (result as WireReply) : jsonReply(200, { ok: true, ...result });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return jsonReply(200, { ok: false, error: error.message, ...error.extra });
    }
  }

  const inChannel = (channel: string) => messages.filter((m) => m.channel === channel);
  const decode = (request: WireRequest): Decoded => ({ name: methodOf(request), body: readArguments(request) });
  const control = {
    messages: (args: { channel: string }) => inChannel(args.channel),
    counts: (args: { channel: string }) => countOf(args.channel),
  };
  const server = await startLoopbackServer({ decode, handle, control }, options.clock, options.port);
  return {
    ...server,
    messages: inChannel,
    channels: () => [...channels.values()],
    counts: (channel) => ({ ...countOf(channel) }),
    setChannel: (id, change) => void channels.set(id, { ...(channels.get(id) ?? { id, name: id }), ...change }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    save: () => ({ messages: messages.slice(-500) }),
    restore: (saved) => void messages.push(...saved.messages),
  };
}
