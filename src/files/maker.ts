import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../lib/logger.ts';
import { after } from '../lib/timer.ts';
import { csvFile } from './csv.ts';
import { type Chart, isTooLarge, type Picture, type QrCode } from './picture.ts';
import { type Attachment, FileTooLarge, maxFileBytes, type Table } from './table.ts';

export type Job = Readonly<
  { kind: 'chart'; picture: Chart } | { kind: 'qr'; picture: QrCode } | { kind: 'xlsx'; table: Table }
>;
export type Order = Readonly<{ id: number; job: Job }>;
export type JobAnswer = Readonly<{ id: number } & ({ bytes: Uint8Array } | { failure: string })>;

/** The file was not made: too much was asked for at once, or of it, or its maker ended over it. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** Makes pictures and files beside the event loop. Each promise rejects with NotMade or FileTooLarge where none came. */
export type FileMaker = Readonly<{
  /** A PNG, under 200 kB for every chart within `chartLimits`. */
  draw: (picture: Picture) => Promise<Buffer>;
  write: (attachment: Attachment) => Promise<Buffer>;
  /** What is under way is given up. */
  close: () => void;
}>;

export type FileMakerOptions = Readonly<{
  /** Without work for so long its process ends, and the next job starts another in a fifth of a second. */
  idleMs?: number;
  /** For one job once it has its turn. */
  deadlineMs?: number;
  /** Jobs that may wait; beyond it the asker is told at once. */
  waitingLimit?: number;
  /** Whoever asked goes on without the file: that it failed is seen here. */
  log?: Pick<Logger, 'warn'>;
  processFile?: URL;
}>;

/** Beyond it a sheet takes longer than its deadline, and more memory than a process beside us should have. */
const maxSheetCells = 400_000;

export function createFileMaker(options: FileMakerOptions = {}): FileMaker {
  const maker = new MakerProcess(options);
  const make = async (job: Job): Promise<Buffer> => {
    try {
      return await maker.make(job);
    } catch (error) {
      options.log?.warn({ event: 'file_not_made', kind: job.kind, error });
      throw error;
    }
  };
  const draw = async (picture: Picture): Promise<Buffer> => {
    if (isTooLarge(picture)) throw new NotMade('more than a picture can show');
    return make(picture.kind === 'qr' ? { kind: 'qr', picture } : { kind: 'chart', picture });
  };
  const write = async ({ format, table }: Attachment): Promise<Buffer> => {
    if (format === 'csv') return csvFile(table);
    if (table.rows.length * table.columns.length > maxSheetCells) throw new FileTooLarge('too many cells for a sheet');
    const bytes = await make({ kind: 'xlsx', table });
    if (bytes.length > maxFileBytes) throw new FileTooLarge(`a file of more than ${maxFileBytes} bytes`);
    return bytes;
  };
  return { draw, write, close: () => maker.close() };
}

type Waiting = Readonly<{ id: number; job: Job; resolve: (bytes: Buffer) => void; reject: (error: Error) => void }>;

/** Nothing of ours is for it: no variable, and so no secret. */
const surroundings: ForkOptions = {
  env: {},
  execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=256'],
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  serialization: 'advanced',
};

/**
 * One process beside ours, one job at a time in order of arrival. It starts with the first job and is replaced when it
 * dies. No thread: drawing is native code, whose memory comes back only with the end of its process, and whose crash
 * would be the end of ours.
 */
class MakerProcess {
  readonly #idleMs: number;
  readonly #deadlineMs: number;
  readonly #waitingLimit: number;
  readonly #file: string;
  readonly #queue: Waiting[] = [];
  #current: Waiting | null = null;
  #child: ChildProcess | null = null;
  #callOff: () => void = () => undefined;
  #asked = 0;
  #isClosed = false;

  constructor({ idleMs = 5_000, deadlineMs = 10_000, waitingLimit = 100, processFile }: FileMakerOptions) {
    this.#idleMs = idleMs;
    this.#deadlineMs = deadlineMs;
    this.#waitingLimit = waitingLimit;
    this.#file = fileURLToPath(processFile ?? new URL('./maker-process.ts', import.meta.url));
  }

  make(job: Job): Promise<Buffer> {
    if (this.#isClosed) return Promise.reject(new NotMade('no files are made any more'));
    if (this.#queue.length >= this.#waitingLimit)
      return Promise.reject(new NotMade('too many files are being made; try again in a moment'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: ++this.#asked, job, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#current) return;
    this.#callOff();
    const next = this.#queue.shift();
    if (next) this.#begin(next);
    else this.#rest();
  }

  #begin(next: Waiting): void {
    this.#current = next;
    const child = this.#started();
    // Somebody waits for it: we must not end meanwhile for want of anything else to do.
    child.ref();
    child.channel?.ref?.();
    this.#callOff = after(this.#deadlineMs, () => this.#lose(child, 'it took too long'));
    child.send({ id: next.id, job: next.job } satisfies Order, (error) => {
      if (error) this.#lose(child, error.message);
    });
  }

  #started(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(this.#file, [], surroundings);
    child.on('message', (answer: JobAnswer) => this.#settle(child, answer));
    child.on('error', (error) => this.#lose(child, error.message));
    child.on('exit', () => this.#lose(child, 'its maker ended'));
    this.#child = child;
    return child;
  }

  #settle(child: ChildProcess, answer: JobAnswer): void {
    const done = this.#current;
    if (child !== this.#child || done?.id !== answer.id) return;
    this.#current = null;
    if ('bytes' in answer) done.resolve(Buffer.from(answer.bytes));
    else done.reject(new NotMade(answer.failure));
    this.#next();
  }

  /** Nothing to do: it stays a little, then goes and takes its memory with it. */
  #rest(): void {
    const child = this.#child;
    if (!child) return;
    child.unref();
    child.channel?.unref?.();
    this.#callOff = after(this.#idleMs, () => {
      this.#child = null;
      if (child.connected) child.disconnect();
    });
  }

  /** Dead, or to be: the job it was at is lost, the next ones get another. */
  #lose(child: ChildProcess, why: string): void {
    // One that was ended for idleness has been replaced already.
    if (this.#child !== child) return;
    this.#child = null;
    child.kill('SIGKILL');
    const lost = this.#current;
    this.#current = null;
    lost?.reject(new NotMade(why));
    this.#next();
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff();
    const gone = new NotMade('no files are made any more');
    for (const waiting of this.#queue.splice(0)) waiting.reject(gone);
    this.#current?.reject(gone);
    this.#current = null;
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}
