import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue and an alpha that is not looked at, row by row. */
export type Pixels = Readonly<{ width: number; height: number; data: Uint8ClampedArray }>;

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;

/**
 * A PNG with a palette, a quarter of what a full-colour one takes: charts have few colours, and shades that differ less
 * than anybody sees become one. Null where even coarse shades are more than a palette holds.
 */
export function palettePng(pixels: Pixels): Buffer | null {
  for (const bits of [6, 5, 4, 3]) {
    const indexed = indexedBy(pixels, bits);
    if (indexed) return encoded(pixels, indexed);
  }
  return null;
}

type Indexed = Readonly<{ palette: Buffer; lines: Buffer }>;

/** Colours that agree in their first `bits` bits take the shade that came first, so that flat areas stay as they are. */
function indexedBy({ width, height, data }: Pixels, bits: number): Indexed | null {
  const drop = 8 - bits;
  const indexOf = new Int16Array(1 << (3 * bits)).fill(-1);
  const palette: number[] = [];
  // Each line begins with its filter, 0 for none: what neighbours have in common is found by deflate.
  const lines = Buffer.alloc((width + 1) * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 1) {
    if (to % (width + 1) === 0) to += 1;
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    const key = ((((red >> drop) << bits) | (green >> drop)) << bits) | (blue >> drop);
    let index = indexOf[key] as number;
    if (index < 0) {
      index = palette.length / 3;
      if (index === mostColours) return null;
      indexOf[key] = index;
      palette.push(red, green, blue);
    }
    lines[to] = index;
  }
  return { palette: Buffer.from(palette), lines };
}

function encoded({ width, height }: Pixels, { palette, lines }: Indexed): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each pixel, an index into the palette.
  head.set([8, 3], 8);
  const chunks = [chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', deflateSync(lines, { level: 8 }))];
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, bytes: Buffer): Buffer {
  const framed = Buffer.alloc(bytes.length + 12);
  framed.writeUInt32BE(bytes.length, 0);
  framed.write(type, 4, 'latin1');
  bytes.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, bytes.length + 8)), bytes.length + 8);
  return framed;
}
