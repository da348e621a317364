import { spanFrom } from '../domain/stops.ts';
import type { Instant } from '../domain/time.ts';
import type { StopState } from '../domain/views.ts';
import type { ResumeMode } from '../flows/types.ts';
import { type Arguments, parseInstant, WrongUsage } from './arguments.ts';
import { type CliContext, host, must, show, type Verb } from './verb.ts';

const modes: Readonly<Record<ResumeMode, (held: number, count: number) => string>> = {
  paced: (held, count) => `resumed; ${count} of ${held} deliveries are sent spread over the time`,
  drain: (held) => `resumed; ${held} deliveries are sent now, one by one`,
  digest: (held, count) => `resumed; of ${held} deliveries ${count} cards go into a digest, the rest one by one`,
  discard: (held, count) => `resumed; of ${held} deliveries ${count} messages were discarded, sheet rows are written`,
};

function modeOf(text: string | undefined): ResumeMode {
  if (text !== undefined && Object.hasOwn(modes, text)) return text as ResumeMode;
  throw new WrongUsage(`--mode says what becomes of the deliveries that were held: ${Object.keys(modes).join(', ')}`);
}

async function stop(context: CliContext, args: Arguments): Promise<number> {
  const scope = args.scope ?? 'all';
  const until = args.until === undefined ? null : untilOf(args.until, context);
  const { held } = must(await context.flows.stop(host, args.reason ?? null, { scope, until }));
  const end = until === null ? `go on with: resume --mode drain${scopeFlag(scope)}` : `until ${until}`;
  show(context, args, { held, scope, until }, [
    `stopped${scope === 'all' ? '' : ` (${scope})`}; ${held} deliveries are held; ${end}`,
  ]);
  return 0;
}

const scopeFlag = (scope: string): string => (scope === 'all' ? '' : ` --scope ${scope}`);

/** `2h`, or an instant that is still to come. */
function untilOf(text: string, { zone, now }: CliContext): Instant {
  const until = spanFrom(text, now()) ?? parseInstant('until', text, zone);
  if (until <= now()) throw new WrongUsage('--until lies in the past');
  return until;
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new WrongUsage(`--${name} is a number above 0`);
  return value;
}

async function resume(context: CliContext, args: Arguments): Promise<number> {
  const mode = modeOf(args.mode);
  const scope = args.scope ?? 'all';
  const { state, parts = [] } = await context.flows.status();
  const isHeld = scope === 'all' ? state === 'stopped' : parts.some((part) => part.scope === scope);
  if (!isHeld) throw new WrongUsage('nothing is stopped');
  const olderThanHours = numberOf('older', args.older);
  const overMinutes = numberOf('over', args.over);
  const options = {
    scope,
    ...(olderThanHours !== undefined && { olderThanHours }),
    ...(overMinutes !== undefined && { overMinutes }),
  };
  const { held, count } = must(await context.flows.resume(host, mode, options));
  show(context, args, { mode, held, count }, [modes[mode](held, count)]);
  return 0;
}

function stateLine(stop: StopState): string {
  if (!stop.stopped) return 'running';
  const until = stop.until ? ` until ${stop.until}` : '';
  return `stopped by ${stop.by} since ${stop.since}${until}${stop.reason === null ? '' : `: ${stop.reason}`}`;
}

async function status(context: CliContext, args: Arguments): Promise<number> {
  const { state, stop, parts = [] } = await context.flows.status();
  // Its memory is this command's, not the server's.
  const { memory: _own, stop: _told, ...checks } = (await context.flows.health()).checks;
  const lines = Object.entries(checks).map(([name, check]) => `${check.status.padEnd(4)}  ${name}: ${check.detail}`);
  const held = parts.map((part) => `${part.scope}: ${stateLine({ stopped: true, ...part })}`);
  show(context, args, { state, stop, parts, checks }, [stateLine(stop), ...held, ...lines]);
  return 0;
}

/** The kill switch from the host, also of a running server, which follows within a second. */
export const controlVerbs: Readonly<Record<string, Verb>> = {
  status: { usage: 'status', does: 'stopped or not, and what waits where', run: status },
  stop: {
    usage: 'stop [--reason …] [--scope notifications|sync|purchases|<destination>] [--until 2h|<instant>]',
    does: 'hold all messages and sweeps or a part of them, also of a running server',
    run: stop,
  },
  resume: {
    usage: 'resume --mode drain|paced|digest|discard [--scope …] [--over <minutes>] [--older <hours>]',
    does: 'go on after a stop; the mode says what becomes of what was held',
    run: resume,
  },
};
