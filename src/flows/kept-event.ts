import type { DomainEvent } from '../domain/facts.ts';
import type { VerifiedWebhook } from '../domain/ports.ts';

/** A listed object that could be read but not stored has no event of the provider's: it is kept as what it had become. */
export function keepEvent(event: DomainEvent): VerifiedWebhook {
  const { provider, type, occurredAt, facts } = event;
  const externalId = `${type}:${facts[0]?.externalId ?? 'nothing'}`;
  return {
    provider,
    externalId,
    type,
    occurredAt,
    livemode: true,
    secretIndex: null,
    text: JSON.stringify(event),
    body: facts,
  };
}

/** Null for every other text, and for one that is gone. */
export function keptEvent({
  externalId,
  type,
  text,
}: Pick<VerifiedWebhook, 'externalId' | 'type' | 'text'>): DomainEvent | null {
  return text !== '' && externalId.startsWith(`${type}:`) ? (JSON.parse(text) as DomainEvent) : null;
}
