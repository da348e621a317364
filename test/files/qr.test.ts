import { createCanvas, loadImage } from '@napi-rs/canvas';
import decodeQR from 'qr/decode.js';
import { afterAll, expect, test } from 'vitest';
import { createFileMaker } from '../../src/files/maker.ts';

const maker = createFileMaker();
afterAll(() => maker.close());

test('a QR code says its link to a reader, has light around it, and is small', async () => {
  for (const text of ['https://t.me/payops_bot?start=ref_AbC-123', `https://t.me/+${'x'.repeat(300)}`, 'привет 👋']) {
    const png = await maker.draw({ kind: 'qr', text });
    const image = await loadImage(png);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
    expect(decodeQR({ width, height, data })).toBe(text);
    const edge = Array.from({ length: width * 8 }, (_, index) => data[index * 4]);
    expect(new Set(edge)).toEqual(new Set([255]));
    expect(png.length).toBeLessThan(20_000);
  }
});
