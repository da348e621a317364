import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { type Check, doubtful, fine, judged, wrong } from '../../domain/checks.ts';
import { said } from '../../domain/said.ts';
import { dayMs, type Instant, msOf, plusMs } from '../../domain/time.ts';
import { localDateTime, type Zone } from '../../domain/zone.ts';

/** The process as it is, read once. */
export type Machine = Readonly<{
  node: string;
  /** Release of the time zone data, `2026a`; null where the runtime does not tell. */
  timeZoneData: string | null;
  /** Null where there are no user ids. */
  userId: number | null;
  heapLimitBytes: number;
  usedBytes: number;
  /** What the container or service may use; null: no limit. */
  memoryLimitBytes: number | null;
  processors: number;
}>;

export function readMachine(): Machine {
  const limit = process.constrainedMemory();
  return {
    node: process.versions.node,
    timeZoneData: process.versions['tz'] ?? null,
    userId: process.getuid?.() ?? null,
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    usedBytes: process.memoryUsage().rss,
    memoryLimitBytes: limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit : null,
    processors: availableParallelism(),
  };
}

const megabyte = 1_048_576;
const smallMemory = 256 * megabyte;
const soonMs = 183 * dayMs;
const newest = said('node-move');

/** nodejs.org/en/about/previous-releases: when each line stops getting security fixes. */
const endOfLife: Readonly<Record<number, string>> = { 22: '2027-04-30', 24: '2028-04-30', 26: '2029-04-30' };

function runtimeCheck({ node }: Machine, now: Instant): Check {
  const major = Number.parseInt(node, 10);
  const end = endOfLife[major];
  if (end === undefined) {
    const isOdd = major < Math.max(...Object.keys(endOfLife).map(Number));
    return isOdd
      ? wrong('runtime', said('node-old', { version: node }), newest)
      : fine('runtime', said('node-new', { version: node }));
  }
  const told = said('node', { version: node, end });
  return judged(
    'runtime',
    told,
    [end < now.slice(0, 10), 'fail', newest],
    [end < plusMs(now, soonMs).slice(0, 10), 'warn', newest],
  );
}

function timeZoneDataCheck({ timeZoneData }: Machine, now: Instant): Check {
  const name = 'time zone data';
  const fix = said('zone-data-update');
  if (timeZoneData === null) return doubtful(name, said('zone-data-unknown'), fix);
  const age = Number(now.slice(0, 4)) - Number.parseInt(timeZoneData, 10);
  return judged(name, said('zone-data', { release: timeZoneData }), [age > 1, 'warn', fix]);
}

/** Reports use Temporal, the platform formats by Intl: both must say the same of the business zone, summer and winter. */
function businessZoneCheck(zone: Zone, now: Instant): Check {
  const name = 'business zone';
  const halfYear = plusMs(now, soonMs);
  const shown = (at: Instant) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone.name, dateStyle: 'short', timeStyle: 'medium' }).format(msOf(at));
  const differs = [now, halfYear].some((at) => shown(at) !== localDateTime(at, zone));
  const fix = said('zone-update');
  return judged(name, said('zone-now', { zone: zone.name, now: localDateTime(now, zone) }), [differs, 'fail', fix]);
}

function memoryLimitCheck({ memoryLimitBytes, heapLimitBytes }: Machine): Check {
  const name = 'memory limit';
  const heap = Math.round(heapLimitBytes / megabyte);
  if (memoryLimitBytes === null) return fine(name, said('memory-unlimited', { heap }));
  return judged(
    name,
    said('memory-limit', { limit: Math.round(memoryLimitBytes / megabyte), heap }),
    [memoryLimitBytes < smallMemory, 'warn', said('memory-more')],
    [heapLimitBytes > memoryLimitBytes, 'warn', said('memory-heap')],
  );
}

function memoryUseCheck({ usedBytes, memoryLimitBytes }: Machine): Check {
  const used = said('memory-used', { used: Math.round(usedBytes / megabyte) });
  const isTight = memoryLimitBytes !== null && usedBytes > 0.85 * memoryLimitBytes;
  return judged('memory in use', used, [isTight, 'warn', said('memory-raise')]);
}

function userCheck({ userId }: Machine): Check {
  const fix = said('user-own');
  const told = userId === null ? said('user-none') : said('user', { id: userId });
  return judged('user', told, [userId === 0, 'warn', fix]);
}

/** What payops runs on. */
export function runtimeChecks(machine: Machine, zone: Zone, now: Instant): readonly Check[] {
  return [
    runtimeCheck(machine, now),
    userCheck(machine),
    memoryLimitCheck(machine),
    memoryUseCheck(machine),
    fine('processors', said('processors', { count: machine.processors })),
    timeZoneDataCheck(machine, now),
    businessZoneCheck(zone, now),
  ];
}
