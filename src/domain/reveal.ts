/** Why somebody looks at personal data. Fixed words: the audit, which keeps them for ever, holds no personal data. */
export const revealReasons = ['support', 'refund', 'fraud', 'other'] as const;
export type RevealReason = (typeof revealReasons)[number];

/** Whose contacts: a payment by the provider's id, a customer by ours. */
export type RevealSubject = Readonly<{ kind: 'payment' | 'customer'; id: string }>;
/** What a message holds that must not stay: a token, which is deleted; work that ends with its process, which is told. */
export type PassingSubject = Readonly<{ kind: 'token' | 'work'; id: string }>;
/** `name` is the id that people know them under. */
export type Contacts = Readonly<{ name: string; emails: readonly string[]; phones: readonly string[] }>;
