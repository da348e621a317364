import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderSlack } from '../../src/destinations/slack/render.ts';
import { renderForms, richForms } from '../../src/destinations/telegram/render.ts';
import { wrong } from '../../src/domain/checks.ts';
import { said, value } from '../../src/domain/said.ts';
import type { Notice } from '../../src/domain/views.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { auditMessage } from '../../src/messages/bot/audit.ts';
import { broadcastMessage } from '../../src/messages/bot/broadcast.ts';
import { doctorMessage } from '../../src/messages/bot/doctor.ts';
import { findingsMessage } from '../../src/messages/bot/duplicates.ts';
import { bannerMessage, stoppedMessage } from '../../src/messages/bot/emergency.ts';
import {
  campaignMessage,
  customerMessage,
  nothingFound,
  paymentMessage,
  purchaseMessage,
} from '../../src/messages/bot/lookup.ts';
import { failuresMessage, queueMessage } from '../../src/messages/bot/queue.ts';
import { revealedMessage } from '../../src/messages/bot/reveal.ts';
import { rolesMessage } from '../../src/messages/bot/roles.ts';
import { chatSettingsMessage } from '../../src/messages/bot/settings.ts';
import { statusMessage } from '../../src/messages/bot/status.ts';
import { tokensMessage } from '../../src/messages/bot/tokens.ts';
import { traceMessage } from '../../src/messages/bot/trace.ts';
import { digestMessage } from '../../src/messages/digest.ts';
import type { Message } from '../../src/messages/message.ts';
import { noticeMessage } from '../../src/messages/notice.ts';
import { purchaseCard } from '../../src/messages/purchase-card.ts';
import { chartMessage } from '../../src/messages/reports/charts.ts';
import { reportHelp } from '../../src/messages/reports/help.ts';
import { reportMessage } from '../../src/messages/reports/report.ts';
import { vipMessage } from '../../src/messages/vip.ts';
import * as canned from '../support/canned-views.ts';
import { hostile } from '../support/hostile.ts';
import { samples as reports } from '../support/report-samples.ts';
import { seed } from '../support/scale.ts';
import { notices } from './samples.ts';

const wanted = 10_000;
/** Whatever comes from outside stands under these names; the others are words of our own that code decides by. */
const fromOutside = new Set(
  `name names email emails phones city country method failureCode cardLast4 externalId chargeId key customerKey purchaseName
   value word mergedInto payerIds detail code pausedReason address issues actor subject by reason evidence provider event payment
   delivery from to problem chat role fix campaigns countries about`.split(/\s+/),
);
const ownWords = new Set(['provider', 'role', 'from', 'to', 'reason', 'about']);

/** The value with every word from outside taken from the strings. */
function poisoned<T>(value: T, next: () => string, isOutside = false): T {
  if (typeof value === 'string') return (isOutside ? next() : value) as T;
  if (Array.isArray(value)) return value.map((part) => poisoned(part, next, isOutside)) as T;
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isWords = typeof part === 'string' || (Array.isArray(part) && part.every((one) => typeof one === 'string'));
      const isNamed = isWords && fromOutside.has(name) && !ownWords.has(name);
      return [name, poisoned(part, next, isOutside || isNamed || name === 'campaign')];
    }),
  ) as T;
}

const now = canned.at('13:05:00');

