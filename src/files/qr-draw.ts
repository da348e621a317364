import { createCanvas } from '@napi-rs/canvas';
import encodeQR from 'qr';
import { encode } from './chart-draw.ts';
import type { QrCode } from './picture.ts';

/** ISO/IEC 18004 asks for four modules of light around the code. */
const quietModules = 4;
const wantedPixels = 640;

/** Black on white whatever the chat's theme: cameras are made for that. */
export function drawQr({ text }: QrCode): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietModules });
  const side = Math.max(4, Math.floor(wantedPixels / rows.length));
  const canvas = createCanvas(rows.length * side, rows.length * side);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000000';
  for (const [y, row] of rows.entries())
    for (const [x, isDark] of row.entries()) if (isDark) context.fillRect(x * side, y * side, side, side);
  return encode(canvas);
}
