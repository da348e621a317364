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

export function createFaults(): FaultEngine {
  const rules = new Set<Rule>();
  const calls: Call[] = [];
  const counts = new Map<string, number>();
  let total = 0;

  function add(fault: Terminal | Delay, limits: FaultLimits = {}, release: () => void = () => {}): () => void {
    const rule: Rule = { fault, match: limits.match, left: limits.times ?? Number.POSITIVE_INFINITY, release };
    rules.add(rule);
    return () => {
      rules.delete(rule);
      release();
    };
  }

  function take(call: Call) {
    const delays: Delay[] = [];
    let terminal: Terminal | undefined;
    for (const rule of [...rules]) {
      if (!matches(call, rule.match)) continue;
      const isDelay = rule.fault.kind === 'hold' || rule.fault.kind === 'slow';
      if (!isDelay && terminal) continue;
      rule.left -= 1;
      if (rule.left <= 0) rules.delete(rule);
      if (rule.fault.kind === 'hold' || rule.fault.kind === 'slow') delays.push(rule.fault);
      else terminal = rule.fault;
    }
    return { delays, terminal };
  }

  const page = (processed: boolean): Terminal => ({
    kind: 'instead',
    processed,
    reply: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML },
  });

  return {
    hold(match, when = 'before') {
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      return add({ kind: 'hold', gate, after: when === 'after' }, match === undefined ? {} : { match }, open);
    },
    slow: (ms, match) => add({ kind: 'slow', ms }, match === undefined ? {} : { match }),
    failWith: (refusal, limits) => add({ kind: 'reply', reply: refusalReply(refusal) }, limits),
    cut: (where, limits) => add({ kind: 'cut', where }, limits),
    garbage: (limits) => add(page(limits?.processed ?? false), limits),
    trickle: (limits) => add({ kind: 'trickle', bytesPerSecond: limits?.bytesPerSecond ?? 1 }, limits),
    bomb(limits) {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      return add({ kind: 'instead', processed: false, reply: { status: 200, headers, body: gzipBomb() } }, limits);
    },
    redirect(limits) {
      const headers = { location: limits?.to ?? 'http://127.0.0.1:9/elsewhere' };
      return add({ kind: 'instead', processed: false, reply: { status: 302, headers, body: '' } }, limits);
    },
    clear() {
      for (const rule of rules) rule.release();
      rules.clear();
    },
    calls,
    count(match) {
      if (match === undefined) return total;
      if (typeof match === 'string') return counts.get(match) ?? 0;
      return calls.filter((call) => matches(call, match)).length;
    },
    forgetCalls() {
      calls.length = 0;
      counts.clear();
      total = 0;
    },
    record(call) {
      total += 1;
      counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
      calls.push(call);
      if (calls.length > KEPT_CALLS * 1.2) calls.splice(0, calls.length - KEPT_CALLS);
    },
    take,
  };
}
