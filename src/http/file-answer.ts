import type { Response } from 'express';
import { type FileMaker, NotMade } from '../files/maker.ts';
import { type Attachment, FileTooLarge, mediaTypes } from '../files/table.ts';
import { Problem } from './problem.ts';

/** What a route answers instead of JSON, where a file was asked for. */
export class FileAnswer {
  readonly attachment: Attachment;
  readonly bytes: Buffer;
  constructor(attachment: Attachment, bytes: Buffer) {
    this.attachment = attachment;
    this.bytes = bytes;
  }
}

/** Throws a problem where more was asked for than a file holds, or too much at once. */
export async function fileAnswer(files: Pick<FileMaker, 'write'>, attachment: Attachment): Promise<FileAnswer> {
  try {
    return new FileAnswer(attachment, await files.write(attachment));
  } catch (error) {
    if (error instanceof FileTooLarge)
      throw new Problem('invalid', { detail: 'More than a file holds: ask for a shorter period, or as csv.' });
    if (error instanceof NotMade) throw new Problem('unavailable', { headers: { 'Retry-After': '10' } });
    throw error;
  }
}

export function sendFile(res: Response, { attachment: { name, format }, bytes }: FileAnswer): void {
  res.set({ 'Content-Type': mediaTypes[format], 'Content-Disposition': `attachment; filename="${name}"` }).end(bytes);
}
