import type { CallMatch, FaultEngine, FaultLimits, Refusal } from './faults.ts';
import { type Fields, jsonReply, parseFields, type WireReply, type WireRequest } from './wire.ts';

/** What may be asked of a stand-in from another process: POST /__control/<verb> with one JSON object. */
export type ControlTable = Readonly<Record<string, (args: never) => unknown>>;

const PREFIX = '/__control/';

export function isControl(request: WireRequest): boolean {
  return request.path.startsWith(PREFIX);
}

/** `/text/` is a pattern, anything else a method name. */
function toMatch(value: unknown): CallMatch | undefined {
  if (typeof value !== 'string') return undefined;
  const pattern = /^\/(.*)\/$/.exec(value)?.[1];
  return pattern === undefined ? value : new RegExp(pattern);
}

function limitsOf(args: Fields): FaultLimits & Fields {
  const { match: text, ...rest } = args;
  const match = toMatch(text);
  return { ...rest, ...(match === undefined ? {} : { match }) };
}

/** The faults by HTTP. `hold` answers `{id}`, which `release` takes; the rest answers `{id}` as well. */
export function faultControl(faults: FaultEngine): ControlTable {
  const removers = new Map<number, () => void>();
  let lastId = 0;
  const keep = (remove: () => void) => {
    lastId += 1;
    removers.set(lastId, remove);
    return { id: lastId };
  };
  return {
    hold: (args: Fields) => keep(faults.hold(toMatch(args['match']), args['when'] === 'after' ? 'after' : 'before')),
    release(args: { id: number }) {
      removers.get(args.id)?.();
      return { released: removers.delete(args.id) };
    },
    slow: (args: Fields) => keep(faults.slow(Number(args['ms']), toMatch(args['match']))),
    failWith: (args: Fields & Refusal) => keep(faults.failWith(args, limitsOf(args))),
    cut: (args: Fields & { where: 'before' | 'after' | 'mid-body' }) => keep(faults.cut(args.where, limitsOf(args))),
    garbage: (args: Fields) => keep(faults.garbage(limitsOf(args))),
    trickle: (args: Fields) => keep(faults.trickle(limitsOf(args))),
    bomb: (args: Fields) => keep(faults.bomb(limitsOf(args))),
    redirect: (args: Fields) => keep(faults.redirect(limitsOf(args))),
    clear: () => faults.clear(),
    calls: (args: Fields) => {
      const last = faults.calls.slice(-Number(args['last'] ?? 200));
      return last.map(({ name, method, path, body, at, status }) => ({ name, method, path, body, at, status }));
    },
    count: (args: Fields) => ({ count: faults.count(toMatch(args['match'])) }),
    forgetCalls: () => faults.forgetCalls(),
  };
}

export async function answerControl(request: WireRequest, table: ControlTable): Promise<WireReply> {
  const verb = request.path.slice(PREFIX.length);
  const action = Object.hasOwn(table, verb) ? (table[verb] as (args: Fields) => unknown) : undefined;
  if (!action) return jsonReply(404, { ok: false, error: `no such control: ${verb}` });
  const args = request.body.length > 0 ? parseFields(request.body.toString('utf8')) : {};
  if (!args) return jsonReply(400, { ok: false, error: 'the body must be one JSON object' });
  for (const [key, value] of request.url.searchParams) args[key] ??= value;
  try {
    return jsonReply(200, { ok: true, result: (await action(args)) ?? null });
  } catch (error) {
    return jsonReply(400, { ok: false, error: error instanceof Error ? error.message : String(error) });
  }
}
