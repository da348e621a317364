import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { fine } from '../../src/domain/checks.ts';
import { said, value } from '../../src/domain/said.ts';
import { backupProblemText } from '../../src/messages/backup-problem.ts';
import { saidText, toldFinding } from '../../src/messages/checks.ts';
import { locales, textIds } from '../../src/messages/text.ts';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(domain|flows|destinations|providers|store)\b.*\.ts$/.test(name))
  .map((name) => readFileSync(path.join('src', name), 'utf8'));
/** `said('a', …)` and `said(x ? 'a' : 'b', …)`. */
const used = sources.flatMap((source) =>
  [...source.matchAll(/\bsaid\(\s*(?:[^'()]*\?\s*)?'([\w-]+)'(?:\s*:\s*'([\w-]+)')?/g)].flatMap(([, a, b]) =>
    [a, b].filter((id) => id !== undefined),
  ),
);

describe.each(locales)('in %s', (locale) => {
  const known = textIds(locale).flatMap((id) => /^doctor-say-(.+)$/.exec(id)?.[1] ?? []);

  it('every finding has its words, and no words are left over', () => {
    expect(used.length).toBeGreaterThan(200);
    expect([...new Set(used)].sort()).toEqual([...known].sort());
  });
});

test('what a finding says is told with what it speaks of, values as they are', () => {
  const finding = { area: 'files', ...fine('backup', said('ago', { age: said('days', { count: 3 }) })) } as const;
  expect(toldFinding('ru', finding)).toMatchObject({ detail: '3 дн. назад', fix: null });
  expect(saidText('en', said('server', { pid: 123_456, host: 'h', since: 'x' }))).toBe('process 123456 on h since x');
  expect(saidText('ru', value('a\nb\u202e'))).toBe('a b');
});

test('a broken rule of the books is told in the language of who reads it', () => {
  const detail = said('rule-broken', { what: said('rule-payments-shared'), count: 3 });
  expect(saidText('ru', detail)).toBe('платежи с одинаковым номером или списанием: 3');
  expect(backupProblemText('ru', 'I1 each payment is there once: 3')).toBe('I1 каждый платёж записан один раз: 3');
  expect(backupProblemText('en', 'I1 each payment is there once: 3')).toBe('I1 each payment is there once: 3');
});
