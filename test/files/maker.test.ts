import { loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { createFileMaker, type FileMaker, NotMade } from '../../src/files/maker.ts';
import type { Chart } from '../../src/files/picture.ts';
import { eventually } from '../support/eventually.ts';
import { charts } from './samples.ts';

const maker = createFileMaker();
afterAll(() => maker.close());

const [chart] = charts as readonly [Chart, ...Chart[]];

describe('a picture', () => {
  it('of every kind, and of every kind of number, is a PNG of a phone screen and under 200 kB', async () => {
    for (const one of charts) {
      const png = await maker.draw(one);
      expect(png.length).toBeLessThan(200_000);
      const { width, height } = await loadImage(png);
      expect(width).toBe(1_280);
      expect(height).toBeGreaterThanOrEqual(800);
      expect(height).toBeLessThanOrEqual(1_200);
    }
  });

  it('is the same for the same data', async () => {
    expect(await maker.draw(chart)).toEqual(await maker.draw(chart));
  });

  it('of more than anybody could read is refused', async () => {
    const labels = Array.from({ length: 401 }, (_, index) => String(index));
    const series = [{ label: 'x', format: { kind: 'count' }, values: [] }] as const;
    await expect(maker.draw({ kind: 'bars', locale: 'en', title: 'x', labels, series })).rejects.toThrow(NotMade);
  });
});

describe('the process beside ours', () => {
  const processFile = new URL('./failing-process.ts', import.meta.url);
  const qr = (text: string) => ({ kind: 'qr', text }) as const;
  const withMaker = async (
    options: Parameters<typeof createFileMaker>[0],
    use: (maker: FileMaker) => Promise<void>,
  ) => {
    const own = createFileMaker({ processFile, ...options });
    await use(own).finally(() => own.close());
  };

  it('is replaced when it dies, and only the job it was at is lost', () =>
    withMaker({}, async (own) => {
      const [dead, after] = await Promise.allSettled([own.draw(qr('die')), own.draw(qr('echo'))]);
      expect(dead).toMatchObject({ status: 'rejected', reason: expect.any(NotMade) });
      expect(after).toMatchObject({ status: 'fulfilled', value: Buffer.from('echo') });
    }));

  it('is ended and replaced when a job holds it for longer than its deadline', () =>
    withMaker({ deadlineMs: 1_000 }, async (own) => {
      await expect(own.draw(qr('hang'))).rejects.toThrow('it took too long');
      // On a busy machine the next process may take longer than that to begin.
      await eventually(async () => expect(await own.draw(qr('echo'))).toEqual(Buffer.from('echo')));
    }));

  it('goes when it has nothing to do, and another comes with the next job', () =>
    withMaker({ idleMs: 1 }, async (own) => {
      const first = await own.draw(qr('pid'));
      await expect.poll(async () => (await own.draw(qr('pid'))).equals(first)).toBe(false);
    }));

  it('takes a bounded number of jobs, and none after its end', () =>
    withMaker({ waitingLimit: 1, deadlineMs: 1_000 }, async (own) => {
      const running = own.draw(qr('hang')).catch((error: unknown) => error);
      const waiting = own.draw(qr('echo')).catch((error: unknown) => error);
      await expect(own.draw(qr('echo'))).rejects.toThrow('too many files');
      own.close();
      expect(await Promise.all([running, waiting])).toEqual([expect.any(NotMade), expect.any(NotMade)]);
      await expect(own.draw(qr('echo'))).rejects.toThrow(NotMade);
    }));
});
