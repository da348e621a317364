import type { TelegramUpload } from '../../clients/telegram.ts';
import type { OpenFile } from '../../domain/stored-file.ts';
import type { FileMaker } from '../../files/maker.ts';
import { mediaTypes } from '../../files/table.ts';
import type { TelegramMedia } from '../../messages/telegram-html.ts';

/** Where pictures and files come from: made on the spot … */
export type FileSource = Pick<FileMaker, 'draw' | 'write'>;
/** … or kept, and read just then. */
export type Files = FileSource & Readonly<{ open: OpenFile }>;

type Label = Omit<TelegramUpload, 'bytes'>;

/** Null where there is none: the words go without it. Rejects where a kept file cannot be read now. */
export async function uploadOf(media: TelegramMedia, files: Files, field: string): Promise<TelegramUpload | null> {
  if (media.kind === 'photo') return ifMade(files.draw(media.picture), { field, name: 'chart.png', type: 'image/png' });
  const { attachment } = media;
  const { name } = attachment;
  if (!('stored' in attachment))
    return ifMade(files.write(attachment), { field, name, type: mediaTypes[attachment.format] });
  const bytes = await files.open(attachment.stored);
  return bytes && { field, name, type: 'text/plain; charset=utf-8', bytes };
}

async function ifMade(making: Promise<Uint8Array>, label: Label): Promise<TelegramUpload | null> {
  try {
    return { ...label, bytes: await making };
  } catch {
    return null;
  }
}
