import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import { instantOf } from '../src/domain/time.ts';
import type { Banner } from '../src/flows/types.ts';
import { bannerMessage, bannerOverMessage, type Stop, stopsOf } from '../src/messages/bot/emergency.ts';
import type { Reader } from '../src/messages/bot/local-time.ts';
import type { Message } from '../src/messages/message.ts';
import type { BotDeps } from './context.ts';
import { drawnFor } from './views/show.ts';

/** Counts in a banner are brought up to date this often; what is stopped, at once. */
const refreshMs = 60_000;
/** A chat that refuses is left alone for so long. */
const sulkMs = 60_000;

type Known = Banner & Readonly<{ shownAtMs: number }>;

/**
 * Keeps one pinned message in every operations chat while anything is stopped, whoever stopped it: a person, the API,
 * the command line, a hand on the file. Memory knows first, so that a database that cannot be written to makes no
 * second banner.
 */
export class Banners {
  readonly #api: Api;
  readonly #deps: BotDeps;
  readonly #known = new Map<string, Known>();
  readonly #refusedUntilMs = new Map<string, number>();
  #isRead = false;

  constructor(api: Api, deps: BotDeps) {
    this.#api = api;
    this.#deps = deps;
  }

  async sync(): Promise<void> {
    const { flows } = this.#deps;
    const { stop, parts = [] } = await flows.status();
    const stops = stopsOf(stop, parts);
    if (!this.#isRead) await this.#read();
    if (stops.length === 0 && this.#known.size === 0) return;
    const chats = new Set([...this.#known.keys(), ...(stops.length > 0 ? flows.operationsChats() : [])]);
    for (const chatId of chats) await this.#inChat(chatId, stops);
  }

  async #read(): Promise<void> {
    for (const banner of await this.#deps.flows.banners()) {
      if (!this.#known.has(banner.chatId)) this.#known.set(banner.chatId, { ...banner, shownAtMs: 0 });
    }
    this.#isRead = true;
  }

  async #inChat(chatId: string, stops: readonly Stop[]): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    if ((this.#refusedUntilMs.get(chatId) ?? 0) > nowMs) return;
    try {
      const known = this.#known.get(chatId);
      if (stops.length === 0) return await this.#end(chatId, known);
      if (!known) return await this.#begin(chatId, stops);
      await this.#refresh(known, stops, nowMs);
    } catch (error) {
      this.#refusedUntilMs.set(chatId, nowMs + sulkMs);
      this.#deps.logger.warn({ event: 'banner_not_shown', chat_id: chatId, err: error });
    }
  }

  async #message(chatId: string, stops: readonly Stop[], isPinned: boolean): Promise<Message> {
    const counts = await Promise.all(widest(stops).map((scope) => this.#held(scope)));
    const held = counts.reduce((sum, count) => sum + count, 0);
    return bannerMessage(stops, held, isPinned, await this.#reader(chatId));
  }

  async #held(scope: string): Promise<number> {
    const held = await this.#deps.flows.heldBack({ kind: 'job', name: 'banner' }, scope);
    return held.ok ? held.messages : 0;
  }

  async #reader(chatId: string): Promise<Reader> {
    const { flows, config } = this.#deps;
    return { locale: await flows.findLocale(chatId), zone: config.businessTimeZone };
  }

  async #begin(chatId: string, stops: readonly Stop[]): Promise<void> {
    const { html, options } = drawnFor(await this.#message(chatId, stops, true));
    const sent = await this.#api.sendMessage(Number(chatId), html, { ...options, disable_notification: true });
    const known = { chatId, messageId: String(sent.message_id), shown: keyOf(stops, true) };
    this.#remember(known);
    if (await this.#pin(known)) return;
    const told = drawnFor(await this.#message(chatId, stops, false));
    await this.#api.editMessageText(Number(chatId), sent.message_id, told.html, told.options);
    this.#remember({ ...known, shown: keyOf(stops, false) });
  }

  /** False where the right is missing: the banner then says how to give it. */
  async #pin({ chatId, messageId }: Banner): Promise<boolean> {
    try {
      await this.#api.pinChatMessage(Number(chatId), Number(messageId), { disable_notification: true });
      return true;
    } catch (error) {
      if (!(error instanceof GrammyError)) throw error;
      this.#deps.logger.warn({ event: 'banner_not_pinned', chat_id: chatId, err: error });
      return false;
    }
  }

  async #refresh(known: Known, stops: readonly Stop[], nowMs: number): Promise<void> {
    const isPinned = known.shown.endsWith(pinnedMark);
    const shown = keyOf(stops, isPinned);
    if (shown === known.shown && nowMs - known.shownAtMs < refreshMs) return;
    const { html, options } = drawnFor(await this.#message(known.chatId, stops, isPinned));
    this.#remember({ ...known, shown });
    const isThere = await edited(this.#api, known, html, options);
    if (isThere) return;
    this.#known.delete(known.chatId);
    await this.#begin(known.chatId, stops);
  }

  async #end(chatId: string, known: Known | undefined): Promise<void> {
    if (!known) return;
    this.#known.delete(chatId);
    const now = instantOf(this.#deps.clock.nowMs());
    const { html, options } = drawnFor(bannerOverMessage(now, await this.#reader(chatId)));
    await edited(this.#api, known, html, options);
    await this.#api.unpinChatMessage(Number(chatId), Number(known.messageId)).catch(ignoreRefusal);
    await this.#deps.flows.forgetBanner(chatId);
  }

  #remember(banner: Banner): void {
    this.#known.set(banner.chatId, { ...banner, shownAtMs: this.#deps.clock.nowMs() });
    this.#deps.flows
      .keepBanner(banner)
      .catch((error: unknown) => this.#deps.logger.warn({ event: 'banner_not_remembered', err: error }));
  }
}

/** Scopes that hold others within them speak for these, so that nothing is counted twice. */
function widest(stops: readonly Stop[]): readonly string[] {
  const scopes = stops.map(({ scope }) => scope);
  const whole = ['all', 'notifications'].find((scope) => scopes.includes(scope));
  return whole === undefined ? scopes : [whole];
}

const pinnedMark = ' pinned';

function keyOf(stops: readonly Stop[], isPinned: boolean): string {
  return `${JSON.stringify(stops)}${isPinned ? pinnedMark : ''}`;
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof GrammyError)) throw error;
}

/** False where the message is gone. */
async function edited(
  api: Api,
  { chatId, messageId }: Banner,
  html: string,
  options: ReturnType<typeof drawnFor>['options'],
): Promise<boolean> {
  try {
    await api.editMessageText(Number(chatId), Number(messageId), html, options);
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    return error.description.includes('message is not modified');
  }
}
