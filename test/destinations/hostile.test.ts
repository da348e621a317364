import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderRow } from '../../src/destinations/sheets/render.ts';
import { renderSlack } from '../../src/destinations/slack/render.ts';
import { renderForms } from '../../src/destinations/telegram/render.ts';
import { type CampaignFacts, campaignKeys } from '../../src/domain/facts.ts';
import type { PurchaseView } from '../../src/domain/views.ts';
import { digestMessage } from '../../src/messages/digest.ts';
import type { Message } from '../../src/messages/message.ts';
import { purchaseCard } from '../../src/messages/purchase-card.ts';
import { vipMessage } from '../../src/messages/vip.ts';
import { purchase } from '../messages/samples.ts';
import { row } from './outgoing.ts';

const nasty = fc.constantFrom(
  '<b>x</b>',
  '</pre><a href="tg://user?id=1">x</a>',
  '&lt;&#x202e;',
  '<!channel>',
  '<@U1> <#C1> <https://evil|x>',
  '=IMPORTXML("http://x","//a")',
  '+1',
  '@channel',
  '\u202egnp.exe\u2066',
  '\u0000\u0007\u001b[2J',
  '\ud800',
  'a\r\nb\u2028c',
  '``` *x* _y_',
  '💎'.repeat(3_000),
  'слово '.repeat(1_500),
);
const outside = fc.oneof(
  nasty,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(nasty).map((all) => all.join('')),
);
const views: fc.Arbitrary<PurchaseView> = fc
  .record({
    name: outside,
    method: fc.option(outside),
    email: fc.option(outside),
    country: fc.option(outside),
    city: fc.option(outside),
    vip: fc.boolean(),
    state: fc.constantFrom('paid', 'partly_refunded', 'refunded', 'disputed', 'merged'),
    mergedInto: fc.option(outside),
    campaign: fc.dictionary(fc.constantFrom(...campaignKeys), outside).map((facts): CampaignFacts => ({ ...facts })),
  })
  .map((changes) => ({ ...purchase, ...changes }));
const messages: fc.Arbitrary<Message> = fc.oneof(
  views.map((view) => purchaseCard(view, { locale: 'ru', mayRepeat: true })),
  views.map((view) => vipMessage(view, { locale: 'en' })),
  fc.array(views, { maxLength: 6 }).map((all) => digestMessage(all, { locale: 'ru' })),
);
const forbidden = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Throws for markup that Telegram would refuse; answers the text that is left. */
function parsed(html: string): string {
  const open: string[] = [];
  const text = html.replace(/<(\/?)([a-z]+)( expandable)?>|[<>]/g, (whole, slash: string, tag: string | undefined) => {
    if (tag === undefined || !['b', 'i', 'code', 'pre', 'blockquote'].includes(tag))
      throw new Error(`markup: ${whole}`);
    if (slash === '') open.push(tag);
    else if (open.pop() !== tag) throw new Error(`unbalanced: ${whole}`);
    return '';
  });
  if (open.length > 0) throw new Error(`unclosed: ${open.join()}`);
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return text.replace(/&(\w*);?/g, (whole, name: string) => entities[name] ?? expect.fail(`entity: ${whole}`));
}

describe('words from outside', () => {
  it('are text in Telegram: never markup, never cut, never too long', () => {
    fc.assert(
      fc.property(messages, (message) => {
        for (const { html, plain } of renderForms(message, 'handle')) {
          const text = String(plain['text']);
          expect(parsed(String(html['text']))).toBe(text);
          expect(text.length).toBeLessThanOrEqual(4_096);
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(forbidden);
        }
      }),
    );
  });

  it('are text in Slack: no mention, no link, no command, within its limits', () => {
    fc.assert(
      fc.property(messages, (message) => {
        for (const { blocks, text } of renderSlack(message)) {
          const all = JSON.stringify(blocks);
          expect(`${all}${text}`).not.toMatch(/[<>]/);
          expect(all.isWellFormed()).toBe(true);
          expect(blocks.length).toBeLessThanOrEqual(50);
          expect(all.length).toBeLessThanOrEqual(13_000);
          for (const block of blocks) {
            const inner = (block['text'] as { text?: string } | undefined)?.text ?? '';
            expect(inner.length).toBeLessThanOrEqual(block['type'] === 'header' ? 150 : 3_000);
            expect(inner).not.toMatch(forbidden);
            expect(inner).not.toMatch(/&(?!amp;|lt;|gt;)/);
          }
        }
      }),
    );
  });

  it('are text in the sheet: strings that fit a cell, numbers only where we count', () => {
    fc.assert(
      fc.property(outside, fc.array(outside, { maxLength: 5 }), views, (text, ids, view) => {
        const cells = renderRow(
          row(text, { email: text, city: text, paymentExternalIds: ids, team: text, campaign: view.campaign }),
          () => '2026-11-20 22:25:00',
        );
        for (const [name, value] of Object.entries(cells)) {
          const isCounted = ['Total Amount', 'Payment Count', 'Refunded'].includes(name);
          expect(typeof value).toBe(isCounted ? 'number' : 'string');
          expect(String(value).length).toBeLessThanOrEqual(50_000);
        }
        expect(cells.Email).not.toMatch(forbidden);
      }),
    );
  });
});

describe('a customer of thousands of payments', () => {
  it('has as many ids in the cell as fit, and the number of the others', () => {
    const ids = Array.from({ length: 3_000 }, (_, i) => `pi_3TDrpXlZEj8RbBo${String(i).padStart(8, '0')}`);
    const cell = String(renderRow(row('cus_A', { paymentExternalIds: ids }), () => '')['Payment Intent IDs']);
    expect(cell.length).toBeLessThan(50_000);
    const left = Number(/… \+(\d+)$/.exec(cell)?.[1]);
    expect(cell.split(', ').length - 1 + left).toBe(3_000);
  });
});
