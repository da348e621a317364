import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { newestSound } from '../domain/backups.ts';
import type { DeliveryResult } from '../domain/ports.ts';
import { dayMs, hourMs, msOf } from '../domain/time.ts';
import type { CheckStatus } from '../domain/views.ts';
import { listBackups } from '../store/backups.ts';
import { type InvariantViolation, listViolations } from '../store/invariants.ts';
import { migrationStatus } from '../store/migrate.ts';
import { readSettings } from '../store/pragmas.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { health } from './health.ts';

export type Finding = Readonly<{ name: string; status: CheckStatus; detail: string; fix: string | null }>;
export type DoctorOptions = Readonly<{
  offline: boolean;
  deep: boolean;
  dataDir: string;
  warnings: readonly string[];
  /** Where SQLite's file will be, before the first start. */
  missingFile: string | null;
}>;

const probeMs = 10_000;
const fullDisk = 0.9;
const nearlyFullDisk = 0.8;

function finding(name: string, status: CheckStatus, detail: string, fix: string | null = null): Finding {
  return { name, status, detail, fix };
}

function runtimeFinding(): Finding {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const detail = `Node ${process.versions.node}`;
  if (major === 22) return finding('runtime', 'warn', `${detail}, maintained until April 2027`, 'move to Node 24');
  return finding('runtime', 'ok', detail);
}

/** DATA_DIR, or the folder that it will be made in. */
function nearestFolder(folder: string): string {
  const parent = path.dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearestFolder(parent);
}

async function diskFinding(dataDir: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(nearestFolder(dataDir));
  const used = blocks === 0 ? 0 : 1 - bavail / blocks;
  const detail = `${Math.round((bavail * bsize) / 1_048_576)} MB free, ${Math.round(used * 100)} % used`;
  if (used > fullDisk)
    return finding('disk', 'fail', detail, 'free space on the disk of DATA_DIR; webhooks are refused when it is full');
  if (used > nearlyFullDisk) return finding('disk', 'warn', detail, 'free space on the disk of DATA_DIR soon');
  return finding('disk', 'ok', detail);
}

async function databaseFindings({ store }: FlowDeps): Promise<Finding[]> {
  const pending = (await migrationStatus(store)).filter((step) => step.appliedAt === null);
  const schema =
    pending.length === 0
      ? finding('schema', 'ok', 'up to date')
      : finding(
          'schema',
          'warn',
          `${pending.length} migrations to run`,
          'run: npm run payops -- migrate up (npm start does it too)',
        );
  const settings = await readSettings(store);
  const wrong = settings.filter((setting) => !setting.ok).map((setting) => `${setting.name} is ${setting.value}`);
  const fix = 'the file was opened with other settings than payops sets; check who else opens it';
  const told = settings.map((setting) => `${setting.name} ${setting.value}`).join(', ');
  return [
    schema,
    wrong.length === 0 ? finding('database', 'ok', told) : finding('database', 'fail', wrong.join(', '), fix),
  ];
}

function noDatabaseFinding(file: string): Finding {
  return finding('database', 'warn', `there is none at ${file} yet`, 'npm start makes it');
}

function configFindings({ warnings }: DoctorOptions): Finding[] {
  if (warnings.length === 0) return [finding('configuration', 'ok', 'complete')];
  return warnings.map((warning) =>
    finding('configuration', 'warn', warning, 'see the table of variables in README.md'),
  );
}

function probeFinding(name: string, result: DeliveryResult): Finding {
  if (result.outcome === 'delivered') return finding(`${name} answers`, 'ok', 'reachable, accepted our key');
  const fix =
    result.outcome === 'config' ? 'check its token, address and rights' : 'check the network and its status page';
  return finding(`${name} answers`, 'fail', `${result.code}: ${result.detail}`, fix);
}

