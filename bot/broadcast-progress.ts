import { type Api, GrammyError } from 'grammy';
import type { BroadcastView } from '../src/domain/broadcasts.ts';
import type { BotDeps } from './context.ts';
import { signedBroadcast } from './features/broadcast.ts';
import { drawnFor, newHandle } from './views/show.ts';

/** An edit is a message to Telegram's limits. */
const everyMs = 3_000;

type Shown = Readonly<{ atMs: number; text: string; handle: string }>;

/** Keeps the message under which a broadcast was begun up to date, over restarts, until it tells the result. */
export class BroadcastProgress {
  readonly #api: Api;
  readonly #deps: BotDeps;
  readonly #shown = new Map<string, Shown>();

  constructor(api: Api, deps: BotDeps) {
    this.#api = api;
    this.#deps = deps;
  }

  async sync(): Promise<void> {
    const views = await this.#deps.flows.listBroadcasts();
    for (const view of views) await this.#show(view);
    for (const id of this.#shown.keys()) if (!views.some((view) => view.id === id)) this.#shown.delete(id);
  }

  async #show(view: BroadcastView): Promise<void> {
    const { chatId, messageId, state } = view;
    if (!chatId || !messageId) return;
    const before = this.#shown.get(view.id);
    const nowMs = this.#deps.clock.nowMs();
    const isOver = state === 'done' || state === 'cancelled';
    if (!isOver && before && nowMs - before.atMs < everyMs) return;
    const handle = before?.handle ?? (await this.#bind(view));
    const locale = await this.#deps.flows.findLocale(chatId);
    const { html, options } = drawnFor(await signedBroadcast(this.#deps, view, locale), handle);
    this.#shown.set(view.id, { atMs: nowMs, text: html, handle });
    if (before?.text === html) return;
    await this.#api.editMessageText(Number(chatId), Number(messageId), html, options).catch((error: unknown) => {
      if (!(error instanceof GrammyError)) throw error;
    });
  }

  async #bind({ id, chatId, messageId }: BroadcastView): Promise<string> {
    const handle = newHandle();
    await this.#deps.flows.bindHandle(handle, { chatId: chatId ?? '', messageId, kind: 'broadcast', subjectId: id });
    return handle;
  }
}
