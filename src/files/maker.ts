import { Worker } from 'node:worker_threads';
import { after } from '../lib/timer.ts';
import { csvFile } from './csv.ts';
import { type Chart, isTooLarge, type Picture, type QrCode } from './picture.ts';
import { type Attachment, FileTooLarge, maxFileBytes, type Table } from './table.ts';

export type Job = Readonly<
  { kind: 'chart'; picture: Chart } | { kind: 'qr'; picture: QrCode } | { kind: 'xlsx'; table: Table }
>;
export type ThreadOrder = Readonly<{ id: number; job: Job }> | 'end';
export type JobAnswer = Readonly<{ id: number } & ({ bytes: Uint8Array } | { failure: string })>;

/** The file was not made: too much was asked for at once, or of it, or the thread ended over it. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** Makes pictures and files beside the event loop. Each promise rejects with NotMade or FileTooLarge where none came. */
export type FileMaker = Readonly<{
  /** A PNG, under 200 kB for every chart within `chartLimits`. */
  draw: (picture: Picture) => Promise<Buffer>;
  write: (attachment: Attachment) => Promise<Buffer>;
  /** What is under way is given up. */
  close: () => Promise<void>;
}>;

export type FileMakerOptions = Readonly<{
  /** A thread with the libraries loaded holds some 60 MB: without work it ends, and the next job starts another. */
  idleMs?: number;
  /** For one job once it has its turn. */
  deadlineMs?: number;
  /** Jobs that may wait; beyond it the asker is told at once. */
  waitingLimit?: number;
  threadFile?: URL;
}>;

/** Beyond it a sheet takes longer than its deadline, and more memory than a thread should have. */
const maxSheetCells = 400_000;

export function createFileMaker(options: FileMakerOptions = {}): FileMaker {
  const thread = new MakerThread(options);
  const draw = async (picture: Picture): Promise<Buffer> => {
    if (isTooLarge(picture)) throw new NotMade('more than a picture can show');
    return thread.make(picture.kind === 'qr' ? { kind: 'qr', picture } : { kind: 'chart', picture });
  };
  const write = async ({ format, table }: Attachment): Promise<Buffer> => {
    if (format === 'csv') return csvFile(table);
    if (table.rows.length * table.columns.length > maxSheetCells) throw new FileTooLarge('too many cells for a sheet');
    const bytes = await thread.make({ kind: 'xlsx', table });
    if (bytes.length > maxFileBytes) throw new FileTooLarge(`a file of more than ${maxFileBytes} bytes`);
    return bytes;
  };
  return { draw, write, close: () => thread.close() };
}

type Waiting = Readonly<{ id: number; job: Job; resolve: (bytes: Buffer) => void; reject: (error: Error) => void }>;

/** One thread, one job at a time in order of arrival. It starts with the first job and is replaced when it dies. */
class MakerThread {
  readonly #idleMs: number;
  readonly #deadlineMs: number;
  readonly #waitingLimit: number;
  readonly #file: URL;
  readonly #queue: Waiting[] = [];
  #current: Waiting | null = null;
  #worker: Worker | null = null;
  #callOff: () => void = () => undefined;
  #asked = 0;
  #isClosed = false;

  constructor({ idleMs = 5_000, deadlineMs = 10_000, waitingLimit = 100, threadFile }: FileMakerOptions) {
    this.#idleMs = idleMs;
    this.#deadlineMs = deadlineMs;
    this.#waitingLimit = waitingLimit;
    this.#file = threadFile ?? new URL('./maker-thread.ts', import.meta.url);
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
    const worker = this.#started();
    // Somebody waits for it: the process must not end meanwhile for want of anything else to do.
    worker.ref();
    this.#callOff = after(this.#deadlineMs, () => this.#lose(worker, new NotMade('it took too long')));
    worker.postMessage({ id: next.id, job: next.job } satisfies ThreadOrder);
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#file);
    worker.on('message', (answer: JobAnswer) => this.#settle(worker, answer));
    worker.on('error', (error) => this.#lose(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#lose(worker, new NotMade('the thread ended')));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, answer: JobAnswer): void {
    const done = this.#current;
    if (worker !== this.#worker || done?.id !== answer.id) return;
    this.#current = null;
    if ('bytes' in answer) {
      const { buffer, byteOffset, byteLength } = answer.bytes;
      done.resolve(Buffer.from(buffer, byteOffset, byteLength));
    } else done.reject(new NotMade(answer.failure));
    this.#next();
  }

  /** Nothing to do: the thread stays a little, then goes and takes its memory with it. */
  #rest(): void {
    this.#worker?.unref();
    this.#callOff = after(this.#idleMs, () => {
      this.#worker?.postMessage('end' satisfies ThreadOrder);
      this.#worker = null;
    });
  }

  /** Dead, or to be: the job it was at is lost, the next ones get a new thread. */
  #lose(worker: Worker, error: Error): void {
    // A thread that was ended for idleness has been replaced already.
    if (this.#worker !== worker) return;
    this.#worker = null;
    void worker.terminate();
    const lost = this.#current;
    this.#current = null;
    lost?.reject(error instanceof NotMade ? error : new NotMade(error.message));
    this.#next();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    const gone = new NotMade('no files are made any more');
    for (const waiting of this.#queue.splice(0)) waiting.reject(gone);
    const worker = this.#worker;
    this.#worker = null;
    this.#current?.reject(gone);
    this.#current = null;
    await worker?.terminate();
  }
}
