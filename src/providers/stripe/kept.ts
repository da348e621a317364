import type { FactSource } from '../../domain/facts.ts';
import type { KeptText, Normalised } from '../../domain/ports.ts';
import { normaliseStripe, objectEvent, type StripeObject } from './normalise.ts';
import { listedObject, readListed } from './source.ts';
import { openEvent } from './verify.ts';

/** An event as its webhook or the event list brought it, or an object as a list showed it. */
export function readKept(kept: KeptText, source: FactSource, livemode: boolean): Normalised {
  const object = listedObject(kept.type);
  if (object !== null) return readKeptObject(object, kept, source);
  const webhook = openEvent({ text: kept.text, secretIndex: null, receivedAt: kept.receivedAt });
  return webhook ? normaliseStripe(webhook, source, livemode) : { kind: 'unreadable', issues: 'no id or type' };
}

function readKeptObject(object: StripeObject, { type, text, occurredAt }: KeptText, source: FactSource): Normalised {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const read = readListed(object, body, { asOf: occurredAt, reread: false });
  if ('issues' in read) return { kind: 'unreadable', issues: read.issues };
  return { kind: 'event', event: objectEvent(type, read.facts, occurredAt, source) };
}
