import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import { bold, code, type Message, plain, textBlock } from '../../src/messages/message.ts';
import { exactMoment, timedLine } from '../../src/messages/moment.ts';
import { maxTextUnits, renderTelegram } from '../../src/messages/telegram-html.ts';

const message = (blocks: Message['blocks'], buttons: Message['buttons'] = []): Message => ({ blocks, buttons });
const only = (m: Message) => renderTelegram(m, 'hnd')[0];

describe('a message drawn for Telegram', () => {
  test('keeps text from outside as text', () => {
    const part = only(message([{ kind: 'lines', lines: [[bold('<a href="x">'), plain(' & '), code('a\nb\u202e')]] }]));
    expect(part?.html).toBe('<b>&lt;a href=&quot;x&quot;&gt;</b> &amp; <code>a b</code>');
    expect(part?.plain).toBe('<a href="x"> & a b');
  });

  test('folds details, draws tables monospaced, joins blocks by an empty line', () => {
    const part = only(
      message([
        { kind: 'heading', text: 'Today' },
        textBlock('one', 'two'),
        { kind: 'table', header: ['Name', 'n'], rows: [['US', '12']] },
        { kind: 'details', summary: 'More', lines: [[plain('x')]] },
      ]),
    );
    expect(part?.html).toBe(
      '<b>Today</b>\none\ntwo\n\n<pre>Name   n\nUS    12</pre>\n<blockquote expandable><b>More</b>\nx</blockquote>',
    );
  });

  test('puts the first cell on its own line where a table is wider than a phone', () => {
    const name = 'Testora_WEB_US_Core-0030-ABO_cpi_fcb';
    const part = only(message([{ kind: 'table', header: [], rows: [[name, '9.99 USD', '12']] }]));
    expect(part?.plain).toBe('Testora_WEB_US_Core-0030-ABO_\n  cpi_fcb\n  9.99 USD  12');
  });

  test('makes callback data of intents, and leaves navigation out without a handle', () => {
    const buttons: Message['buttons'] = [
      [
        { label: 'Details', intent: { kind: 'open', verb: 'details' } },
        { label: 'Stop', intent: { kind: 'act', actionId: 'A1' }, style: 'danger' },
        { label: 'Copy', intent: { kind: 'copy', text: 'pi_1' } },
      ],
    ];
    expect(only(message([textBlock('x')], buttons))?.keyboard).toEqual([
      [
        { text: 'Details', callback_data: 'details.hnd' },
        { text: 'Stop', callback_data: 'act.A1', style: 'danger' },
        { text: 'Copy', copy_text: { text: 'pi_1' } },
      ],
    ]);
    expect(renderTelegram(message([textBlock('x')], [buttons[0]?.slice(0, 1) ?? []]), null)[0]?.keyboard).toBeNull();
  });

  test('gives each reader a moment by his own clock, and the text as what else there is', () => {
    const at = '2026-11-20T13:05:07.500Z' as Instant;
    const line = timedLine('en', 'bot-trace-next', exactMoment(at, at, 'Europe/Berlin'));
    const part = only(message([{ kind: 'lines', lines: [line] }]));
    expect(part?.html).toBe('next try <tg-time unix="1795179907" format="T">14:05:07</tg-time>');
    expect(part?.plain).toBe('next try 14:05:07');
    const other = exactMoment(at, '2026-11-19T13:00:00.000Z' as Instant, 'Europe/Berlin');
    expect(other).toMatchObject({ text: '20.11. 14:05:07', shows: 'dT' });
  });

  test('shows a link that is no web link as its text', () => {
    const line = [{ style: 'link', text: 'me', url: 'tg://user?id=1' } as const];
    expect(only(message([{ kind: 'lines', lines: [line] }]))?.html).toBe('me');
  });
});

describe('long messages', () => {
  test('split between blocks, with the buttons under the last part', () => {
    const blocks = Array.from({ length: 5 }, (_, n) => textBlock(`${n}${'x'.repeat(1500)}`));
    const parts = renderTelegram(message(blocks, [[{ label: 'A', intent: { kind: 'act', actionId: '1' } }]]), null);
    expect(parts.map((part) => part.plain[0])).toEqual(['0', '2', '4']);
    expect(parts.map((part) => part.keyboard !== null)).toEqual([false, false, true]);
  });

  test('never exceed the limit, cut markup, or lose a character', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 9000 });
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 4 }), (blocks) => {
        const lines = blocks.map((block) => ({ kind: 'lines' as const, lines: block.map((t) => [bold(t)]) }));
        const parts = renderTelegram(message(lines), null);
        for (const part of parts) {
          expect(part.plain.length).toBeLessThanOrEqual(maxTextUnits);
          expect(part.html.split('<b>').length).toBe(part.html.split('</b>').length);
        }
        const seen = parts.map((part) => part.plain).join('');
        const kept = (s: string) => s.replace(/[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
        expect(kept(seen)).toBe(kept(blocks.flat().join('')));
      }),
      { numRuns: 60 },
    );
  });
});
