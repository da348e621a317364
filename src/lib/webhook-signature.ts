import { createHmac } from 'node:crypto';

/** The key within `whsec_…`; unlike Stripe's, which is used as it stands. */
function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** Of 24 to 64 bytes, as Standard Webhooks has it. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = keyOf(text);
  return length >= 24 && length <= 64;
}

export type SignedContent = Readonly<{ id: string; timestamp: number; body: string }>;

/** `v1,…` by each secret, in their order, separated by blanks. */
export function signWebhook(secrets: readonly string[], { id, timestamp, body }: SignedContent): string {
  const content = `${id}.${timestamp}.${body}`;
  const sign = (secret: string) => createHmac('sha256', keyOf(secret)).update(content).digest('base64');
  return secrets.map((secret) => `v1,${sign(secret)}`).join(' ');
}
