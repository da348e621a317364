import { afterEach, expect, it, vi } from 'vitest';
import { bringParts, createProgress, type PartCall } from '../../src/destinations/parts.ts';
import { purchase } from '../messages/samples.ts';
import { outgoing } from './outgoing.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('brings a message that takes longer than one try may last in several, each part once', async () => {
  vi.useFakeTimers();
  const sent: string[] = [];
  const calls = {
    send: async (part: string): Promise<PartCall> => {
      vi.advanceTimersByTime(8_000);
      sent.push(part);
      return { ok: true, id: part };
    },
    edit: async (id: string): Promise<PartCall> => ({ ok: true, id }),
    remove: async () => undefined,
  };
  const progress = createProgress();
  const entry = outgoing('1', { kind: 'digest', purchases: [purchase] });
  const parts = ['a', 'b', 'c', 'd', 'e'];
  const first = await bringParts(entry, parts, calls, progress);
  expect(first).toMatchObject({ ok: false, failure: { outcome: 'told_when', code: 'continued', retryAfterMs: 0 } });
  expect(await bringParts(entry, parts, calls, progress)).toEqual({ ok: true, remoteId: 'a,b,c,d,e' });
  expect(sent).toEqual(parts);
});

it('remembers the tries of the last deliveries only', () => {
  const progress = createProgress();
  for (let i = 0; i < 300; i += 1) progress.set(`dlv_${i}`, ['1']);
  expect([progress.get('dlv_0'), progress.get('dlv_299')]).toEqual([[], ['1']]);
});
