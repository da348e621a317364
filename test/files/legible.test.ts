import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnEmoji, legible, shortened } from '../../src/files/legible.ts';

describe('a text for a picture', () => {
  it('keeps Latin, Cyrillic, money and the emoji that the font holds', () => {
    for (const text of ['Выручка, ₽ — 💰', 'ЁЖ №5 «Ґанок»', 'Ürün 10 €', '🔥 Sale ☀ 30%', 'a_b-c/d@e'])
      expect(legible(text)).toBe(text);
  });

  it('leaves out emoji that it lacks, whole sequences and flags included, and never draws a part of one', () => {
    expect(legible('Spark 🧿 ads')).toBe('Spark ads');
    expect(legible('🇺🇸 US')).toBe('US');
    expect(legible('👨‍👩‍👧 family')).toBe('family');
    expect(legible('❤️ 5')).toBe('❤ 5');
    expect(legible('👍🏽 ok 1️⃣')).toBe('👍 ok');
  });

  it('marks a script that it lacks, and takes out line breaks and direction marks', () => {
    expect(legible('中文 кампания')).toBe('? кампания');
    expect(legible('a\u202eb\nc\u0000')).toBe('ab c');
  });

  it('holds only signs that a second look finds legible, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const once = legible(text);
        expect(once.isWellFormed()).toBe(true);
        expect(legible(once)).toBe(once);
      }),
    );
  });
});

it('shortens in the middle, to what fits, and never within a sign', () => {
  const fits = (limit: number) => (text: string) => [...text].length <= limit;
  expect(shortened('short', fits(10))).toBe('short');
  expect(shortened('Testora_WEB_US_Core_12.11.2025', fits(16))).toBe('Testora_W…1.2025');
  expect(shortened('Выручка за октябрь по дням', fits(12), 0)).toBe('Выручка за…');
  expect(shortened('anything', fits(0))).toBe('…');
});

/** A font that lacks a sign draws nothing, or a box; one that has it draws two different signs differently. */
it('finds each sign that it lets through in the fonts', () => {
  const file = (name: string) => fileURLToPath(new URL(`../../src/files/fonts/${name}`, import.meta.url));
  GlobalFonts.registerFromPath(file('NotoColorEmoji-Subset.ttf'), 'Only Emoji');
  GlobalFonts.registerFromPath(file('Inter-Regular.ttf'), 'Only Letters');
  GlobalFonts.registerFromPath(file('Inter-SemiBold.ttf'), 'Only Bold');
  const drawn = (sign: string, family: string): string => {
    const context = createCanvas(48, 48).getContext('2d');
    context.font = `32px "${family}"`;
    context.fillText(sign, 4, 36);
    return Buffer.from(context.getImageData(0, 0, 48, 48).data).toString('base64');
  };
  const emoji = [...drawnEmoji];
  const lost = new Set(['\u{1f9ff}', ' '].map((sign) => drawn(sign, 'Only Emoji')));
  expect(emoji.filter((sign) => lost.has(drawn(sign, 'Only Emoji')))).toEqual([]);
  const letters = '₽€₴₸₺₹№«»—…−→▲▼●АЯаяЁёЇїҐґҚқŁłŞşĞğÄöß≈≤≥×÷±';
  for (const family of ['Only Letters', 'Only Bold']) {
    const none = new Set(['中', '\u{1f9ff}'].map((sign) => drawn(sign, family)));
    expect([...letters].filter((sign) => none.has(drawn(sign, family)))).toEqual([]);
  }
});
