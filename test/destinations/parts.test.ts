import { afterEach, expect, it, vi } from 'vitest';
import { bringParts, type PartCall } from '../../src/destinations/parts.ts';
import type { Outgoing } from '../../src/domain/ports.ts';
import { purchase } from '../messages/samples.ts';
import { outgoing } from './outgoing.ts';

afterEach(() => {
  vi.useRealTimers();
});

const digest = (changes: Partial<Outgoing> = {}) => outgoing('1', { kind: 'digest', purchases: [purchase] }, changes);
const lost: PartCall = { ok: false, failure: { outcome: 'ambiguous', code: 'cut', detail: 'no answer' } };

/** A chat that says what was done in it; `losing` is a part whose answer is lost. */
function chat(losing: string | null = null, partMs = 0) {
  const done: string[] = [];
  const calls = {
    send: async (part: string): Promise<PartCall> => {
      if (partMs > 0) vi.advanceTimersByTime(partMs);
      done.push(`send ${part}`);
      return part === losing ? lost : { ok: true, id: part };
    },
    edit: async (id: string, part: string): Promise<PartCall> => {
      done.push(`edit ${id} to ${part}`);
      return { ok: true, id };
    },
    remove: async (id: string) => void done.push(`remove ${id}`),
  };
  return { done, calls };
}

it('brings a message that takes longer than one try may last in several, each part once', async () => {
  vi.useFakeTimers();
  const { done, calls } = chat(null, 8_000);
  const entry = digest();
  const parts = ['a', 'b', 'c', 'd', 'e'];
  const first = await bringParts(entry, { parts, hash: 'h' }, calls);
  expect(first).toMatchObject({ ok: false, failure: { outcome: 'told_when', code: 'continued', retryAfterMs: 0 } });
  expect(await bringParts(entry, { parts, hash: 'h' }, calls)).toEqual({ ok: true, remoteId: 'a,b,c,d,e' });
  expect(done).toEqual(parts.map((part) => `send ${part}`));
});

it('keeps each part that arrived before it sends the next, and nothing of a message in one part', async () => {
  const { done, calls } = chat();
  const keepArrived: Outgoing['keepArrived'] = async ({ remoteIds }) => void done.push(`keep ${remoteIds.join()}`);
  await bringParts(digest({ keepArrived }), { parts: ['a', 'b', 'c'], hash: 'h' }, calls);
  await bringParts(digest({ keepArrived }), { parts: ['x'], hash: 'h' }, calls);
  expect(done).toEqual(['send a', 'keep a', 'send b', 'keep a,b', 'send c', 'send x']);
});

it('sends no next part where the last one could not be kept', async () => {
  const { done, calls } = chat();
  const keepArrived = () => Promise.reject(new Error('the lease was lost'));
  await expect(bringParts(digest({ keepArrived }), { parts: ['a', 'b'], hash: 'h' }, calls)).rejects.toThrow('lease');
  expect(done).toEqual(['send a']);
});

it('repeats the part in doubt and none before it', async () => {
  const entry = digest();
  const parts = ['a', 'b', 'c'];
  const first = chat('b');
  expect(await bringParts(entry, { parts, hash: 'h' }, first.calls)).toMatchObject({ ok: false });
  const second = chat();
  expect(await bringParts(entry, { parts, hash: 'h' }, second.calls)).toEqual({ ok: true, remoteId: 'a,b,c' });
  expect(second.done).toEqual(['send b', 'send c']);
});

it('brings parts that arrived up to date where the message says something else now', async () => {
  const entry = digest();
  await bringParts(entry, { parts: ['a', 'b'], hash: 'h' }, chat('b').calls);
  const { done, calls } = chat();
  expect(await bringParts(entry, { parts: ['A', 'B'], hash: 'other' }, calls)).toEqual({ ok: true, remoteId: 'a,B' });
  expect(done).toEqual(['edit a to A', 'send B']);
});
