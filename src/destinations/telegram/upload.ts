import type { TelegramUpload } from '../../clients/telegram.ts';
import type { FileMaker } from '../../files/maker.ts';
import { mediaTypes } from '../../files/table.ts';
import type { TelegramMedia } from '../../messages/telegram-html.ts';

/** Null where it cannot be made: the words go without it. */
export async function uploadOf(
  media: TelegramMedia,
  files: Pick<FileMaker, 'draw' | 'write'>,
  field: string,
): Promise<TelegramUpload | null> {
  try {
    if (media.kind === 'photo')
      return { field, name: 'chart.png', type: 'image/png', bytes: await files.draw(media.picture) };
    const { attachment } = media;
    const bytes = await files.write(attachment);
    return { field, name: attachment.name, type: mediaTypes[attachment.format], bytes };
  } catch {
    return null;
  }
}
