import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { type Check, doubtful, fine, judged, wrong } from '../../domain/checks.ts';
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
const newest = 'move to Node 24 or 26';

/** nodejs.org/en/about/previous-releases: when each line stops getting security fixes. */
const endOfLife: Readonly<Record<number, string>> = { 22: '2027-04-30', 24: '2028-04-30', 26: '2029-04-30' };

function runtimeCheck({ node }: Machine, now: Instant): Check {
  const major = Number.parseInt(node, 10);
  const end = endOfLife[major];
  if (end === undefined) {
    const isOdd = major < Math.max(...Object.keys(endOfLife).map(Number));
    return isOdd
      ? wrong('runtime', `Node ${node} gets no security fixes`, newest)
      : fine('runtime', `Node ${node}, newer than what payops knows`);
  }
  const told = `Node ${node}, security fixes until ${end}`;
  return judged(
    'runtime',
    told,
    [end < now.slice(0, 10), 'fail', newest],
    [end < plusMs(now, soonMs).slice(0, 10), 'warn', newest],
  );
}

function timeZoneDataCheck({ timeZoneData }: Machine, now: Instant): Check {
  const name = 'time zone data';
  const fix = 'update Node: a country may have changed its clocks since';
  if (timeZoneData === null) return doubtful(name, 'the runtime does not tell its release', fix);
  const age = Number(now.slice(0, 4)) - Number.parseInt(timeZoneData, 10);
  return judged(name, `release ${timeZoneData}`, [age > 1, 'warn', fix]);
}

/** Reports use Temporal, the platform formats by Intl: both must say the same of the business zone, summer and winter. */
function businessZoneCheck(zone: Zone, now: Instant): Check {
  const name = 'business zone';
  const halfYear = plusMs(now, soonMs);
  const shown = (at: Instant) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone.name, dateStyle: 'short', timeStyle: 'medium' }).format(msOf(at));
  const differs = [now, halfYear].some((at) => shown(at) !== localDateTime(at, zone));
  const fix = 'update Node: its time zone data is not whole';
  return judged(name, `${zone.name}, now ${localDateTime(now, zone)}`, [differs, 'fail', fix]);
}

function memoryLimitCheck({ memoryLimitBytes, heapLimitBytes }: Machine): Check {
  const name = 'memory limit';
  const heap = Math.round(heapLimitBytes / megabyte);
  if (memoryLimitBytes === null) return fine(name, `none set; the heap may grow to ${heap} MB`);
  return judged(
    name,
    `${Math.round(memoryLimitBytes / megabyte)} MB, heap up to ${heap} MB`,
    [memoryLimitBytes < smallMemory, 'warn', 'give it at least 512 MB; 256 MB is the least'],
    [
      heapLimitBytes > memoryLimitBytes,
      'warn',
      'set NODE_OPTIONS=--max-old-space-size below the limit, so that it cleans up before it is killed',
    ],
  );
}

function memoryUseCheck({ usedBytes, memoryLimitBytes }: Machine): Check {
  const used = `${Math.round(usedBytes / megabyte)} MB in use by this process`;
  const isTight = memoryLimitBytes !== null && usedBytes > 0.85 * memoryLimitBytes;
  return judged('memory in use', used, [isTight, 'warn', 'raise the memory limit before the process is killed']);
}

function userCheck({ userId }: Machine): Check {
  const fix = 'run it as a user of its own, who owns DATA_DIR and nothing else';
  const told = userId === null ? 'this system has no user ids' : `user id ${userId}`;
  return judged('user', told, [userId === 0, 'warn', fix]);
}

/** What payops runs on. */
export function runtimeChecks(machine: Machine, zone: Zone, now: Instant): readonly Check[] {
  return [
    runtimeCheck(machine, now),
    userCheck(machine),
    memoryLimitCheck(machine),
    memoryUseCheck(machine),
    fine('processors', `${machine.processors} usable`),
    timeZoneDataCheck(machine, now),
    businessZoneCheck(zone, now),
  ];
}
