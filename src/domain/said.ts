/** Words by their id and what they speak of; `messages/checks.ts` has them in every language. */
export type Said = Readonly<{ id: string; args: Readonly<Record<string, string | number | Said>> }>;

export const said = (id: string, args: Said['args'] = {}): Said => ({ id, args });
/** A value that is the same in every language: a name, a number, what somebody else's program said. */
export const value = (text: string | number): Said => said('value', { text: String(text) });
