import { gzipSync } from 'node:zlib';
import type { WireReply } from './wire.ts';

/** One call that a stand-in received. `status` is null while it runs, 0 where the socket was cut. */
export type Call = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly at: number;
  status: number | null;
};

/** A method name as the stand-in reports it (`sendMessage`, `GET /v1/charges`), a pattern over it, or a predicate. */
export type CallMatch = string | RegExp | ((call: Call) => boolean);

export type FaultLimits = { times?: number; match?: CallMatch };
export type Refusal = { status: number; body?: unknown; headers?: Record<string, string> };

/** What a caller's last fault does to the reply; `hold` and `slow` add up before it. */
export type Terminal =
  | { kind: 'reply'; reply: WireReply }
  | { kind: 'cut'; where: 'before' | 'after' | 'mid-body' }
  | { kind: 'instead'; reply: WireReply; processed: boolean }
  | { kind: 'trickle'; bytesPerSecond: number };
export type Delay = { kind: 'hold'; gate: Promise<void>; after: boolean } | { kind: 'slow'; ms: number };

type Rule = { fault: Terminal | Delay; match: CallMatch | undefined; left: number; release: () => void };

const KEPT_CALLS = 5_000;

/** The trouble that one stand-in makes, and its memory of the calls it received. Every adder returns its remover. */
export interface Faults {
  /** Calls wait (before they are processed; `after`: processed, the reply waits) until the returned function is called. */
  hold(match?: CallMatch, when?: 'before' | 'after'): () => void;
  slow(ms: number, match?: CallMatch): () => void;
  failWith(refusal: Refusal, limits?: FaultLimits): () => void;
  /** Closes the socket before processing, after it, or in the middle of the reply's body. */
  cut(where: 'before' | 'after' | 'mid-body', limits?: FaultLimits): () => void;
  /** HTML with status 200; `processed` says whether the call took effect (it does not by default). */
  garbage(limits?: FaultLimits & { processed?: boolean }): () => void;
  /** The call is processed and its reply arrives at one byte a second. */
  trickle(limits?: FaultLimits & { bytesPerSecond?: number }): () => void;
  /** A gzip body of about 200 kB that inflates to 200 MB. */
  bomb(limits?: FaultLimits): () => void;
  redirect(limits?: FaultLimits & { to?: string }): () => void;
  clear(): void;
  /** The last 5,000 calls, oldest first. */
  readonly calls: readonly Call[];
  /** Exact for a name or for all; over the kept calls for a pattern or a predicate. */
  count(match?: CallMatch): number;
  forgetCalls(): void;
}

/** The side of the faults that the server core asks. */
export interface FaultEngine extends Faults {
  record(call: Call): void;
  take(call: Call): { delays: Delay[]; terminal: Terminal | undefined };
}

export function matches(call: Call, match: CallMatch | undefined): boolean {
  if (match === undefined) return true;
  if (typeof match === 'string') return call.name === match;
  return typeof match === 'function' ? match(call) : match.test(call.name);
}

function refusalReply(refusal: Refusal): WireReply {
  const isText = typeof refusal.body === 'string';
  const body = isText ? (refusal.body as string) : JSON.stringify(refusal.body ?? {});
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  return { status: refusal.status, headers: { 'content-type': type, ...refusal.headers }, body };
}

/** Twenty gzip members of 10 MB of blanks each: cheap to make, and every inflater joins them. */
export function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10 * 1024 * 1024, 0x20));
  return Buffer.concat(Array.from({ length: 20 }, () => member));
}

const HTML = '<!doctype html><html><body><h1>Bad gateway</h1><p>Please try again.</p></body></html>';

/** The trouble in force, in the order of its adding. */
class Rules {
  readonly #rules = new Set<Rule>();

  add(fault: Terminal | Delay, limits: FaultLimits = {}, release: () => void = () => {}): () => void {
    const rule: Rule = { fault, match: limits.match, left: limits.times ?? Number.POSITIVE_INFINITY, release };
    this.#rules.add(rule);
    return () => {
      this.#rules.delete(rule);
      release();
    };
  }

  /** What befalls this call: every delay that matches, and the first fault that ends it. */
  take(call: Call): { delays: Delay[]; terminal: Terminal | undefined } {
    const delays: Delay[] = [];
    let terminal: Terminal | undefined;
    for (const rule of [...this.#rules]) {
      if (!matches(call, rule.match)) continue;
      const { fault } = rule;
      const isDelay = fault.kind === 'hold' || fault.kind === 'slow';
      if (!isDelay && terminal) continue;
      rule.left -= 1;
      if (rule.left <= 0) this.#rules.delete(rule);
      if (isDelay) delays.push(fault);
      else terminal = fault;
    }
    return { delays, terminal };
  }

  clear(): void {
    for (const rule of this.#rules) rule.release();
    this.#rules.clear();
  }
}

/** The calls received: the last ones whole, all of them counted. */
class CallBook {
  readonly calls: Call[] = [];
  readonly #counts = new Map<string, number>();
  #total = 0;

  record(call: Call): void {
    this.#total += 1;
    this.#counts.set(call.name, (this.#counts.get(call.name) ?? 0) + 1);
    this.calls.push(call);
    if (this.calls.length > KEPT_CALLS * 1.2) this.calls.splice(0, this.calls.length - KEPT_CALLS);
  }

  count(match?: CallMatch): number {
    if (match === undefined) return this.#total;
    if (typeof match === 'string') return this.#counts.get(match) ?? 0;
    return this.calls.filter((call) => matches(call, match)).length;
  }

  forget(): void {
    this.calls.length = 0;
    this.#counts.clear();
    this.#total = 0;
  }
}

function instead(reply: WireReply, processed = false): Terminal {
  return { kind: 'instead', processed, reply };
}

function htmlPage(): WireReply {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML };
}

function bombReply(): WireReply {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  return { status: 200, headers, body: gzipBomb() };
}

function redirectReply(to = 'http://127.0.0.1:9/elsewhere'): WireReply {
  return { status: 302, headers: { location: to }, body: '' };
}

const only = (match: CallMatch | undefined): FaultLimits => (match === undefined ? {} : { match });

export function createFaults(): FaultEngine {
  const rules = new Rules();
  const book = new CallBook();
  return {
    hold(match, when = 'before') {
      const { promise: gate, resolve } = Promise.withResolvers<void>();
      return rules.add({ kind: 'hold', gate, after: when === 'after' }, only(match), resolve);
    },
    slow: (ms, match) => rules.add({ kind: 'slow', ms }, only(match)),
    failWith: (refusal, limits) => rules.add({ kind: 'reply', reply: refusalReply(refusal) }, limits),
    cut: (where, limits) => rules.add({ kind: 'cut', where }, limits),
    garbage: (limits) => rules.add(instead(htmlPage(), limits?.processed), limits),
    trickle: (limits) => rules.add({ kind: 'trickle', bytesPerSecond: limits?.bytesPerSecond ?? 1 }, limits),
    bomb: (limits) => rules.add(instead(bombReply()), limits),
    redirect: (limits) => rules.add(instead(redirectReply(limits?.to)), limits),
    clear: () => rules.clear(),
    calls: book.calls,
    count: (match) => book.count(match),
    forgetCalls: () => book.forget(),
    record: (call) => book.record(call),
    take: (call) => rules.take(call),
  };
}
