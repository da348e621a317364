import type { BusinessEvent } from './business-event.ts';
import type { AccessNews, AccessView } from './view.ts';

/** What a delivery about access says or does. */
export type AccessContent = Readonly<
  /** A link to the address, a chat, by which one asks to join; `name` is what the chat's admins see of it. */
  | { kind: 'invite'; name: string }
  /** Somebody asked to join. */
  | { kind: 'join'; telegramId: string; isAdmitted: boolean }
  /** His links end; put out, he may come back by another. */
  | { kind: 'removal'; telegramId: string; links: readonly string[]; isPutOut: boolean }
  | { kind: 'access'; view: AccessView }
  | { kind: 'access_news'; news: AccessNews }
  /** `url`: the plan's own system; null: the one of the configuration. */
  | { kind: 'event'; event: BusinessEvent; url: string | null }
>;