function messagesWith(next: () => string, locale: 'ru' | 'en'): readonly Message[] {
  const reader = { locale, zone: 'Europe/Berlin' };
  const p = <T>(value: T) => poisoned(value, next);
  const by = next();
  const stop = { scope: 'all', by, reason: next(), since: now, until: null, stamp: now } as never;
  const page = { page: 0, pages: 1, first: 1, total: 3 };
  const chat = {
    route: {
      streams: ['cards'],
      filter: { countries: [next()], minimum: [], campaigns: [next(), next()] },
      quiet: null,
    },
    isSetUp: true,
  };
  return [
    purchaseCard(p(canned.purchase), { locale, mayRepeat: true }),
    vipMessage(p(canned.purchase), { locale }),
    digestMessage([p(canned.purchase), p(canned.purchase)], { locale }),
    ...notices.map((notice) => noticeMessage(p<Notice>(notice), { locale })),
    paymentMessage(p(canned.payment), reader),
    purchaseMessage(p(canned.purchase), [p(canned.payment)], reader),
    customerMessage(p(canned.customer), reader),
    campaignMessage(p(canned.purchase), null, reader),
    nothingFound(next(), null, reader),
    traceMessage(p(canned.trace), reader),
    ...Object.values(reports).flatMap((one) => [reportMessage(p(one), reader), chartMessage(p(one), reader)]),
    reportHelp(next(), reader),
    queueMessage(p(canned.destinations), [], now, { isStopped: true, reader }),
    failuresMessage(p(canned.failureGroups), p(canned.quarantined), [], page, reader),
    statusMessage(
      {
        state: 'stopped',
        stop: { stopped: true, by, reason: next(), since: now },
        health: p(canned.health),
        destinations: [],
      },
      now,
      reader,
    ),
    stoppedMessage(stop, 3, p(canned.destinations), now, reader),
    bannerMessage([stop], 3, true, reader),
    auditMessage(p(canned.auditRows) as never, { actor: next() }, {} as never, reader),
    rolesMessage([{ name: next(), role: 'operator', telegramId: '1' }], [], 0, locale),
    tokensMessage(
      [{ name: next(), prefix: 'pot_', scopes: [], expiresAt: null, lastUsedAt: null, revoke: 'r' }],
      'c',
      reader,
    ),
    revealedMessage({ name: next(), emails: [next()], phones: [next()] }, now, reader),
    doctorMessage([{ area: 'live', ...wrong('answers', value(next()), said('answers-network'), next()) }], reader),
    findingsMessage(p(canned.scan) as never, 'double_charge', 0, [], reader),
    chatSettingsMessage(chat, { streams: { cards: 'a' }, toDefault: null, test: 't', topics: null }, reader),
    broadcastMessage(next()),
  ];
}

const controls = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const marks: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The text that Telegram would show; throws for markup that is not of ours, or does not close. */
function textOf(html: string): string {
  const open: string[] = [];
  const tags = /<(\/?)([a-z-]+)( expandable| unix="\d+" format="\w+")?>|[<>]/g;
  const text = html.replace(tags, (whole, slash: string, tag: string | undefined) => {
    if (tag === undefined || !['b', 'i', 'code', 'pre', 'blockquote', 'tg-time'].includes(tag))
      throw new Error(`markup: ${whole}`);
    if (slash === '') open.push(tag);
    else if (open.pop() !== tag) throw new Error(`unbalanced: ${whole}`);
    return '';
  });
  if (open.length > 0) throw new Error(`unclosed: ${open.join()}`);
  return text.replace(/&(\w*);?/g, (whole, name: string) => marks[name] ?? expect.fail(`entity: ${whole}`));
}

function expectHarmless(message: Message): void {
  for (const { html, plain } of renderForms(message, 'handle')) {
    const text = String(plain['text']);
    expect(textOf(String(html['text']))).toBe(text);
    expect(text.length).toBeLessThanOrEqual(4_096);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(controls);
    expect(JSON.stringify(html['reply_markup'] ?? {})).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
  }
  const inBlocks = richForms(message, 'handle')?.body(false);
  if (inBlocks) expect(JSON.parse(JSON.stringify(inBlocks)), 'harmless in blocks').toSatisfy(isHarmless);
  for (const { blocks, text } of renderSlack(message)) {
    // A header is plain_text, in which Slack reads nothing but emoji.
    const read = blocks.filter((block) => block['type'] !== 'header');
    const all = `${JSON.stringify(read)}${text}`.replace(/<!date\^\d+\^[{}a-z_ ]+\|[^<>|]+>/g, '');
    expect(all).not.toMatch(/[<>]/);
    expect(all.isWellFormed()).toBe(true);
  }
}

/** Blocks are data: no text can become markup there, but it could still fake a line or turn its direction. */
function isHarmless(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !controls.test(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(isHarmless);
}

test('ten thousand hostile strings are text in every message, in Telegram and in Slack', () => {
  const strings = fc.sample(hostile, { numRuns: wanted, seed });
  let used = 0;
  const next = () => strings[used++ % wanted] ?? '';
  while (used < wanted) for (const locale of ['ru', 'en'] as const) messagesWith(next, locale).forEach(expectHarmless);
  expect(used).toBeGreaterThanOrEqual(wanted);
});

test('ten thousand hostile strings forge no line of the log', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', secrets: [], destination: { write: (line) => void lines.push(line) } });
  for (const text of fc.sample(hostile, { numRuns: wanted, seed }))
    log.info({ event: 'x', text, err: new Error(text) });
  expect(lines).toHaveLength(wanted);
  for (const line of lines) {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect((JSON.parse(line) as { level: string; event: string }).level).toBe('info');
  }
});
