/** Why a chat cannot be sold yet; `not_asked`: Telegram did not answer. */
export const placeProblems = [
  'chat_not_found',
  'not_admin',
  'no_right_to_invite',
  'no_right_to_remove',
  'requests_not_told',
  'not_asked',
] as const;
export type PlaceProblem = (typeof placeProblems)[number];

/** Whether the bot may let people into a chat and put them out, and would hear of those who ask; null: all is well. */
export type FindPlaceProblem = (chatId: string, signal: AbortSignal) => Promise<PlaceProblem | null>;