async function liveFindings(deps: FlowDeps): Promise<Finding[]> {
  const probes: [string, (signal: AbortSignal) => Promise<DeliveryResult>][] = [...deps.destinations].map(
    ([name, one]) => [name, one.probe],
  );
  if (deps.source) probes.push(['stripe', deps.source.probe]);
  return Promise.all(
    probes.map(async ([name, probe]) => {
      const broken = (error: unknown): DeliveryResult => ({
        outcome: 'not_sent',
        code: 'failed',
        detail: error instanceof Error ? error.message : 'failed',
      });
      return probeFinding(name, await probe(AbortSignal.timeout(probeMs)).catch(broken));
    }),
  );
}

async function stateFindings(deps: FlowDeps): Promise<Finding[]> {
  const { checks } = await health(deps);
  const fixes: Readonly<Record<string, string>> = {
    stop: '/resume in the chat, or: npm run payops -- resume --mode drain',
    notices:
      'bring the bot back into the operations chat (or set TELEGRAM_CHAT_ID) and resume Telegram in /queue; an owner who presses Start in the bot is told at once',
    stripe: 'see whether the server runs and Stripe answers',
  };
  return Object.entries(checks).map(([name, { status, detail }]) =>
    finding(name, status, detail, status === 'ok' ? null : (fixes[name] ?? '/queue and /failed in the chat tell more')),
  );
}

/** Two nights without one are worth a look. */
const oldBackupMs = 2 * dayMs + hourMs;

async function backupFinding(deps: FlowDeps): Promise<Finding> {
  const all = await listBackups(deps.dataDir);
  const broken = all.find(({ problem }) => problem !== null);
  const newest = newestSound(all);
  const make = 'run: npm run payops -- backup create';
  if (!newest) return finding('backup', 'warn', 'there is none yet', `one is made each night; now: ${make}`);
  if (broken) return finding('backup', 'warn', `${broken.name}: ${broken.problem}`, make);
  const told = `newest ${newest.name}, verified ${newest.verifiedAt}`;
  const isOld = msOf(nowOf(deps)) - msOf(newest.createdAt) > oldBackupMs;
  return isOld ? finding('backup', 'warn', `${told}: it is old`, make) : finding('backup', 'ok', told);
}

function violationFinding({ invariant, detail, count }: InvariantViolation): Finding {
  return finding(
    invariant,
    'fail',
    `${count}: ${detail}`,
    'keep the file and tell whoever maintains payops; npm run payops -- resync repairs rows',
  );
}

async function deepFindings(deps: FlowDeps): Promise<Finding[]> {
  const violations = await listViolations(deps.store.reader, nowOf(deps), deps.policy.purchaseWindowMs);
  return violations.length === 0 ? [finding('invariants', 'ok', 'all hold')] : violations.map(violationFinding);
}

/** What is wrong with the environment, where nothing else can be looked at. */
export function configurationProblems(problems: readonly string[]): readonly Finding[] {
  const fix = 'put it right in the environment or in .env; README.md has a table of variables';
  return [runtimeFinding(), ...problems.map((problem) => finding('configuration', 'fail', problem, fix))];
}

/** Where the database cannot even be asked. */
export function databaseProblem(problem: string): readonly Finding[] {
  return [runtimeFinding(), finding('database', 'fail', problem, 'put it right; npm start would not get further')];
}

/** Read-only checks of configuration, database and live providers, each with what to do. Nothing is changed. */
export async function examine(deps: FlowDeps, options: DoctorOptions): Promise<readonly Finding[]> {
  const findings = [
    runtimeFinding(),
    ...configFindings(options),
    await diskFinding(options.dataDir),
    ...(options.missingFile === null ? await databaseFindings(deps) : [noDatabaseFinding(options.missingFile)]),
  ];
  const isMigrated = findings.some(({ name, status }) => name === 'schema' && status === 'ok');
  if (isMigrated) findings.push(...(await stateFindings(deps)));
  if (isMigrated && deps.store.kind === 'sqlite') findings.push(await backupFinding(deps));
  if (!options.offline) findings.push(...(await liveFindings(deps)));
  if (options.deep && isMigrated) findings.push(...(await deepFindings(deps)));
  return findings;
}

/** 0, 1 or 2 for the shell. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ status }) => status === 'fail')) return 2;
  return findings.some(({ status }) => status === 'warn') ? 1 : 0;
}
