import type { StopState } from '../domain/views.ts';
import type { ResumeMode } from '../flows/types.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { type CliContext, host, must, show, type Verb } from './verb.ts';

const modes: Readonly<Record<ResumeMode, (held: number, count: number) => string>> = {
  drain: (held) => `resumed; ${held} deliveries are sent now, one by one`,
  digest: (held, count) => `resumed; of ${held} deliveries ${count} cards go into a digest, the rest one by one`,
  discard: (held, count) => `resumed; of ${held} deliveries ${count} messages were discarded, sheet rows are written`,
};

function modeOf(text: string | undefined): ResumeMode {
  if (text !== undefined && Object.hasOwn(modes, text)) return text as ResumeMode;
  throw new WrongUsage(`--mode says what becomes of the deliveries that were held: ${Object.keys(modes).join(', ')}`);
}

async function stop(context: CliContext, args: Arguments): Promise<number> {
  const { held } = must(await context.flows.stop(host, args.reason ?? null));
  show(context, args, { held }, [`stopped; ${held} deliveries are held; go on with: resume --mode drain`]);
  return 0;
}

async function resume(context: CliContext, args: Arguments): Promise<number> {
  const mode = modeOf(args.mode);
  const { state } = await context.flows.status();
  if (state !== 'stopped') throw new WrongUsage('nothing is stopped');
  const { held, count } = must(await context.flows.resume(host, mode));
  show(context, args, { mode, held, count }, [modes[mode](held, count)]);
  return 0;
}

function stateLine(stop: StopState): string {
  if (!stop.stopped) return 'running';
  return `stopped by ${stop.by} since ${stop.since}${stop.reason === null ? '' : `: ${stop.reason}`}`;
}

async function status(context: CliContext, args: Arguments): Promise<number> {
  const { state, stop } = await context.flows.status();
  // Its memory is this command's, not the server's.
  const { memory: _own, stop: _told, ...checks } = (await context.flows.health()).checks;
  const lines = Object.entries(checks).map(([name, check]) => `${check.status.padEnd(4)}  ${name}: ${check.detail}`);
  show(context, args, { state, stop, checks }, [stateLine(stop), ...lines]);
  return 0;
}

/** The kill switch from the host, also of a running server, which follows within a second. */
export const controlVerbs: Readonly<Record<string, Verb>> = {
  status: { usage: 'status', does: 'stopped or not, and what waits where', run: status },
  stop: { usage: 'stop [--reason …]', does: 'hold all messages and sweeps, also of a running server', run: stop },
  resume: {
    usage: 'resume --mode drain|digest|discard',
    does: 'go on after a stop; the mode says what becomes of what was held',
    run: resume,
  },
};
