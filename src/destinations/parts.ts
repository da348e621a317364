import type { DeliveryResult, Outgoing } from '../domain/ports.ts';
import { monotonicClock } from '../lib/wait.ts';

export type Failure = Exclude<DeliveryResult, { outcome: 'delivered' }>;
export type PartCall = Readonly<
  { ok: true; id: string } | { ok: false; failure: Failure /** The old message is beyond editing. */; lost?: boolean }
>;

/** What a chat can do with one part of a message. Each makes one call and never throws for the chat's answer. */
export type PartCalls<Part> = Readonly<{
  send: (part: Part) => Promise<PartCall>;
  edit: (id: string, part: Part) => Promise<PartCall>;
  /** A part that is no longer needed; its failure does not matter. */
  remove: (id: string) => Promise<void>;
}>;

/** Well within a lease, with room for one more wait and one more call. */
const sliceMs = 20_000;
const continued: Failure = {
  outcome: 'told_when',
  code: 'continued',
  detail: 'a long message goes on with its next part in a moment',
  retryAfterMs: 0,
  scope: 'address',
};

/** What a message comes to, and the hash by which its content is known. */
export type Parts<Part> = Readonly<{ parts: readonly Part[]; hash: string }>;

/**
 * Brings a message of several parts to the chat: edits those that stand there, sends what is missing, removes what is
 * too many. A part that cannot be edited any more is sent anew and takes the old one's place. A message that takes
 * longer than a try may last is brought in several tries, and each goes on where the last one ended; where the message
 * says something else by then, the parts that arrived are edited.
 */
export async function bringParts<Part>(
  outgoing: Outgoing,
  { parts, hash }: Parts<Part>,
  calls: PartCalls<Part>,
): Promise<Readonly<{ ok: true; remoteId: string } | { ok: false; failure: Failure }>> {
  const arrived = outgoing.arrived?.remoteIds ?? [];
  const shown = outgoing.remoteId?.split(',').filter(Boolean) ?? [];
  const standing = [...arrived, ...shown.slice(arrived.length)];
  const done = outgoing.arrived?.hash === hash ? [...arrived] : [];
  const startedAtMs = monotonicClock.nowMs();
  for (const part of parts.slice(done.length)) {
    if (monotonicClock.nowMs() - startedAtMs > sliceMs) return { ok: false, failure: continued };
    const old = standing[done.length];
    const call = await (old === undefined ? calls.send(part) : editOrSend(old, part, calls));
    if (!call.ok) return call;
    done.push(call.id);
    if (done.length < parts.length) await outgoing.keepArrived({ hash, remoteIds: [...done] });
  }
  for (const id of standing.slice(parts.length)) await calls.remove(id);
  return { ok: true, remoteId: done.join(',') };
}

async function editOrSend<Part>(id: string, part: Part, calls: PartCalls<Part>): Promise<PartCall> {
  const call = await calls.edit(id, part);
  if (call.ok) return call;
  if (call.lost) return calls.send(part);
  // Editing twice does no harm, so a lost answer is no doubt.
  const { failure } = call;
  return failure.outcome === 'ambiguous' ? { ok: false, failure: { ...failure, outcome: 'not_sent' } } : call;
}
