import type { FactSource } from '../../domain/facts.ts';
import type { KeptText, Normalised, WebhookProvider } from '../../domain/ports.ts';
import type { NetworkList } from '../../lib/networks.ts';
import { objectEvent, readObject } from './read.ts';
import { listedObject } from './source.ts';
import { isNotification, normaliseNotification, verifyYookassa } from './verify.ts';

function readKept(kept: KeptText, source: FactSource): Normalised {
  if (isNotification(kept)) return { kind: 'unconfirmed' };
  const object = listedObject(kept.type);
  if (object === null) return { kind: 'ignored' };
  const read = readObject(object, JSON.parse(kept.text), { asOf: kept.occurredAt, reread: false });
  if ('issues' in read) return { kind: 'unreadable', issues: read.issues };
  return { kind: 'event', event: objectEvent(kept.type, read.facts, kept.occurredAt, source) };
}

export function createYookassaProvider({ isYookassas }: { isYookassas: NetworkList }): WebhookProvider {
  return {
    name: 'yookassa',
    takesWebhooks: true,
    verify: (raw) => verifyYookassa(raw, isYookassas),
    normalise: normaliseNotification,
    readKept,
  };
}
