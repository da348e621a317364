import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/domain/outcomes.ts';
import { bold, code, type Message, plain, textBlock } from '../../src/messages/message.ts';
import { refusesRich, renderRich, richLimits } from '../../src/messages/telegram-rich.ts';
import { scaledRuns } from '../support/scale.ts';

const table = (rows: readonly (readonly string[])[], header: readonly string[] = []) =>
  ({ kind: 'table', header, rows }) as const;
const message = (...blocks: Message['blocks']): Message => ({ blocks, buttons: [] });
const blocksOf = (of: Message) => {
  const rich = renderRich(of, 'h');
  return rich && [...rich.head, ...rich.rest];
};

describe('a message in blocks', () => {
  test('draws headings, lines, tables and details as what they are', () => {
    const drawn = blocksOf(
      message(
        { kind: 'heading', text: 'Today' },
        { kind: 'lines', lines: [[bold('a'), plain(' b')], [code('c')]] },
        table([['US', '12']], ['Name', 'n']),
        { kind: 'details', summary: 'More', lines: [[plain('x')]] },
      ),
    );
    expect(drawn).toEqual([
      { type: 'heading', text: 'Today', size: 4 },
      { type: 'paragraph', text: [{ type: 'bold', text: 'a' }, ' b', '\n', { type: 'code', text: 'c' }] },
      {
        type: 'table',
        cells: [
          [
            { text: 'Name', is_header: true, align: 'left', valign: 'middle' },
            { text: 'n', is_header: true, align: 'right', valign: 'middle' },
          ],
          [
            { text: 'US', align: 'left', valign: 'middle' },
            { text: '12', align: 'right', valign: 'middle' },
          ],
        ],
        is_striped: true,
        is_compact: true,
      },
      { type: 'details', summary: 'More', blocks: [{ type: 'paragraph', text: ['x'] }] },
    ]);
  });

  test('is for what has a table: all else is said by HTML as well', () => {
    expect(renderRich(message(textBlock('x')), 'h')).toBeNull();
  });

  test('fills up short rows, and leaves a link that is no web link as its text', () => {
    const link = [{ style: 'link', text: 'me', url: 'tg://user?id=1' } as const];
    const [words, cells] = blocksOf(message({ kind: 'lines', lines: [link] }, table([['a', 'b'], ['c']]))) ?? [];
    expect(words).toEqual({ type: 'paragraph', text: ['me'] });
    expect(cells).toMatchObject({ cells: [{}, [{ text: 'c' }, { align: 'right' }]] });
  });

  test.each([
    ['characters', table([['x'.repeat(richLimits.characters), '1']])],
    ['rows', table(Array.from({ length: richLimits.blocks }, (_, n) => [`${n}`]))],
    ['columns', table([Array.from({ length: richLimits.columns + 1 }, (_, n) => `${n}`)])],
  ])('is none beyond the limit of %s: it is split as HTML instead', (_, block) => {
    expect(renderRich(message(textBlock('a'), block), 'h')).toBeNull();
  });

  test('keeps every character of text from outside, as text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const seen = JSON.stringify(blocksOf(message(table(rows)))?.map((one) => 'cells' in one && one.cells));
        const cells = (JSON.parse(seen) as { text?: string }[][][]).flat(2).map((cell) => cell.text ?? '');
        const kept = (s: string) => s.replace(/[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
        expect(kept(cells.join(''))).toBe(kept(rows.flat().join('')));
      }),
      scaledRuns(60),
    );
  });
});

describe('what Telegram answers to blocks', () => {
  const answered = (status: number, text: string) =>
    refusesRich(judge('telegram', { kind: 'answer', status, ok: false, code: `${status}`, text, retryAfterMs: null }));

  test.each([
    [404, 'Not Found'],
    [404, 'Not Found: method not found'],
    [400, "Bad Request: can't parse rich message: wrong cell"],
    [400, 'Bad Request: RICH_VALIDATE_CTOR_NOT_ALLOWED'],
    [400, 'Bad Request: message is too long'],
  ])('%d %s: the words come in another form', (status, text) => {
    expect(answered(status, text)).toBe(true);
  });

  test.each([
    [400, 'Bad Request: chat not found'],
    [400, 'Bad Request: message to edit not found'],
    [400, 'Bad Request: message thread not found'],
    [403, 'Forbidden: bot was blocked by the user'],
    [429, 'Too Many Requests: retry after 3'],
    [500, 'Internal Server Error'],
  ])('%d %s is about the place, not about the form', (status, text) => {
    expect(answered(status, text)).toBe(false);
  });
});
