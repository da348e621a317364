import { createBoundedFetch } from '../../src/lib/http.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';

/** Tables of people are small; a larger file would only be refused later. */
const maxMegabytes = 2;
const deadlineMs = 15_000;

export type Upload = Readonly<{ ok: true; text: string } | { ok: false; said: Message }>;

/** The text of a file that was sent to the bot, by Telegram's id of it; what to say where there is none. */
export async function readUpload(ctx: BotContext, deps: BotDeps, fileId: string): Promise<Upload> {
  const { locale } = ctx.reader;
  const tooLarge = {
    ok: false,
    said: sentence(locale, 'report-file-too-large', { megabytes: maxMegabytes }),
  } as const;
  const maxBytes = maxMegabytes * 1024 * 1024;
  const file = await ctx.api.getFile(fileId).catch(() => null);
  if ((file?.file_size ?? 0) > maxBytes) return tooLarge;
  const bytes = file?.file_path === undefined ? null : await fetched(deps, file.file_path, maxBytes);
  const text = bytes === null ? null : decoded(bytes);
  return text === null ? { ok: false, said: sentence(locale, 'report-file-unreadable') } : { ok: true, text };
}

async function fetched({ config }: BotDeps, path: string, maxBytes: number): Promise<Uint8Array | null> {
  const { apiRoot, token } = config.telegram;
  const get = createBoundedFetch({ maxBytes, deadlineMs, maxSockets: 1 });
  try {
    const answer = await get(`${apiRoot.replace(/\/+$/, '')}/file/bot${token.reveal()}/${path}`);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** Spreadsheets of some countries write Windows-1251. Null for what is no text. */
function decoded(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
}
